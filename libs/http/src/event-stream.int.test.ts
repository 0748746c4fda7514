import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { anApp } from './test-app.ts'
import type { App } from './app.ts'
import { httpErrors } from './errors.ts'
import type { EventStreamOptions, ServerEvent } from './event-frames.ts'
import type { EventSource } from './event-stream.ts'

let app: App
afterEach(() => app?.close())

async function streaming(source: EventSource, options?: EventStreamOptions) {
  const made = await anApp({}, 'warn')
  app = made.app
  app.get('/stream', { config: { isStream: true } }, (_request, reply) => reply.sendEvents(source, options))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/stream`
  return {
    lines: made.lines,
    open: async (headers: Record<string, string> = {}) => {
      const request = get(url, { headers, agent: false })
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      return response.setEncoding('utf8')
    },
  }
}

/** Reads until the text so far satisfies the test. */
async function until(response: IncomingMessage, satisfied: (text: string) => boolean): Promise<string> {
  let text = ''
  for await (const chunk of response.iterator({ destroyOnReturn: false })) {
    text += String(chunk)
    if (satisfied(text)) return text
  }
  return text
}

/** Yields what it is given and then waits for the signal. */
const thenWait = (...events: ServerEvent[]): EventSource => async function* (_last, signal) {
  yield* events
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
}

describe('an event stream', () => {
  it('sends events as they are made, and ends when they end', async () => {
    const { open } = await streaming(async function* () {
      yield { id: '7', event: 'item', data: { status: 'published' } }
      yield { data: 'two\nlines' }
    })
    const response = await open()
    expect(response.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no', 'x-request-id': expect.any(String) })
    expect(await until(response, () => false)).toBe('retry: 3000\n\nid: 7\nevent: item\ndata: {"status":"published"}\n\ndata: two\ndata: lines\n\n')
  })

  it('goes on after the last event that the client has seen', async () => {
    const { open } = await streaming(async function* (lastEventId) { yield { data: { after: lastEventId ?? null } } })
    expect(await until(await open({ 'last-event-id': '41' }), () => false)).toContain('data: {"after":"41"}')
    expect(await until(await open(), () => false)).toContain('data: {"after":null}')
  })

  it('keeps a quiet connection alive', async () => {
    const { open } = await streaming(thenWait({ data: 1 }), { keepAliveMs: 5 })
    const response = await open()
    expect(await until(response, (text) => text.split(': keep-alive\n\n').length > 2)).toMatch(/^retry: 3000\n\ndata: 1\n\n: keep-alive\n\n: keep-alive\n\n/)
    response.destroy()
  })

  it('tells its source when the client goes, long before the next keep-alive', { timeout: 5_000 }, async () => {
    const { promise: aborted, resolve } = Promise.withResolvers<boolean>()
    const { open } = await streaming((_last, signal) => {
      signal.addEventListener('abort', () => resolve(true))
      return thenWait({ data: 1 })(undefined, signal)
    })
    const response = await open()
    await until(response, (text) => text.includes('data: 1'))
    response.destroy()
    expect(await aborted).toBe(true)
  })

  it('ends when the app closes, also for a client that does not read', async () => {
    const { open } = await streaming(async function* () { while (true) yield { data: 'x'.repeat(100_000) } })
    const silent = await open()
    const reading = await open()
    silent.pause()
    const ended = until(reading, () => false).catch(() => 'cut')
    await app.close()
    await ended
    expect(app.server.listening).toBe(false)
    silent.destroy()
  })

  it('asks its source only as fast as the client reads', async () => {
    let made = 0
    const stalled = Promise.withResolvers<void>()
    const { open } = await streaming(async function* (_last, signal) {
      signal.addEventListener('abort', () => stalled.resolve())
      while (made < 5_000) { made++; yield { data: 'x'.repeat(100_000) } }
    }, { stallMs: 300 })
    const response = await open()
    response.pause()
    await stalled.promise
    expect(made).toBeLessThan(500)
    response.destroy()
  })

  it('ends after its longest time', async () => {
    const { open } = await streaming(thenWait({ data: 1 }), { maxMs: 20 })
    expect(await until(await open(), () => false)).toBe('retry: 3000\n\ndata: 1\n\n')
  })

  it('is refused like any other request when its source cannot be opened', async () => {
    const { open } = await streaming(async () => { throw httpErrors.fault('UNAVAILABLE', { detail: 'the broker does not answer', retryAfterMs: 2_000 }) })
    const response = await open()
    expect([response.statusCode, response.headers['content-type'], response.headers['retry-after']]).toEqual([503, 'application/problem+json', '2'])
    expect(JSON.parse(await until(response, () => false))).toMatchObject({ code: 'UNAVAILABLE', detail: expect.stringContaining('the broker does not answer') })
  })

  it('breaks off, with a line in the log, when its source fails', async () => {
    const { open, lines } = await streaming(async function* () { yield { data: 1 }; throw new Error('the broker is away') })
    await expect(until(await open(), () => false)).rejects.toThrow('aborted')
    expect(lines).toEqual([expect.objectContaining({ level: 'warn', msg: 'An answer broke off', err: expect.objectContaining({ message: 'the broker is away' }) })])
  })
})
