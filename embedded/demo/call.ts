/** What is sent: an object goes as JSON, a form as it is. */
export type Sent = { method?: string; body?: object | FormData }

export type Call = (path: string, sent?: Sent) => Promise<unknown>

/** Calls the gateway as any customer does: over HTTP, with a key. An answer that is no success is thrown, with all it says. */
export function callerOf(url: string, apiKey: string): Call {
  return async (path, { body, method = body === undefined ? 'GET' : 'POST' } = {}) => {
    const isForm = body instanceof FormData
    const response = await fetch(url + path, {
      method, headers: { authorization: `Bearer ${apiKey}`, ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    })
    const answer: unknown = await response.json()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`)
    return answer
  }
}
