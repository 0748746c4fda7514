/** A field of an MT940 message: its tag without colons, its lines joined by newlines, and where it stands. */
export type Field = { tag: string; value: string; line: number }

const TAG = /^:(\d{2}[A-Z]?):(.*)$/
const END = /^-\}?\s*$/

/**
 * The messages of an MT940 file, each a list of fields. SWIFT's blocks {1:…}{2:…}{4: are dropped; a line that begins
 * no field goes on with the one before. A message ends with "-", or where the next :20: begins.
 */
export function messagesOf(text: string): Field[][] {
  const messages: Field[][] = []
  let fields: Field[] = []
  const close = () => {
    if (fields.length > 0) messages.push(fields)
    fields = []
  }
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = withoutBlocks(raw)
    if (END.test(line)) {
      close()
      continue
    }
    const match = TAG.exec(line)
    if (match !== null) {
      if (match[1] === '20' && fields.length > 0) close()
      fields.push({ tag: match[1] ?? '', value: (match[2] ?? '').trimEnd(), line: index + 1 })
      continue
    }
    const last = fields.at(-1)
    if (last !== undefined && line.trim() !== '') last.value += `\n${line.trimEnd()}`
  }
  close()
  return messages
}

/** The header blocks stand before the first field, on its line or on one of their own. */
function withoutBlocks(line: string): string {
  return line.replace(/^(?:\{[1235]:[^{}]*(?:\{[^{}]*\}[^{}]*)*\})*\{4:/, '').replace(/^(?:\{[1235]:[^{}]*(?:\{[^{}]*\}[^{}]*)*\})+/, '')
}
