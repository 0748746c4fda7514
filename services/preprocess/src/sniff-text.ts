import { FORMATS, type Format } from './formats.ts'

/** What a text is when it is not XML: told by its first lines. Nothing that can be told is plain text. */
export function textFormat(text: string): Format {
  const found = TEXT_RULES.find(([, holds]) => holds(text))
  return found?.[0] ?? FORMATS.text
}

/** At least 95 % of the characters can be printed, and none is NUL: text, not the bytes of a program or a picture. */
export function isReadableText(text: string): boolean {
  if (text.includes('\0')) return false
  let odd = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if ((code < 0x20 && code !== 9 && code !== 10 && code !== 13 && code !== 12) || (code >= 0x7f && code < 0xa0) || code === 0xfffd) odd++
  }
  return odd <= 0.05 * text.length
}

const HTML_ELEMENT = /^<(html|head|body|script|iframe|title|meta|link|style|div|span|table|form|img|h1|center|object|embed)[\s>/]/i
const SVG_ELEMENT = /^<(\w+:)?svg[\s>/]/i
const BROWSER_DOCTYPE = /^<!doctype\s+(html|svg)/i

/** HTML, XHTML and SVG: pages that a browser would run. */
export function isBrowserPage(text: string): boolean {
  const start = text.slice(firstMarkup(text)).slice(0, 200)
  return HTML_ELEMENT.test(start) || SVG_ELEMENT.test(start) || BROWSER_DOCTYPE.test(start)
}

/** Where the first markup stands that is neither a comment nor a processing instruction. */
function firstMarkup(text: string): number {
  let at = 0
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at++
    const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<?', at) ? '?>' : undefined
    const closed = end === undefined ? -1 : text.indexOf(end, at + 2)
    if (end === undefined || closed < 0) return at
    at = closed + end.length
  }
}

/** E-mail in its raw form. */
export function isEmail(text: string): boolean {
  const end = text.search(/\r?\n\r?\n/)
  const header = text.slice(0, Math.min(end < 0 ? text.length : end, 20_000))
  return /^[A-Za-z-]+:[ \t]/.test(header) && /^From:/im.test(header) && /^MIME-Version:/im.test(header)
}

const TEXT_RULES: readonly (readonly [format: Format, holds: (text: string) => boolean])[] = [
  [FORMATS.ofx, isOfx],
  [FORMATS.mt940, isMt940],
  [FORMATS.norma43, isNorma43],
  [FORMATS.json, isJson],
  [FORMATS.csv, (text) => tableDelimiter(text) !== undefined],
]

function isOfx(text: string): boolean {
  return /^\s*(OFXHEADER\s*:|<\?OFX\s|<OFX>)/i.test(text.slice(0, 500))
}

function isMt940(text: string): boolean {
  // The SWIFT envelope `{1:…}{2:…}{4:` may stand before the first field.
  const opened = /^\s*(\{[1-5]:[^\n]*\r?\n?\s*)*:20:/.test(text.slice(0, 2000))
  return opened && /^:25P?:/m.test(text.slice(0, 4000)) && /^:(60[FM]|28C?):/m.test(text.slice(0, 8000))
}

function isNorma43(text: string): boolean {
  const lines = text.split(/\r?\n/, 60).filter((line) => line.trim() !== '')
  const [first] = lines
  if (!first || !/^11\d{18}/.test(first)) return false
  return lines.every((line) => line.length <= 80 && /^(11|22|23|24|33|88|00|\x1a)/.test(line))
}

/**
 * Whether somebody meant JSON: what begins like an object or a list of them, also when it breaks off, and any whole list. Whether there
 * are rows in it, the reader of tables says; as free text it would become a document that nobody sent.
 */
function isJson(text: string): boolean {
  const start = text.slice(0, 1000)
  if (/^\s*(?:\{\s*["}]|\[\s*\{)/.test(start)) return true
  if (!/^\s*\[/.test(start)) return false
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}

/** A comma is tried twice: as it stands, and with those between the digits of an amount left out. */
const SEPARATIONS = [
  { delimiter: ';', hasDecimalCommas: false },
  { delimiter: '\t', hasDecimalCommas: false },
  { delimiter: '|', hasDecimalCommas: false },
  { delimiter: ',', hasDecimalCommas: false },
  { delimiter: ',', hasDecimalCommas: true },
] as const
type Separation = (typeof SEPARATIONS)[number]

const SNIFFED_LINES = 60
const MIN_SHARE = 0.7
/** Without a heading, nearly all lines must agree: prose and tickets have commas too. */
const MIN_SHARE_WITHOUT_HEADING = 0.95

/**
 * The character that makes a table of the text, if there is one: most of its lines have the same number of fields, and the
 * first of them is a heading or nearly all agree.
 */
function tableDelimiter(text: string): string | undefined {
  const all = text.slice(0, 200_000).split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  const [first = '', ...rest] = all
  const stated = /^sep=([;,|\t])$/i.exec(first)?.[1]
  if (stated !== undefined) return rest.slice(0, SNIFFED_LINES).some((line) => line.includes(stated)) ? stated : undefined
  // Ends of lines inside quotes are tried second: in prose, one quote alone would hide the rest of the text.
  return delimiterOf(all.slice(0, SNIFFED_LINES)) ?? (text.includes('"') ? delimiterOf(withoutQuotedEnds(all).slice(0, SNIFFED_LINES)) : undefined)
}

/** The lines, joined where a quote is open at the end of one. */
function withoutQuotedEnds(lines: readonly string[]): string[] {
  const joined: string[] = []
  let isOpen = false
  for (const line of lines) {
    if (isOpen) joined.push(`${joined.pop()} ${line}`)
    else joined.push(line)
    if ((line.split('"').length - 1) % 2 === 1) isOpen = !isOpen
  }
  return joined
}

function delimiterOf(lines: readonly string[]): string | undefined {
  if (lines.length < 2) return undefined
  const scored = SEPARATIONS.map((separation) => ({ delimiter: separation.delimiter, share: regularShare(lines, separation) }))
  const best = scored.reduce((a, b) => (b.share > a.share ? b : a))
  return best.share >= MIN_SHARE ? best.delimiter : undefined
}

/** The share of the lines that have the most frequent number of fields above one; 0 where that is no sign of a table. */
function regularShare(lines: readonly string[], separation: Separation): number {
  const rows = lines.map((line) => fieldsOf(line, separation))
  const frequency = new Map<number, number>()
  for (const { length } of rows) if (length > 1) frequency.set(length, (frequency.get(length) ?? 0) + 1)
  const [fields, times] = [...frequency].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] > a[0]) ? b : a), [0, 0])
  if (times < 2) return 0
  const share = times / lines.length
  const first = rows.find((row) => row.length === fields) ?? []
  if (separation.delimiter === ',' && isProse(first)) return 0
  return isHeading(first) || share >= MIN_SHARE_WITHOUT_HEADING ? share : 0
}

/** Commas that a blank follows separate the parts of a sentence. */
function isProse(fields: readonly string[]): boolean {
  const parts = fields.slice(1)
  return parts.filter((part) => /^\s+\S/.test(part)).length * 2 > parts.length
}

function isHeading(fields: readonly string[]): boolean {
  return fields.filter((field) => /\p{L}/u.test(field)).length >= Math.min(2, fields.length) && fields.every((field) => !/\d[.,]\d/.test(field))
}

function fieldsOf(line: string, { delimiter, hasDecimalCommas }: Separation): string[] {
  const fields: string[] = []
  let start = 0
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const char = line[i]
    if (char === '"') quoted = !quoted
    else if (char === delimiter && !quoted && !(hasDecimalCommas && isDecimalComma(line, i))) {
      fields.push(line.slice(start, i))
      start = i + 1
    }
  }
  return [...fields, line.slice(start)]
}

function isDecimalComma(line: string, at: number): boolean {
  return /\d/.test(line[at - 1] ?? '') && /^\d{1,2}(?![\d.])/.test(line.slice(at + 1, at + 5))
}

/** Rows of a table, counted without reading their fields: line ends outside of quotes. */
export function tableRows(text: string): number {
  let rows = 0
  let quoted = false
  let hasContent = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '"') quoted = !quoted
    if (char === '\n' && !quoted) {
      if (hasContent) rows++
      hasContent = false
    } else if (char !== '\r' && char !== ' ') hasContent = true
  }
  return hasContent ? rows + 1 : rows
}
