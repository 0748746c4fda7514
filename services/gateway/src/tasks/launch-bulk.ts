import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { TaskRecord, TaskTypeRecord } from '@chasqui/mongo/tasks'
import { parseInput, problemOf, ProblemField, type Principal } from '@chasqui/http'
import { traceIdOf, type TraceHeaders } from '@chasqui/telemetry'
import { launch, launchMany, repeatableId, type Launch } from '@chasqui/worker'
import type { GatewayContext } from '../context.ts'
import { identityOf, type Attempt } from '../request/once.ts'
import { LaunchBody } from './launch-body.ts'
import { checkLaunch } from './launch-task.ts'
import { differingParams, Differs } from './standing-task.ts'

export const BULK_MOST = 1_000

export const BulkAnswer = z.object({
  status: z.int().describe('as POST /api/tasks would have answered'), task_id: z.string().nullable(), type: z.string().nullable(), note: z.string().nullable(),
  differs: Differs.nullable().describe('of 200 only: parameters that were asked for otherwise than the task that stands for the unique key has them'),
  error: z.object({ code: z.string(), detail: z.string(), hint: z.string(), errors: z.array(ProblemField) }).nullable(),
}).meta({ id: 'LaunchAnswer' })
export type BulkAnswer = z.infer<typeof BulkAnswer>

type Checked = { wanted: Awaited<ReturnType<typeof checkLaunch>> } | { refused: BulkAnswer }

/**
 * Launches what is right and says of the rest what is wrong.
 * @returns one answer each, and what was launched anew
 */
export async function launchBulk(context: GatewayContext, principal: Principal, tasks: readonly unknown[], { trace, attempt }: { trace: TraceHeaders; attempt: Attempt }): Promise<{ answers: BulkAnswer[]; launched: (Launch & { type: TaskTypeRecord })[] }> {
  const { atMs, identity } = identityOf(attempt)
  const checked: Checked[] = []
  // One after the other: what they are checked against is read once for all.
  for (const [n, task] of tasks.entries()) checked.push(await check(context, principal, task, { trace, taskId: identity ? repeatableId(identity, n) : uuidv7() }))
  const wanted = checked.flatMap((one) => 'wanted' in one ? [one.wanted] : [])
  if (wanted.length > 0) await attempt.reserve({ atMs })
  await launchMany(context, wanted.filter(({ uniqueKey }) => uniqueKey === undefined))
  const standing = new Map<string, TaskRecord>()
  for (const one of wanted.filter(({ uniqueKey }) => uniqueKey !== undefined)) standing.set(one.taskId as string, (await launch(context, one)).task)
  const answers = await Promise.all(checked.map(async (one) => 'refused' in one ? one.refused : answerOf(one.wanted, standing.get(one.wanted.taskId as string), await context.catalogue.noteOn(one.wanted.type, { tenantId: one.wanted.tenantId, state: 'PENDING' }))))
  return { answers, launched: wanted.filter(({ taskId }) => (standing.get(taskId as string)?._id ?? taskId) === taskId) }
}

async function check(context: GatewayContext, principal: Principal, task: unknown, made: { trace: TraceHeaders; taskId: string }): Promise<Checked> {
  try {
    return { wanted: await checkLaunch(context, principal, parseInput(LaunchBody, task), made) }
  } catch (error) {
    const { problem, isUnexpected } = problemOf(error, { path: '/api/tasks/bulk', requestId: '', traceId: traceIdOf(made.trace.traceparent) ?? '' })
    if (isUnexpected || problem.status >= 500) throw error
    const type = (task as { type?: unknown } | null)?.type
    return { refused: { status: problem.status, task_id: null, type: typeof type === 'string' ? type.slice(0, 100) : null, note: null, differs: null, error: { code: problem.code, detail: problem.detail, hint: problem.hint, errors: problem.errors ?? [] } } }
  }
}

function answerOf({ taskId, type, params }: Launch, standing: TaskRecord | undefined, note: string | undefined): BulkAnswer {
  const other = standing?._id === taskId ? undefined : standing
  return { status: other ? 200 : 202, task_id: other?._id ?? taskId as string, type: type._id, note: note ?? null, differs: other ? differingParams(params, other.params) : null, error: null }
}
