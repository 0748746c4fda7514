import { errors } from '../errors.ts'
import { decodeStream, MAX_INFLATED_BYTES } from './streams.ts'
import { afterBlanks, isDict, nameOf, readValue, refOf, type PdfDict, type PdfValue, type Search } from './values.ts'

/** An object as it stands in the file. `data` are the raw bytes of its stream. */
export type PdfObject = { number: number; generation: number; value: PdfValue; data?: Buffer }

export type Pdf = {
  objects: readonly PdfObject[]
  trailers: readonly PdfDict[]
  /** Grows when object streams are opened. */
  search: Search
  /** All versions of an object that the file holds: a viewer may use any of them. */
  versions: (number: number) => readonly PdfObject[]
}

/** Opens the encrypted bytes of an object's stream. */
export type Decrypt = (object: PdfObject, data: Buffer) => Buffer

/**
 * Finds the objects of a PDF without its cross reference table: wherever the word `obj` stands, also inside of other streams,
 * because a table can be made to point anywhere.
 * Own code, not a library: those that exist follow the table, and inflate what they find without a limit.
 * @throws PDF_SECURITY_CHECK_ERROR when the file is built to make the search endless
 */
export function readPdf(bytes: Uint8Array): Pdf {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const source = file.toString('latin1')
  const search: Search = { names: new Set(), budgetChars: 4 * source.length + 1_000_000 }
  const found: Found[] = []
  const trailers: PdfDict[] = []
  for (const mark of source.matchAll(/(?<=[\0\t\n\f\r \d])obj|trailer/g)) {
    const { value, end } = readValue(source, mark.index + mark[0].length, search)
    if (mark[0] === 'obj') found.push({ ...numberBefore(source, mark.index), value, streamStart: streamStart(source, end) })
    else if (isDict(value)) trailers.push(value)
  }
  return pdfOf(withStreams(found, source, file), trailers, search)
}

type Found = { number: number; generation: number; value: PdfValue; streamStart: number | undefined }

function numberBefore(source: string, at: number): { number: number; generation: number } {
  const [, number, generation] = /(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]*$/.exec(source.slice(Math.max(0, at - 40), at)) ?? []
  return { number: Number(number ?? -1), generation: Number(generation ?? 0) }
}

function pdfOf(objects: readonly PdfObject[], trailers: readonly PdfDict[], search: Search): Pdf {
  const byNumber = Map.groupBy(objects, (object) => object.number)
  const tables = objects.flatMap((object) => (isDict(object.value) && nameOf(object.value.get('Type')) === 'XRef' ? [object.value] : []))
  return { objects, trailers: [...trailers, ...tables], search, versions: (number) => byNumber.get(number) ?? [] }
}

/** What a value stands for: itself, or all that its reference may mean. */
export function resolved(pdf: Pdf, value: PdfValue): readonly PdfValue[] {
  const number = refOf(value)
  return number === undefined ? [value] : pdf.versions(number).map((object) => object.value)
}

/**
 * The same PDF with the objects that were packed into object streams.
 * @throws PDF_SECURITY_CHECK_ERROR when such a stream cannot be opened or grows too large
 */
export function withPackedObjects(pdf: Pdf, decrypt?: Decrypt): Pdf {
  const packed: PdfObject[] = []
  let inflated = 0
  for (const object of pdf.objects) {
    if (!object.data || !isDict(object.value) || !isObjectStream(object.value)) continue
    const data = decodeStream(object.value, decrypt ? decrypt(object, object.data) : object.data)
    inflated += data.length
    if (inflated > MAX_INFLATED_BYTES) throw errors.fault('PDF_SECURITY_CHECK_ERROR', { detail: 'object streams larger than can be checked' })
    pdf.search.budgetChars += 4 * data.length
    packed.push(...unpacked(object.value, data.toString('latin1'), pdf.search))
  }
  return packed.length === 0 ? pdf : pdfOf([...pdf.objects, ...packed], pdf.trailers, pdf.search)
}

/** Viewers go by what an object stream must have, not by what it calls itself. */
function isObjectStream(dict: PdfDict): boolean {
  return nameOf(dict.get('Type')) === 'ObjStm' || (dict.has('N') && dict.has('First'))
}

function unpacked(dict: PdfDict, source: string, search: Search): PdfObject[] {
  const first = dict.get('First')
  const start = typeof first === 'number' ? first : 0
  const objects: PdfObject[] = []
  for (let at = 0; at < start; ) {
    const number = readValue(source, at, search)
    const offset = readValue(source, number.end, search)
    if (typeof number.value !== 'number' || typeof offset.value !== 'number') break
    objects.push({ number: number.value, generation: 0, value: readValue(source, start + offset.value, search).value })
    at = offset.end
  }
  // What the header does not list is read too.
  for (let at = start; at < source.length; ) {
    const { value, end } = readValue(source, at, search)
    objects.push({ number: -1, generation: 0, value })
    at = Math.max(end, at + 1)
  }
  return objects
}

function streamStart(source: string, end: number): number | undefined {
  const at = afterBlanks(source, end)
  if (!source.startsWith('stream', at)) return undefined
  const data = at + 'stream'.length
  if (source.startsWith('\r\n', data)) return data + 2
  return /[\r\n]/.test(source[data] ?? '') ? data + 1 : data
}

function withStreams(found: readonly Found[], source: string, file: Buffer): PdfObject[] {
  const lengths = new Map(found.flatMap(({ number, value }) => (typeof value === 'number' ? [[number, value] as const] : [])))
  let nextEnd = 0
  return found.map(({ number, generation, value, streamStart: start }) => {
    if (start === undefined) return { number, generation, value }
    // Objects come in the order of the file, so the search for the end never goes back.
    if (nextEnd >= 0 && nextEnd < start) nextEnd = source.indexOf('endstream', start)
    const end = declaredEnd(value, start, source, lengths) ?? (nextEnd < 0 ? source.length : nextEnd)
    return { number, generation, value, data: file.subarray(start, end) }
  })
}

/** Where the declared length ends, if `endstream` follows there; viewers too search for that word otherwise. */
function declaredEnd(value: PdfValue, start: number, source: string, lengths: ReadonlyMap<number, number>): number | undefined {
  const declared = isDict(value) ? value.get('Length') : undefined
  const length = typeof declared === 'number' ? declared : lengths.get(refOf(declared) ?? -1)
  if (length === undefined || length < 0) return undefined
  return /^[\0\t\n\f\r ]*endstream/.test(source.slice(start + length, start + length + 20)) ? start + length : undefined
}
