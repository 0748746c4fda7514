import { fileTypeFromBuffer } from 'file-type'
import type { Finding } from '@chasqui/contracts'
import { decodeText } from '@chasqui/text'
import { checkImage } from './check-image.ts'
import { checkPdf } from './check-pdf.ts'
import { errors } from './errors.ts'
import { FORMATS, MAX_FILE_BYTES, MAX_TABLE_ROWS, type DetectedKind, type Format } from './formats.ts'
import { isBrowserPage, isEmail, isReadableText, tableRows, textFormat } from './sniff-text.ts'
import { shapeOfXml, xmlFormat } from './sniff-xml.ts'
import { checkZip } from './sniff-zip.ts'

export type Detection = { kind: DetectedKind; mimeType: string; warnings: Finding[] }

/**
 * Says what a file is by its content alone and refuses what is not accepted: empty and oversized files, programs, browser
 * pages, office files, encrypted or active PDFs, XML with a DTD, pictures and archives that would grow beyond the limits.
 * The name only serves the warning EXTENSION_MISMATCH. No child process is started and nothing is decoded beyond its header,
 * except the objects of a PDF.
 * @throws the Fault of the refusal, see errors.ts
 */
export async function detectKind(bytes: Uint8Array, filename: string): Promise<Detection> {
  if (bytes.length === 0) throw errors.fault('EMPTY_FILE', { detail: filename })
  if (bytes.length > MAX_FILE_BYTES) throw tooLarge(bytes, MAX_FILE_BYTES)
  const format = await formatOf(bytes)
  if (bytes.length > format.maxBytes) throw tooLarge(bytes, format.maxBytes)
  await checkContent(format, bytes)
  return { kind: format.kind, mimeType: format.mimeType, warnings: extensionWarnings(format, filename) }
}

async function formatOf(bytes: Uint8Array): Promise<Format> {
  refuseProgram(bytes)
  if (startsWith(bytes, OLE)) throw errors.fault('KIND_NOT_SUPPORTED', { detail: 'a legacy office file (OLE)' })
  if (startsWith(bytes, ZIP) || startsWith(bytes, EMPTY_ZIP)) return FORMATS.zip
  const image = IMAGE_MAGIC.find(([, holds]) => holds(bytes))
  if (image) return image[0]
  if (isPdf(bytes)) return FORMATS.pdf
  return formatOfText(bytes) ?? (await refuseBinary(bytes))
}

/** What a readable text is; nothing when the bytes are not text. */
function formatOfText(bytes: Uint8Array): Format | undefined {
  // The head tells whether it is text at all, so that no large binary is decoded whole.
  if (!isReadableText(decodeText(bytes.subarray(0, 8192)).replace(/\uFFFD+$/, ''))) return undefined
  if (bytes.length > FORMATS.csv.maxBytes) throw tooLarge(bytes, FORMATS.csv.maxBytes)
  const text = decodeText(bytes)
  if (!isReadableText(text)) return undefined
  if (text.trim() === '') throw errors.fault('EMPTY_FILE', { detail: 'nothing but blanks' })
  if (isBrowserPage(text)) throw errors.fault('INVALID_MIME_TYPE', { detail: 'HTML or SVG' })
  if (isEmail(text)) throw errors.fault('KIND_NOT_SUPPORTED', { detail: 'an e-mail' })
  return isXml(text) ? formatOfXml(bytes, text) : textFormat(text)
}

/** `<OFX>` without a prolog is the SGML of OFX 1, which is not XML. */
function isXml(text: string): boolean {
  return /^\s*<[?!:A-Z_a-z]/.test(text.slice(0, 1000)) && !/^\s*<OFX>/i.test(text.slice(0, 1000))
}

function formatOfXml(bytes: Uint8Array, text: string): Format {
  if (bytes.length > FORMATS.ubl.maxBytes) throw tooLarge(bytes, FORMATS.ubl.maxBytes)
  const shape = shapeOfXml(text.trimStart())
  const format = xmlFormat(shape)
  if (!format) throw errors.fault('KIND_NOT_SUPPORTED', { detail: `XML with the root ${shape.root}${shape.namespace ? ` of ${shape.namespace}` : ''}`.slice(0, 200) })
  return format
}

async function checkContent(format: Format, bytes: Uint8Array): Promise<void> {
  if (format.kind === 'pdf') checkPdf(bytes)
  if (format.kind === 'image') await checkImage(bytes, format)
  if (format.kind === 'zip') await checkZip(bytes)
  if (format.kind === 'csv') {
    // The heading is not a row.
    const rows = tableRows(decodeText(bytes)) - 1
    if (rows > MAX_TABLE_ROWS) throw errors.fault('TOO_MANY_ROWS', { detail: `${rows} of at most ${MAX_TABLE_ROWS}` })
  }
}

function extensionWarnings(format: Format, filename: string): Finding[] {
  const extension = /\.([A-Za-z0-9]{1,8})$/.exec(filename)?.[1]?.toLowerCase()
  if (extension === undefined || format.extensions.includes(extension)) return []
  return [{ code: 'EXTENSION_MISMATCH', severity: 'warning', field: 'file', message: `The file is called .${extension} and is ${format.mimeType}; it was read as what it is.`, value: extension }]
}

const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
const ZIP = [0x50, 0x4b, 0x03, 0x04]
const EMPTY_ZIP = [0x50, 0x4b, 0x05, 0x06]

const IMAGE_MAGIC: readonly (readonly [format: Format, holds: (bytes: Uint8Array) => boolean])[] = [
  [FORMATS.jpeg, (bytes) => startsWith(bytes, [0xff, 0xd8, 0xff])],
  [FORMATS.png, (bytes) => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  [FORMATS.webp, (bytes) => ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP'],
  [FORMATS.heic, (bytes) => ascii(bytes, 4, 8) === 'ftyp' && /^(hei[cmsxf]|hev[cmsx]|mif1|msf1)/.test(ascii(bytes, 8, 12))],
  [FORMATS.tiff, (bytes) => startsWith(bytes, [0x49, 0x49, 0x2a, 0]) || startsWith(bytes, [0x4d, 0x4d, 0, 0x2a])],
  // 'BM' begins many a text: the four reserved bytes are always zero.
  [FORMATS.bmp, (bytes) => ascii(bytes, 0, 2) === 'BM' && bytes.length > 26 && bytes.subarray(6, 10).every((byte) => byte === 0)],
  [FORMATS.gif, (bytes) => /^GIF8[79]a$/.test(ascii(bytes, 0, 6))],
]

const PROGRAMS: readonly (readonly number[])[] = [
  [0x7f, 0x45, 0x4c, 0x46],
  [0x23, 0x21],
  [0xfe, 0xed, 0xfa, 0xce], [0xfe, 0xed, 0xfa, 0xcf], [0xce, 0xfa, 0xed, 0xfe], [0xcf, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
]

function refuseProgram(bytes: Uint8Array): void {
  // 'MZ' alone may begin a text; a program has bytes right after it that no text has.
  const isDos = ascii(bytes, 0, 2) === 'MZ' && bytes.subarray(2, 64).some((byte) => byte < 9)
  if (isDos || PROGRAMS.some((magic) => startsWith(bytes, magic))) throw errors.fault('INVALID_MIME_TYPE', { detail: 'a program' })
}

function isPdf(bytes: Uint8Array): boolean {
  const at = ascii(bytes, 0, 1024 + 5).indexOf('%PDF-')
  // A browser page that carries the mark further down is still a browser page.
  return at === 0 || (at > 0 && !isBrowserPage(ascii(bytes, 0, at)))
}

async function refuseBinary(bytes: Uint8Array): Promise<never> {
  const known = await fileTypeFromBuffer(bytes.subarray(0, 65_536)).catch(() => undefined)
  throw errors.fault('INVALID_MIME_TYPE', { detail: known?.mime ?? 'bytes of no known kind' })
}

function tooLarge(bytes: Uint8Array, maxBytes: number) {
  return errors.fault('FILE_TOO_LARGE', { detail: `${bytes.length} of at most ${maxBytes} bytes` })
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, i) => bytes[i] === byte)
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', from, to)
}
