/**
 * Launches a task and polls it, as clients of the old API do. Two things differ from then: the host, and a key that is sent along.
 *
 *     node examples/celery/tasks.ts types
 *     node examples/celery/tasks.ts launch TASK_TYPE ['{"parameter": "value"}']
 *     node examples/celery/tasks.ts status TASK_ID
 *     node examples/celery/tasks.ts revoke TASK_ID [--terminate]
 *     node examples/celery/tasks.ts stats
 *
 * Ends with 1 when a task did not succeed or a call was refused.
 */
import { setTimeout as delay } from 'node:timers/promises'
import '../say-why.ts'
import { jsonOf } from '../typed-json.ts'

type TaskType = { task_type: string; description: string; parameters: Record<string, { type: string; required: boolean; default?: unknown }> }
type Launched = { task_id: string; message: string }
type Status = { status: string; result: unknown; error: string | null; traceback: string | null; meta: { info: string } | null }
type Stats = {
  active_tasks: Record<string, { id: string; name: string }[]>
  scheduled_tasks: Record<string, unknown[]>
  registered_tasks: string[]
  worker_stats: Record<string, { total: Record<string, number>; pool: { 'max-concurrency': number } }>
}

const api = `${process.env['CHASQUI_URL'] ?? 'http://127.0.0.1:8080'}/api/celery`
const pollMs = Number(process.env['POLL_SECONDS'] ?? 5) * 1000
const ENDED = ['SUCCESS', 'FAILURE', 'REVOKED']

const [command = '', ...args] = process.argv.slice(2)
const commands: Record<string, (...args: string[]) => Promise<void>> = { types, launch, status, revoke, stats }
const run = commands[command]
if (!run) throw new Error(`It was not said what to do. Type: node examples/celery/tasks.ts, and one of ${Object.keys(commands).join(', ')}`)
if (args.length === 0 && ['launch', 'status', 'revoke'].includes(command)) throw new Error(`It was not said which. Type: node examples/celery/tasks.ts ${command} ${command === 'launch' ? 'TASK_TYPE [PARAMS]' : 'TASK_ID'}`)
await run(...args)

/** What the API answers; errors are read from `detail`, as ever. */
async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(api + path, {
    method, headers: { authorization: `Bearer ${process.env['KEY'] ?? ''}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = await response.json() as Answer & { detail: string }
  if (!response.ok) throw new Error(`${response.status}: ${answer.detail}`)
  return answer
}

async function types(): Promise<void> {
  for (const { task_type: type, description, parameters } of await call<TaskType[]>('GET', '/tasks')) {
    console.log(`${type}: ${description}`)
    for (const [name, parameter] of Object.entries(parameters)) {
      console.log(`    ${name} (${parameter.type}, ${parameter.required ? 'required' : `default ${JSON.stringify(parameter.default)}`})`)
    }
  }
}

async function launch(type = '', params = '{}'): Promise<void> {
  const { task_id: id, message } = await call<Launched>('POST', '/tasks/launch', { task_type: type, params: jsonOf(params, 'The parameters') })
  console.log(message, id)
  const task = await ended(id)
  if (task.status === 'SUCCESS') return console.log(JSON.stringify(task.result, null, 2))
  console.log(task.error ?? task.meta?.info ?? '')
  process.exitCode = 1
}

/** Polls until the task has ended. */
async function ended(id: string): Promise<Status> {
  for (;;) {
    const task = await call<Status>('GET', `/tasks/${id}`)
    console.log(task.status, task.meta?.info ?? '')
    if (ENDED.includes(task.status)) return task
    await delay(pollMs)
  }
}

async function status(id = ''): Promise<void> {
  console.log(JSON.stringify(await call<Status>('GET', `/tasks/${id}`), null, 2))
}

async function revoke(id = '', terminate = ''): Promise<void> {
  console.log((await call<Launched>('DELETE', `/tasks/${id}?terminate=${terminate !== ''}`)).message)
}

async function stats(): Promise<void> {
  const { active_tasks: active, scheduled_tasks: scheduled, registered_tasks: registered, worker_stats: workers } = await call<Stats>('GET', '/stats')
  for (const [worker, { total, pool }] of Object.entries(workers)) {
    const atWork = (active[worker] ?? []).map(({ name }) => name).join(', ') || 'nothing'
    const done = Object.values(total).reduce((sum, count) => sum + count, 0)
    console.log(`${worker}: ${pool['max-concurrency']} at once, at work: ${atWork}, done: ${done}`)
  }
  console.log(`${Object.values(scheduled).flat().length} scheduled, ${registered.length} types registered`)
}
