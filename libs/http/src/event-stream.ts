import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { eventFrames, type EventStreamOptions, type ServerEvent } from './event-frames.ts'

/**
 * Where the events come from. `lastEventId` is the last one the client has seen, when it comes back. The source must
 * stop when `signal` aborts: the client went, the stream is old enough, or the service stops. What it has to open first
 * it awaits: until then the request can still be refused.
 */
export type EventSource = (lastEventId: string | undefined, signal: AbortSignal) => AsyncIterable<ServerEvent> | Promise<AsyncIterable<ServerEvent>>

/** A stream that stops ends properly within this time, or is cut: a client that does not read must not hold up a stop. */
const LAST_WORDS_MS = 1_000

declare module 'fastify' {
  interface FastifyReply {
    /**
     * Answers with server-sent events. Only as fast as the client reads; ends with the client and when the app closes.
     * @throws what the source throws before it has its events
     */
    sendEvents(source: EventSource, options?: EventStreamOptions): Promise<FastifyReply>
  }
}

export const sendEvents = fastifyPlugin(async (app: FastifyInstance) => {
  const open = new Set<{ stop: AbortController; body?: Readable }>()

  app.decorateReply('sendEvents', async function (this: FastifyReply, source: EventSource, options: EventStreamOptions = {}) {
    const stop = new AbortController()
    const stream: { stop: AbortController; body?: Readable } = { stop }
    open.add(stream)
    const lastEventId = this.request.headers['last-event-id']
    // Of the connection, not of the body: a body that waits for its next event closes only after that wait.
    this.raw.once('close', () => {
      stop.abort()
      if (!stream.body) open.delete(stream)
    })
    const events = await source(typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : undefined, stop.signal)
    const body: Readable = Readable.from(eventFrames(events, stop, () => body.destroy(), options), { objectMode: false })
    stream.body = body
    body.once('close', () => open.delete(stream))
    // A proxy that gathers the answer would hold events back.
    return this.type('text/event-stream; charset=utf-8').header('cache-control', 'no-cache, no-transform').header('x-accel-buffering', 'no').send(body)
  })

  app.addHook('preClose', async () => {
    for (const { stop, body } of open) {
      stop.abort()
      setTimeout(() => body?.destroy(), LAST_WORDS_MS).unref()
    }
  })
}, { name: 'event-stream' })
