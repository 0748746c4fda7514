import { callerOf, type Call, type Sent } from '@chasqui/embedded/demo/call.ts'

export type ApiTask = { id: string; state: string; result: { at: number } | null; created_at: string; started_at: string | null; ended_at: string | null }

/** /api/tasks as a client calls it. */
export class TaskApi {
  readonly #call: Call

  constructor(url: string, key: string) {
    this.#call = callerOf(url, key)
  }

  async json<T>(path: string, sent?: Sent): Promise<T> {
    return await this.#call(path, sent) as T
  }

  launch(type: string, options: { params?: object; eta?: string } = {}): Promise<ApiTask> {
    return this.json('/api/tasks', { body: { type, params: {}, ...options } })
  }

  async launchMany(type: string, count: number): Promise<void> {
    const { launched } = await this.json<{ launched: number }>('/api/tasks/bulk', { body: { tasks: Array.from({ length: count }, (_, n) => ({ type, params: { n } })) } })
    if (launched !== count) throw new Error(`${launched} of ${count} tasks were launched`)
  }

  /** The task at its end. */
  async ended(id: string): Promise<ApiTask> {
    const task = await this.json<ApiTask>(`/api/tasks/${id}?wait=60s`)
    if (task.ended_at === null) throw new Error(`the task ${id} did not end: ${task.state}`)
    return task
  }

  revoke(id: string): Promise<ApiTask> {
    return this.json(`/api/tasks/${id}`, { method: 'DELETE' })
  }
}
