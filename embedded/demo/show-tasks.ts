import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { callerOf, type Call } from './call.ts'

/** What the demo reads of a task. */
const Task = z.object({
  id: z.string(), type: z.string(), state: z.string(), is_final: z.boolean(), progress: z.object({ done: z.number(), total: z.number().nullable() }).nullable(),
  result: z.unknown(), error: z.object({ code: z.string() }).nullable(),
})
type Task = z.infer<typeof Task>

const Exported = z.object({ rows: z.number(), link: z.string() })
const Firings = z.object({ items: z.array(z.object({ nominal_at: z.string(), outcome: z.string().nullable(), task_id: z.string().nullable() })) })

export type TaskLine = { what: string; ok: boolean; type: string; state: string; says: string }

const LIMIT_MS = 60_000
const LOOK_EVERY_MS = 200

/**
 * The life of tasks, as a customer sees it: one is launched and watched to its end, one is revoked before it starts, and a schedule is let fire.
 * @param onProgress a line for the terminal
 */
export async function showTasks(url: string, apiKey: string, onProgress: (line: string) => void): Promise<TaskLine[]> {
  const call = callerOf(url, apiKey)
  return [await launchAndWatch(call, onProgress), await launchAndRevoke(call), await letFire(call, onProgress)]
}

async function launchAndWatch(call: Call, onProgress: (line: string) => void): Promise<TaskLine> {
  const launched = await launch(call, { type: 'books.export', params: { kind: 'invoices', format: 'xlsx' } })
  const task = await ended(call, launched.id, ({ state, progress }) => onProgress(`books.export ${state}${progress ? `: ${progress.done} of ${progress.total ?? '?'} rows` : ''}`))
  const result = Exported.safeParse(task.result)
  return taskLine('launched and watched', task, task.state === 'SUCCESS' && result.success && result.data.rows > 0, result.success ? `${result.data.rows} rows in ${result.data.link}` : 'no file')
}

async function launchAndRevoke(call: Call): Promise<TaskLine> {
  const { id } = await launch(call, { type: 'books.export', params: { kind: 'vendors' }, countdown: 3_600 })
  const revoked = Task.parse(await call(`/api/tasks/${id}`, { method: 'DELETE' }))
  return taskLine('revoked before its time', revoked, revoked.state === 'REVOKED', 'it never starts')
}

/** A schedule that fires every second: the first firing is waited for, then it is removed. */
async function letFire(call: Call, onProgress: (line: string) => void): Promise<TaskLine> {
  const { id } = z.object({ id: z.string() }).parse(await call('/api/schedules', { body: { description: 'the demo', type: 'books.export', params: { kind: 'expenses' }, cron: '* * * * * *', zone: 'America/Lima' } }))
  try {
    for (const limit = Date.now() + LIMIT_MS; Date.now() < limit; await delay(LOOK_EVERY_MS)) {
      const { items } = Firings.parse(await call(`/api/schedules/${id}/firings`))
      const fired = items.find(({ outcome }) => outcome === 'launched')
      if (!fired?.task_id) continue
      onProgress(`the schedule fired for ${fired.nominal_at}`)
      const task = await ended(call, fired.task_id, () => undefined)
      return taskLine('launched by a schedule', task, task.state === 'SUCCESS', `fired for ${fired.nominal_at}`)
    }
    return { what: 'launched by a schedule', ok: false, type: 'books.export', state: '–', says: `it did not fire within ${LIMIT_MS / 1_000} s` }
  } finally {
    await call(`/api/schedules/${id}`, { method: 'DELETE' })
  }
}

function taskLine(what: string, { type, state, error }: Task, ok: boolean, says: string): TaskLine {
  return { what, ok, type, state, says: error ? error.code : says }
}

/** The task at its end. */
async function ended(call: Call, id: string, onChange: (task: Task) => void): Promise<Task> {
  let shown = ''
  for (const limit = Date.now() + LIMIT_MS; ; ) {
    const task = Task.parse(await call(`/api/tasks/${id}`))
    const now = JSON.stringify([task.state, task.progress])
    if (now !== shown) onChange(task)
    shown = now
    if (task.is_final || Date.now() > limit) return task
    await delay(LOOK_EVERY_MS)
  }
}

async function launch(call: Call, body: object): Promise<Task> {
  return Task.parse(await call('/api/tasks', { body }))
}
