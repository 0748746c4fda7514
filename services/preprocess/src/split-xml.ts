import { SaxesParser } from 'saxes'
import { decodeText, utf8Bytes } from '@chasqui/text'
import { localName, type XmlShape } from './sniff-xml.ts'
import type { FileEntry } from './unpack-zip.ts'

/**
 * Takes an XML envelope of several documents apart: an EnvioDTE or SetDTE into its DTEs, a Facturae with several invoices
 * into one file each, the Colombian AttachedDocument into the invoice inside. Each part parses alone: it has the prolog, the
 * encoding and the namespaces of the whole, byte for byte.
 * Gives nothing when the file is one document already.
 */
export function splitXml(bytes: Uint8Array, filename: string, shape: XmlShape): FileEntry[] {
  const parts = partsOf(bytes, shape)
  const taken = new Map<string, number>()
  return parts.map(({ label, bytes: own }) => {
    const times = (taken.get(label) ?? 0) + 1
    taken.set(label, times)
    return { name: `${filename}::${label}${times > 1 ? `-${times}` : ''}`, bytes: own }
  })
}

type Part = { label: string; bytes: Uint8Array }

function partsOf(bytes: Uint8Array, { root }: XmlShape): Part[] {
  if (root === 'AttachedDocument') return attachedInvoice(bytes)
  const isEnvelope = root === 'EnvioDTE' || root === 'EnvioBOLETA' || root === 'SetDTE'
  if (!isEnvelope && root !== 'Facturae') return []
  const source = oneCharacterAByte(bytes)
  const elements = isEnvelope ? elementsNamed(source, 'DTE', 'SetDTE') : elementsNamed(source, 'Invoice', 'Invoices')
  if (elements.length < 2) return []
  return isEnvelope ? elements.map((dte) => alone(source, dte)) : elements.map((invoice) => amongTheRest(source, invoice, elements))
}

/** With one character for each byte, positions in the text are positions in the file. */
function oneCharacterAByte(bytes: Uint8Array): string {
  const isWide = bytes[0] === 0xff || bytes[0] === 0xfe || bytes[0] === 0 || bytes[1] === 0
  const narrow = isWide ? Buffer.from(Buffer.from(utf8Bytes(bytes)).toString('utf8').replace(/^(<\?xml[^>]*encoding=["'])[^"']*/, '$1UTF-8')) : Buffer.from(bytes)
  return narrow.toString('latin1').replace(/^(\xef\xbb\xbf)?\s*/, '')
}

type Element = { start: number; end: number; namespaces: ReadonlyMap<string, string> }

/** The elements of that name directly below that parent, with the namespaces that their ancestors declare. */
function elementsNamed(source: string, name: string, parent: string): Element[] {
  const parser = new SaxesParser()
  const open: { name: string; declared: readonly (readonly [string, string])[] }[] = []
  const found: Element[] = []
  let start = -1
  parser.on('error', (error) => { throw error })
  parser.on('opentag', (tag) => {
    if (localName(tag.name) === name && open.at(-1)?.name === parent) start = source.lastIndexOf('<', parser.position - 1)
    open.push({ name: localName(tag.name), declared: Object.entries(tag.attributes).filter(([key]) => /^xmlns(:|$)/.test(key)) })
  })
  parser.on('closetag', () => {
    const closed = open.pop()
    if (closed?.name !== name || open.at(-1)?.name !== parent) return
    found.push({ start, end: parser.position, namespaces: new Map(open.flatMap((ancestor) => ancestor.declared)) })
  })
  parser.write(source).close()
  return found
}

function alone(source: string, { start, end, namespaces }: Element): Part {
  const text = source.slice(start, end)
  const tag = text.slice(0, text.indexOf('>'))
  const missing = [...namespaces].filter(([key]) => !new RegExp(`\\s${key}\\s*=`).test(tag)).map(([key, value]) => ` ${key}="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`)
  const nameEnd = text.search(/[\s>/]/)
  const whole = `${prologOf(source)}${text.slice(0, nameEnd)}${missing.join('')}${text.slice(nameEnd)}`
  return { label: `DTE-${firstText(text, 'TipoDTE') ?? 'x'}-${firstText(text, 'Folio') ?? 'x'}`, bytes: Buffer.from(whole, 'latin1') }
}

/** The file with this invoice only: header, parties and signature stay around it. */
function amongTheRest(source: string, { start, end }: Element, all: readonly Element[]): Part {
  const before = source.slice(0, all[0]?.start)
  const after = source.slice(all.at(-1)?.end)
  const text = source.slice(start, end)
  const number = `${firstText(text, 'InvoiceSeriesCode') ?? ''}${firstText(text, 'InvoiceNumber') ?? 'x'}`
  return { label: `Facturae-${safeLabel(number)}`, bytes: Buffer.from(before + text + after, 'latin1') }
}

function attachedInvoice(bytes: Uint8Array): Part[] {
  const parser = new SaxesParser({ position: false })
  let held = ''
  let invoice: string | undefined
  parser.on('error', (error) => { throw error })
  parser.on('opentag', () => { held = '' })
  parser.on('text', (text) => { held += text })
  parser.on('cdata', (text) => { held += text })
  parser.on('closetag', () => {
    // The answer of the tax office stands beside it in the same way.
    if (/^\s*(<\?xml[^>]*>\s*)?<(\w+:)?(Invoice|CreditNote|DebitNote)[\s>]/.test(held)) invoice ??= held.trim()
    held = ''
  })
  parser.write(decodeText(bytes).trimStart()).close()
  if (invoice === undefined) return []
  const number = /<cbc:ID[^>]*>\s*([^<]+?)\s*</.exec(invoice)?.[1] ?? 'x'
  return [{ label: `Invoice-${safeLabel(number)}`, bytes: Buffer.from(invoice, 'utf8') }]
}

function prologOf(source: string): string {
  return /^<\?xml[^>]*\?>\s*/.exec(source)?.[0] ?? ''
}

function firstText(xml: string, name: string): string | undefined {
  return new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>\\s*([^<\\s][^<]{0,60}?)\\s*<`).exec(xml)?.[1]
}

function safeLabel(text: string): string {
  return text.replace(/[^\w.-]+/g, '_').slice(0, 60)
}
