import { request, type IncomingMessage } from 'node:http'
import { waitFor } from '@chasqui/testkit'

export type SeenEvent = { event: string; id?: string; data: Record<string, unknown> }

export type EventReader = {
  status: number
  events: SeenEvent[]
  /** Comment lines: how the server says that it is still there. */
  comments: string[]
  isOver: () => boolean
  /** Waits until the events hold this. */
  until: <T>(found: (events: readonly SeenEvent[]) => T | undefined | false | null) => Promise<T>
  close: () => void
}

/** Reads a live stream as a client does, over a socket. */
export async function readEvents(url: string, headers: Record<string, string>): Promise<EventReader> {
  const sent = request(url, { headers })
  const response = await new Promise<IncomingMessage>((resolve, reject) => sent.once('response', resolve).once('error', reject).end())
  const events: SeenEvent[] = []
  const comments: string[] = []
  let over = false
  let text = ''
  sent.on('error', () => undefined)
  response.setEncoding('utf8').on('error', () => undefined).on('close', () => { over = true }).on('data', (chunk: string) => {
    const frames = (text + chunk).split('\n\n')
    text = frames.pop() ?? ''
    for (const frame of frames) {
      const lines = frame.split('\n')
      const field = (name: string) => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join('\n')
      if (field('data') === '') comments.push(frame)
      else events.push({ event: field('event'), ...(field('id') === '' ? {} : { id: field('id') }), data: JSON.parse(field('data')) as Record<string, unknown> })
    }
  })
  return {
    status: response.statusCode ?? 0, events, comments, isOver: () => over,
    until: (found) => waitFor(() => found(events), { what: 'an event' }) as never,
    close: () => sent.destroy(),
  }
}
