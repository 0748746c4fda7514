import { asFault, codes } from '@chasqui/errors'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { App, AppOptions } from './app.ts'
import { anApp } from './test-app.ts'
import { parseInput } from './input.ts'
import { Problem } from './problem.ts'

const errors = codes('demo', {
  TOO_MANY_ROWS: { say: 'Too many rows', hint: 'Send them in several batches', retry: false, status: 413 },
  BOOKS_CLOSED: { say: 'The books are closed', hint: 'Reopen the month', retry: false },
  RECORD_AWAY: { say: 'The record cannot be reached', hint: 'Try again', retry: true },
})
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

let app: App
afterEach(() => app?.close())

async function serving(options: Partial<AppOptions> = {}, level?: string) {
  const made = await anApp(options, level)
  app = made.app
  app.post('/rows/:id', {
    schema: {
      params: z.object({ id: z.string().min(2) }),
      querystring: z.object({ limit: z.coerce.number().max(200).default(50) }),
      body: z.object({ rows: z.array(z.object({ amount: z.string() })) }),
      response: { 200: z.object({ id: z.string(), limit: z.number() }) },
    },
  }, async (request) => ({ id: request.params.id, limit: request.query.limit, secretColumn: 'x' }))
  app.get('/throws/:what', { schema: { params: z.object({ what: z.string() }) } }, async ({ params: { what } }) => {
    switch (what) {
      case 'fault': throw errors.fault('TOO_MANY_ROWS', { detail: '6000 > 5000' })
      case 'field': throw errors.fault('BOOKS_CLOSED', { field: 'issueDate', detail: '2026-03' })
      case 'retry': throw errors.fault('RECORD_AWAY', { retryAfterMs: 1_200, cause: new Error('no primary') })
      case 'input': return parseInput(z.object({ kind: z.enum(['a']) }), { kind: 'b' }, 'form.')
      case 'zod': return z.object({ own: z.string() }).parse({ own: 1 })
      case 'wrapped': throw asFault(new Error('connect mongodb://app:hunter2@db failed'))
      case 'text': return Promise.reject('connect mongodb://app:hunter2@db') as Promise<never>
      case 'limit': throw Object.assign(new Error('Rate limit exceeded'), { code: 'FST_ERR_RATE', statusCode: 429 })
      default: throw new Error('connect mongodb://app:hunter2@db failed')
    }
  })
  app.get('/misfit', { schema: { response: { 200: z.object({ total: z.string() }) } } }, async () => ({ total: 12 }) as unknown as { total: string })
  return made
}

const problem = (response: { headers: Record<string, unknown>; json(): unknown; statusCode: number }) => {
  expect(response.headers['content-type']).toBe('application/problem+json')
  const body = Problem.parse(response.json())
  expect(body.status).toBe(response.statusCode)
  return body
}

describe('a request', () => {
  it('gives the handler typed parts, and the client only what the response schema names', async () => {
    await serving()
    const response = await app.inject({ method: 'POST', url: '/rows/b1?limit=7', payload: { rows: [] } })
    expect([response.statusCode, response.json()]).toEqual([200, { id: 'b1', limit: 7 }])
  })

  it('keeps the request id of its caller when it is harmless, and gets one otherwise', async () => {
    await serving()
    const ask = (id: string) => app.inject({ url: '/nowhere', headers: { 'x-request-id': id } })
    expect((await ask('order-7')).headers['x-request-id']).toBe('order-7')
    expect((await ask('order 7\u00e9')).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect((await ask('x'.repeat(65))).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('carries the trace of its caller, or a new one', async () => {
    await serving()
    app.get('/trace', async (request) => request.trace)
    expect((await app.inject({ url: '/trace', headers: { traceparent: TRACE } })).json()).toEqual({ traceparent: TRACE })
    expect((await app.inject('/trace')).json()).toEqual({ traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/) })
  })

  it('is counted by its route, never by its path', async () => {
    const { metrics } = await serving()
    await app.inject({ method: 'POST', url: '/rows/b1', payload: { rows: [] } })
    await app.inject('/wp-login.php')
    const text = await metrics.text()
    expect(text).toContain('http_server_request_duration_seconds_count{service="gateway",http_request_method="POST",http_route="/rows/:id",http_response_status_code="200"} 1')
    expect(text).toContain('http_route="(none)",http_response_status_code="404"')
    expect(text).not.toMatch(/b1|wp-login/)
  })
})

describe('the log', () => {
  it('has no line for a request that is well, or that is refused', async () => {
    const { lines } = await serving()
    await app.inject({ method: 'POST', url: '/rows/b1', payload: { rows: [] } })
    await app.inject('/throws/fault')
    expect(lines).toEqual([])
  })

  it('has a line for a slow one', async () => {
    const { lines } = await serving({ slowMs: 0 })
    await app.inject('/throws/fault?token=secret')
    expect(lines).toEqual([expect.objectContaining({ level: 'info', method: 'GET', route: '/throws/:what', status: 413, msg: 'A slow request', trace_id: expect.any(String), request_id: expect.any(String) })])
    expect(JSON.stringify(lines)).not.toContain('secret')
  })

  it('has a line, with the causes, for what failed though somebody foresaw it', async () => {
    const { lines } = await serving()
    await app.inject('/throws/retry')
    expect(lines).toEqual([expect.objectContaining({ level: 'warn', code: 'RECORD_AWAY', err: expect.objectContaining({ message: expect.stringContaining('no primary') }) })])
  })

  it('has the stack of what nobody foresaw, under the ids that the client got', async () => {
    const { lines } = await serving()
    const { request_id, trace_id } = problem(await app.inject({ url: '/throws/error', headers: { traceparent: TRACE } }))
    expect(lines).toEqual([expect.objectContaining({ level: 'error', request_id, trace_id, path: '/throws/error', err: expect.objectContaining({ stack: expect.stringContaining('app.test.ts') }) })])
    expect(trace_id).toBe('0af7651916cd43dd8448eb211c80319c')
    expect(JSON.stringify(lines)).not.toContain('hunter2')
  })
})

describe('a problem', () => {
  it('says what happened, where, and what to do', async () => {
    await serving()
    const response = await app.inject({ url: '/throws/fault?x=1', headers: { traceparent: TRACE, 'x-request-id': 'r1' } })
    expect(problem(response)).toEqual({
      type: 'urn:chasqui:error:TOO_MANY_ROWS', title: 'Too many rows', status: 413, detail: 'Too many rows: 6000 > 5000', instance: '/throws/fault',
      code: 'TOO_MANY_ROWS', hint: 'Send them in several batches', request_id: 'r1', trace_id: '0af7651916cd43dd8448eb211c80319c',
    })
  })

  it.each([['/throws/%ff', 400, 'BAD_REQUEST'], ['/%', 400, 'BAD_REQUEST']])('answers %s, which leads to no route, as well', async (url, status, code) => {
    await serving()
    expect(problem(await app.inject(url))).toMatchObject({ status, code })
  })

  it('is what a body with half of a character is, wherever it stands, and with a whole one it is none', async () => {
    await serving()
    const send = (amount: string) => app.inject({ method: 'POST', url: '/rows/b1', headers: { 'content-type': 'application/json' }, payload: `{"rows":[{"amount":"${amount}"}]}` })
    expect(problem(await send(String.raw`a\ud800`))).toMatchObject({ status: 400, code: 'MALFORMED_BODY', detail: expect.stringContaining('half of a character') })
    for (const whole of [String.raw`\ud83d\ude00`, String.raw`\\ud800`]) expect((await send(whole)).statusCode).toBe(200)
  })

  it('is what a body is whose bytes are no UTF-8: nobody sent the characters that would be read', async () => {
    await serving()
    const send = (encoding: BufferEncoding) => app.inject({ method: 'POST', url: '/rows/b1', headers: { 'content-type': 'application/json' }, payload: Buffer.from('{"rows":[{"amount":"ESPAÑA"}]}', encoding) })
    expect(problem(await send('latin1'))).toMatchObject({ status: 400, code: 'MALFORMED_BODY', detail: expect.stringContaining('not UTF-8') })
    expect((await send('utf8')).statusCode).toBe(200)
  })

  it('is of the route, however long a part of its address is', async () => {
    await serving()
    expect((await app.inject({ method: 'POST', url: `/rows/${'x'.repeat(10_000)}`, payload: { rows: [] } })).statusCode).toBe(200)
  })

  it('names the field of a fault that is about one', async () => {
    await serving()
    expect(problem(await app.inject('/throws/field'))).toMatchObject({ status: 422, errors: [{ field: 'issueDate', code: 'BOOKS_CLOSED', message: 'The books are closed: 2026-03' }] })
  })

  it('says when to come back', async () => {
    await serving()
    const response = await app.inject('/throws/retry')
    expect([problem(response).status, response.headers['retry-after']]).toEqual([503, '2'])
  })

  it('names every field that is wrong, and the part of the request it came in', async () => {
    await serving()
    const response = await app.inject({ method: 'POST', url: '/rows/b1?limit=999', payload: { rows: [{ amount: '1' }, { amount: 2 }, {}] } })
    expect(problem(response)).toMatchObject({
      code: 'VALIDATION_FAILED', status: 422, detail: expect.stringContaining('rows[1].amount: '),
      errors: [{ field: 'rows[1].amount', code: 'invalid_type' }, { field: 'rows[2].amount', code: 'required' }],
    })
    expect(problem(await app.inject({ method: 'POST', url: '/rows/b1?limit=999', payload: { rows: [] } })).errors).toEqual([expect.objectContaining({ field: 'query.limit', code: 'too_big' })])
    expect(problem(await app.inject({ method: 'POST', url: '/rows/b', payload: { rows: [] } })).errors).toEqual([expect.objectContaining({ field: 'path.id' })])
    expect(problem(await app.inject({ method: 'POST', url: '/rows/b1', payload: [] as unknown as object })).errors).toEqual([expect.objectContaining({ field: '(all)' })])
    expect(problem(await app.inject('/throws/input')).errors).toEqual([expect.objectContaining({ field: 'form.kind' })])
  })

  it.each([['error'], ['text'], ['zod'], ['wrapped']])('tells nothing of an error that was not meant for customers: %s', async (what) => {
    await serving({}, 'silent')
    const response = await app.inject(`/throws/${what}`)
    expect(problem(response)).toMatchObject({ status: 500, code: 'INTERNAL', detail: 'Something failed that nobody expected' })
    expect(response.body).not.toMatch(/hunter2|mongodb|\.ts|own/)
  })

  it('holds back an answer that does not fit its schema', async () => {
    const { lines } = await serving()
    expect(problem(await app.inject('/misfit'))).toMatchObject({ status: 500, code: 'RESPONSE_INVALID' })
    expect(lines).toHaveLength(1)
  })

  it.each([
    ['an unknown address', { url: '/nowhere' }, 404, 'NOT_FOUND'],
    ['broken JSON', { method: 'POST', url: '/rows/b1', headers: { 'content-type': 'application/json' }, payload: '{' }, 400, 'MALFORMED_BODY'],
    ['no JSON where some is announced', { method: 'POST', url: '/rows/b1', headers: { 'content-type': 'application/json' }, payload: '' }, 400, 'MALFORMED_BODY'],
    ['a body that is too large', { method: 'POST', url: '/rows/b1', payload: { rows: ['x'.repeat(2_000)] } }, 413, 'BODY_TOO_LARGE'],
    ['a type that is not taken', { method: 'POST', url: '/rows/b1', headers: { 'content-type': 'application/xml' }, payload: '<x/>' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['plain text', { method: 'POST', url: '/rows/b1', headers: { 'content-type': 'text/plain' }, payload: 'x' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a limit of a plugin', { url: '/throws/limit' }, 429, 'RATE_LIMITED'],
  ] as const)('answers %s', async (_what, request, status, code) => {
    await serving({ maxBodyBytes: 1_000 })
    expect(problem(await app.inject(request))).toMatchObject({ status, code, detail: expect.stringMatching(/\w/) })
  })

  it('says how large a body may be', async () => {
    await serving({ maxBodyBytes: 1_000 })
    const { detail } = problem(await app.inject({ method: 'POST', url: '/rows/b1', payload: { rows: ['x'.repeat(2_000)] } }))
    expect(detail).toMatch(/at most 1000 bytes are taken here/)
  })

  it('answers a wrong method with the right ones', async () => {
    await serving()
    const response = await app.inject({ method: 'DELETE', url: '/rows/b1?x=1' })
    expect([problem(response).code, response.headers['allow']]).toEqual(['METHOD_NOT_ALLOWED', 'POST'])
  })
})

describe('health', () => {
  it('follows the checks, and needs no key', async () => {
    await serving({ ops: { ready: [{ name: 'nats', check: () => ({ ok: false, why: 'reconnecting' }) }] } })
    expect((await app.inject('/healthz')).statusCode).toBe(200)
    const response = await app.inject('/readyz')
    expect([response.statusCode, response.json()]).toEqual([503, { ok: false, checks: [{ name: 'nats', ok: false, why: 'reconnecting' }] }])
  })

  it('does not show metrics, which name tenants', async () => {
    await serving()
    expect((await app.inject('/metrics')).statusCode).toBe(404)
  })
})
