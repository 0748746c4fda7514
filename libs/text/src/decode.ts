/**
 * Bytes as text. Tried in this order: a byte order mark (UTF-8, UTF-16), UTF-16 told by the zero bytes of a first `<`,
 * strict UTF-8, the encoding that the XML prolog names, Windows-1252. Never fails: Windows-1252 has a character for every byte.
 *
 * Strict UTF-8 comes before the prolog because text in another encoding is practically never valid UTF-8 by accident,
 * while XML that says ISO-8859-1 and is UTF-8 is common.
 */
export function decodeText(bytes: Uint8Array): string {
  const marked = encodingByMark(bytes)
  if (marked) return new TextDecoder(marked).decode(bytes)
  return strictUtf8(bytes) ?? decoderNamed(encodingOfProlog(bytes)).decode(bytes)
}

/** The same text as UTF-8 without a byte order mark; an XML prolog is left as it was. */
export function utf8Bytes(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(decodeText(bytes))
}

function encodingByMark(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  // XML 1.0, appendix F: UTF-16 without a mark still shows itself in its first character.
  if (a === 0x3c && b === 0) return 'utf-16le'
  if (a === 0 && b === 0x3c) return 'utf-16be'
  return undefined
}

function strictUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const PROLOG = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})["']/

function encodingOfProlog(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 400)).toString('latin1')
  return PROLOG.exec(head)?.[1]?.toLowerCase() ?? 'windows-1252'
}

function decoderNamed(label: string): InstanceType<typeof TextDecoder> {
  // A prolog that says UTF-8 over bytes that are not: the writer meant its own 8-bit page.
  if (/^utf-?(8|16)/.test(label)) return new TextDecoder('windows-1252')
  try {
    return new TextDecoder(label)
  } catch {
    return new TextDecoder('windows-1252')
  }
}
