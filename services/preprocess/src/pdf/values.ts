import { errors } from '../errors.ts'

export type PdfName = { name: string }
export type PdfText = { text: string }
export type PdfRef = { ref: number }
export type PdfDict = ReadonlyMap<string, PdfValue>
/** A value of a PDF. Strings hold one character a byte. A keyword that is no value, such as `endobj`, reads as undefined. */
export type PdfValue = number | boolean | null | undefined | PdfName | PdfText | PdfRef | readonly PdfValue[] | PdfDict

export const isDict = (value: PdfValue): value is PdfDict => value instanceof Map
export const isArray = (value: PdfValue): value is readonly PdfValue[] => Array.isArray(value)
export const nameOf = (value: PdfValue): string | undefined => (isPlain(value) && 'name' in value ? value.name : undefined)
export const textOfValue = (value: PdfValue): string | undefined => (isPlain(value) && 'text' in value ? value.text : undefined)
export const refOf = (value: PdfValue): number | undefined => (isPlain(value) && 'ref' in value ? value.ref : undefined)

function isPlain(value: PdfValue): value is PdfName | PdfText | PdfRef {
  return typeof value === 'object' && value !== null && !isDict(value) && !isArray(value)
}

const MAX_DEPTH = 100
const BLANKS = /[\0\t\n\f\r ]*/y
const NUMBER = /[+-]?(\d+\.?\d*|\.\d+)/y
const REST_OF_REF = /[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+R(?![A-Za-z0-9])/y
const NAME = /[^\0\t\n\f\r ()<>[\]{}/%]*/y
const KEYWORD = /[^\0\t\n\f\r ()<>[\]{}/%]+/y
const HEX = /[^>]*/y

/**
 * What one check of a PDF has met and may still read. Every name is kept, wherever it stood, escapes resolved. The budget ends
 * files that are built so that objects overlap without end.
 */
export type Search = { names: Set<string>; budgetChars: number }

/** Reads the value that begins at `at`, and says where it ends. */
export function readValue(source: string, at: number, search: Search): { value: PdfValue; end: number } {
  const reader = new PdfReader(source, at, search.names)
  const value = reader.value()
  search.budgetChars -= reader.at - at
  if (search.budgetChars < 0) throw errors.fault('PDF_SECURITY_CHECK_ERROR', { detail: 'objects inside of objects without end' })
  return { value, end: reader.at }
}

/** Where the next token begins: behind blanks and comments. */
export function afterBlanks(source: string, at: number): number {
  const reader = new PdfReader(source, at, new Set())
  reader.skipBlanks()
  return reader.at
}

/**
 * Reads values out of the bytes of a PDF, one character a byte. As forgiving as the viewers are, because what a viewer would
 * still understand must not slip through: garbage is stepped over, a value that is never closed ends with the file.
 */
class PdfReader {
  readonly source: string
  readonly names: Set<string>
  at: number

  constructor(source: string, at: number, names: Set<string>) {
    this.source = source
    this.at = at
    this.names = names
  }

  value(depth = 0): PdfValue {
    if (depth > MAX_DEPTH) throw errors.fault('PDF_SECURITY_CHECK_ERROR', { detail: `nested deeper than ${MAX_DEPTH}` })
    this.skipBlanks()
    const char = this.source[this.at]
    if (char === undefined) return undefined
    if (char === '/') return this.#name()
    if (char === '(') return this.#literal()
    if (char === '[') return this.#array(depth)
    if (char === '<') return this.source[this.at + 1] === '<' ? this.#dict(depth) : this.#hex()
    return this.#match(NUMBER) ? this.#numberOrRef() : this.#keyword()
  }

  skipBlanks(): void {
    this.#match(BLANKS)
    while (this.source[this.at] === '%') {
      const end = this.source.slice(this.at, this.at + 100_000).search(/[\r\n]/)
      this.at = end < 0 ? Math.min(this.at + 100_000, this.source.length) : this.at + end
      this.#match(BLANKS)
    }
  }

  #matched = ''

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.source)
    if (!found) return false
    this.#matched = found[0]
    this.at += found[0].length
    return true
  }

  #name(): PdfName {
    this.at++
    this.#match(NAME)
    const name = this.#matched.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    this.names.add(name)
    return { name }
  }

  #numberOrRef(): number | PdfRef {
    const number = Number(this.#matched)
    return Number.isInteger(number) && number >= 0 && this.#match(REST_OF_REF) ? { ref: number } : number
  }

  #keyword(): PdfValue {
    if (!this.#match(KEYWORD)) this.at++
    else if (this.#matched === 'true' || this.#matched === 'false') return this.#matched === 'true'
    else if (this.#matched === 'null') return null
    return undefined
  }

  #array(depth: number): PdfValue[] {
    this.at++
    const items: PdfValue[] = []
    while (this.#isBefore(']')) items.push(this.value(depth + 1))
    this.at++
    return items
  }

  #dict(depth: number): PdfDict {
    this.at += 2
    const entries = new Map<string, PdfValue>()
    while (this.#isBefore('>>')) {
      // Garbage where a key should be is stepped over, as viewers do.
      const key = nameOf(this.value(depth + 1))
      if (key !== undefined && this.#isBefore('>>')) entries.set(key, this.value(depth + 1))
    }
    this.at += 2
    return entries
  }

  /** Whether something else stands before the closing mark and before the end of the file. */
  #isBefore(mark: string): boolean {
    this.skipBlanks()
    return this.at < this.source.length && !this.source.startsWith(mark, this.at)
  }

  #hex(): PdfText {
    this.at++
    this.#match(HEX)
    this.at++
    const digits = this.#matched.replace(/[^0-9A-Fa-f]/g, '')
    return { text: Buffer.from(digits.length % 2 ? `${digits}0` : digits, 'hex').toString('latin1') }
  }

  #literal(): PdfText {
    const start = ++this.at
    let open = 1
    while (this.at < this.source.length && open > 0) {
      const char = this.source[this.at++]
      if (char === '\\') this.at++
      else if (char === '(') open++
      else if (char === ')') open--
    }
    return { text: unescaped(this.source.slice(start, this.at - (open === 0 ? 1 : 0))) }
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

function unescaped(raw: string): string {
  return raw.replace(/\\([0-7]{1,3}|\r\n|[\s\S])|\r\n?/g, (_, escape: string | undefined) => {
    if (escape === undefined || escape === '') return '\n'
    if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8) & 0xff)
    return /^[\r\n]/.test(escape) ? '' : (ESCAPES[escape] ?? escape)
  })
}
