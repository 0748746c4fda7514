/** What every program here needs: where Chasqui is, a key, and a request that says why it was refused. */

const url = process.env['CHASQUI_URL']
const key = process.env['KEY']

/** What a refused request answers (RFC 9457). */
type Problem = { code?: string; detail?: string; hint?: string }

/** A request that was refused. `status` and `code` are for programs, the message is for people. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly retryAfterMs: number

  constructor(response: Response, { code = 'UNKNOWN', detail = response.statusText, hint = '' }: Problem) {
    super(`${response.status} ${code}: ${detail}. ${hint}`)
    this.status = response.status
    this.code = code
    this.retryAfterMs = Number(response.headers.get('retry-after') ?? 1) * 1000
  }
}

/** Calls the API of documents and books. Throws `Refused` when it is refused, and what `fetch` throws when nobody answers. */
export function call(path: string, init: RequestInit = {}): Promise<Response> {
  return callAt(`/api/v1${path}`, init)
}

/** The same for tasks. */
export function callTasks(path: string, init: RequestInit = {}): Promise<Response> {
  return callAt(`/api/tasks${path}`, init)
}

async function callAt(path: string, init: RequestInit): Promise<Response> {
  if (!url || !key) throw new Error('It is not known where Chasqui is. Start it with: npm start; and set CHASQUI_URL and KEY to what it prints')
  const response = await fetch(url + path, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } })
  if (response.ok) return response
  throw new Refused(response, await response.json().catch(() => ({})) as Problem)
}

/** A request with a JSON body. */
export function json(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}
