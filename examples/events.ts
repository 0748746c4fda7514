export type ServerEvent<Data> = { id: string; event: string; data: Data }

/** Server-sent events: blocks of `name: value` lines, an empty line after each. */
export async function* eventsIn<Data>(response: Response): AsyncGenerator<ServerEvent<Data>> {
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
