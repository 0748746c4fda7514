export type ApiTask = { id: string; state: string; result: { at: number } | null; created_at: string; started_at: string | null; ended_at: string | null }

/** /api/tasks as a client calls it. */
export class TaskApi {
  readonly #url: string
  readonly #key: string

  constructor(url: string, key: string) {
    this.#url = url
    this.#key = key
  }

  async json<T>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await fetch(this.#url + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${this.#key}` } })
    const body = await response.json() as T
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(body)}`)
    return body
  }

  launch(type: string, options: { params?: object; eta?: string } = {}): Promise<ApiTask> {
    return this.#post('/api/tasks', { type, params: {}, ...options })
  }

  async launchMany(type: string, count: number): Promise<void> {
    const { launched } = await this.#post<{ launched: number }>('/api/tasks/bulk', { tasks: Array.from({ length: count }, (_, n) => ({ type, params: { n } })) })
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

  #post<T>(path: string, body: unknown): Promise<T> {
    return this.json(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  }
}
