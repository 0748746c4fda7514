import { setTimeout as delay } from 'node:timers/promises'

export type ServerEvent<Data> = { id: string; event: string; data: Data }

/** Server-sent events: blocks of `name: value` lines, an empty line after each. */
async function* eventsIn<Data>(response: Response): AsyncGenerator<ServerEvent<Data>> {
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]))
      const data = fields.get('data')
      if (data !== undefined) yield { id: fields.get('id') ?? '', event: fields.get('event') ?? 'message', data: JSON.parse(data) as Data }
    }
  }
}

/**
 * The events of a stream until its `end`. Cut off, it comes back with the id of the last event, and misses none.
 * @param open opens the stream with these headers
 */
export async function* followed<Data>(open: (headers: Record<string, string>) => Promise<Response>): AsyncGenerator<ServerEvent<Data>> {
  for (let lastId = ''; ;) {
    try {
      for await (const one of eventsIn<Data>(await open(lastId === '' ? {} : { 'last-event-id': lastId }))) {
        if (one.id !== '') lastId = one.id
        if (one.event === 'end') return
        yield one
      }
    } catch (error) {
      // `fetch` says so when the connection broke; anything else is for the caller.
      if (!(error instanceof TypeError)) throw error
    }
    await delay(1_000)
  }
}
