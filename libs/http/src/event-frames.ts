import { NOTHING, within } from './within.ts'

/** One event. Text goes out as it is, anything else as JSON. */
export type ServerEvent = { data: unknown; event?: string; id?: string }

export type EventStreamOptions = {
  /** A comment line goes out after so long without an event, or proxies would close the connection. Default 15 s. */
  keepAliveMs?: number
  /** A client that reads nothing for so long is dropped. Default 60 s. */
  stallMs?: number
  /** The stream ends after so long; the client comes back by itself. Default 2 h. */
  maxMs?: number
  /** How long the client should wait before it comes back. Default 3 s. */
  retryMs?: number
}

/** The text of an event as https://html.spec.whatwg.org/multipage/server-sent-events.html wants it. Pure. */
export function frameOf({ data, event, id }: ServerEvent): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return [
    ...(id === undefined ? [] : [`id: ${oneLine(id)}`]),
    ...(event === undefined ? [] : [`event: ${oneLine(event)}`]),
    ...text.split(/\r\n|\r|\n/).map((line) => `data: ${line}`),
    '\n',
  ].join('\n')
}

/** A line end in an id or a name would begin a field of its own. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\0]/g, '')
}

const KEEP_ALIVE = ': keep-alive\n\n'

/**
 * The events as text, with keep-alives between them, until they end or `stop` aborts. The consumer sets the pace: the
 * next event is asked for when the last one was taken. When time is up it aborts `stop`
 * itself. A consumer that stalls must be cut off from outside, by `onStall`: nothing in here runs while it does not read.
 */
export async function* eventFrames(
  events: AsyncIterable<ServerEvent>, stop: AbortController, onStall: () => void,
  { keepAliveMs = 15_000, stallMs = 60_000, maxMs = 7_200_000, retryMs = 3_000 }: EventStreamOptions,
): AsyncGenerator<string> {
  const iterator = events[Symbol.asyncIterator]()
  const age = setTimeout(() => stop.abort(), maxMs)
  let stall: NodeJS.Timeout | undefined
  try {
    let frame = `retry: ${retryMs}\n\n`
    let next: Promise<IteratorResult<ServerEvent>> | undefined
    while (true) {
      stall = setTimeout(onStall, stallMs)
      yield frame
      clearTimeout(stall)
      next ??= iterator.next()
      const came = await within(next, keepAliveMs, stop.signal)
      if (came === NOTHING) {
        if (stop.signal.aborted) return
        frame = KEEP_ALIVE
        continue
      }
      if (came.done) return
      frame = frameOf(came.value)
      next = undefined
    }
  } finally {
    clearTimeout(age)
    clearTimeout(stall)
    stop.abort()
    // Not awaited: a source that is deep in a wait of its own must not keep the connection open.
    iterator.return?.()?.catch(() => {})
  }
}
