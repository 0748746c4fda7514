import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'

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
  const api = new TaskApi(url, apiKey)
  return [await launchAndWatch(api, onProgress), await launchAndRevoke(api), await letFire(api, onProgress)]
}

async function launchAndWatch(api: TaskApi, onProgress: (line: string) => void): Promise<TaskLine> {
  const launched = await api.launch({ type: 'books.export', params: { kind: 'invoices', format: 'xlsx' } })
  const ended = await api.end(launched.id, ({ state, progress }) => onProgress(`books.export ${state}${progress ? `: ${progress.done} of ${progress.total ?? '?'} rows` : ''}`))
  const result = Exported.safeParse(ended.result)
  return lineOf('launched and watched', ended, ended.state === 'SUCCESS' && result.success && result.data.rows > 0, result.success ? `${result.data.rows} rows in ${result.data.link}` : 'no file')
}

async function launchAndRevoke(api: TaskApi): Promise<TaskLine> {
  const { id } = await api.launch({ type: 'books.export', params: { kind: 'vendors' }, countdown: 3_600 })
  const revoked = Task.parse(await api.ask(`/api/tasks/${id}`, 'DELETE'))
  return lineOf('revoked before its time', revoked, revoked.state === 'REVOKED', 'it never starts')
}

/** A schedule that fires every second: the first firing is waited for, then it is removed. */
async function letFire(api: TaskApi, onProgress: (line: string) => void): Promise<TaskLine> {
  const { id } = z.object({ id: z.string() }).parse(await api.ask('/api/schedules', 'POST', { description: 'the demo', type: 'books.export', params: { kind: 'expenses' }, cron: '* * * * * *', zone: 'America/Lima' }))
  try {
    for (const limit = Date.now() + LIMIT_MS; Date.now() < limit; await delay(LOOK_EVERY_MS)) {
      const { items } = Firings.parse(await api.ask(`/api/schedules/${id}/firings`))
      const fired = items.find(({ outcome }) => outcome === 'launched')
      if (!fired?.task_id) continue
      onProgress(`the schedule fired for ${fired.nominal_at}`)
      const ended = await api.end(fired.task_id, () => undefined)
      return lineOf('launched by a schedule', ended, ended.state === 'SUCCESS', `fired for ${fired.nominal_at}`)
    }
    return { what: 'launched by a schedule', ok: false, type: 'books.export', state: '–', says: `it did not fire within ${LIMIT_MS / 1_000} s` }
  } finally {
    await api.ask(`/api/schedules/${id}`, 'DELETE')
  }
}

function lineOf(what: string, { type, state, error }: Task, ok: boolean, says: string): TaskLine {
  return { what, ok, type, state, says: error ? error.code : says }
}

class TaskApi {
  readonly #url: string
  readonly #apiKey: string

  constructor(url: string, apiKey: string) {
    this.#url = url
    this.#apiKey = apiKey
  }

  async launch(body: object): Promise<Task> {
    return Task.parse(await this.ask('/api/tasks', 'POST', body))
  }

  async end(id: string, onChange: (task: Task) => void): Promise<Task> {
    let shown = ''
    for (const limit = Date.now() + LIMIT_MS; ; ) {
      const task = Task.parse(await this.ask(`/api/tasks/${id}`))
      const now = JSON.stringify([task.state, task.progress])
      if (now !== shown) onChange(task)
      shown = now
      if (task.is_final || Date.now() > limit) return task
      await delay(LOOK_EVERY_MS)
    }
  }

  async ask(path: string, method = 'GET', body?: object): Promise<unknown> {
    const response = await fetch(this.#url + path, {
      method, headers: { authorization: `Bearer ${this.#apiKey}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const answer: unknown = await response.json()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`)
    return answer
  }
}
