import type { FileKind } from '@chasqui/contracts'

/** What detection can answer: a kind of document, or an archive that holds many. */
export type DetectedKind = FileKind | 'zip'

export type Format = {
  kind: DetectedKind
  mimeType: string
  /** Without the point, lower case. Another one earns the warning EXTENSION_MISMATCH. */
  extensions: readonly string[]
  maxBytes: number
}

const MB = 1024 * 1024
const XML = { mimeType: 'application/xml', extensions: ['xml'], maxBytes: 5 * MB }

/** Everything that is accepted: how it is called, and how large it may be. The one table of file kinds. */
export const FORMATS = {
  jpeg: { kind: 'image', mimeType: 'image/jpeg', extensions: ['jpg', 'jpeg', 'jpe', 'jfif'], maxBytes: 16 * MB },
  png: { kind: 'image', mimeType: 'image/png', extensions: ['png'], maxBytes: 16 * MB },
  webp: { kind: 'image', mimeType: 'image/webp', extensions: ['webp'], maxBytes: 16 * MB },
  heic: { kind: 'image', mimeType: 'image/heic', extensions: ['heic', 'heif', 'hif'], maxBytes: 16 * MB },
  tiff: { kind: 'image', mimeType: 'image/tiff', extensions: ['tif', 'tiff'], maxBytes: 20 * MB },
  bmp: { kind: 'image', mimeType: 'image/bmp', extensions: ['bmp', 'dib'], maxBytes: 16 * MB },
  gif: { kind: 'image', mimeType: 'image/gif', extensions: ['gif'], maxBytes: 16 * MB },
  pdf: { kind: 'pdf', mimeType: 'application/pdf', extensions: ['pdf'], maxBytes: 20 * MB },
  zip: { kind: 'zip', mimeType: 'application/zip', extensions: ['zip'], maxBytes: 50 * MB },
  ubl: { kind: 'ubl', ...XML },
  cdr: { kind: 'cdr', ...XML },
  dte: { kind: 'dte', ...XML },
  sri: { kind: 'sri', ...XML },
  facturae: { kind: 'facturae', ...XML, extensions: ['xml', 'xsig'] },
  cfdi: { kind: 'cfdi', ...XML },
  camt053: { kind: 'camt053', ...XML },
  ofx: { kind: 'ofx', mimeType: 'application/x-ofx', extensions: ['ofx', 'qfx'], maxBytes: 5 * MB },
  mt940: { kind: 'mt940', mimeType: 'text/plain', extensions: ['sta', 'mt940', '940', 'mt9', 'txt', 'swi'], maxBytes: 5 * MB },
  norma43: { kind: 'norma43', mimeType: 'text/plain', extensions: ['n43', 'txt', 'aeb', 'c43', 'q43'], maxBytes: 5 * MB },
  csv: { kind: 'csv', mimeType: 'text/csv', extensions: ['csv', 'tsv', 'txt', 'tab'], maxBytes: 10 * MB },
  json: { kind: 'json', mimeType: 'application/json', extensions: ['json', 'jsonl', 'ndjson'], maxBytes: 5 * MB },
  text: { kind: 'text', mimeType: 'text/plain', extensions: ['txt', 'text', 'log', 'md'], maxBytes: 1 * MB },
} as const satisfies Record<string, Format>

/** No file of any kind may be larger. */
export const MAX_FILE_BYTES = Math.max(...Object.values(FORMATS).map((format) => format.maxBytes))

/** Above this many pixels a picture is refused before it is decoded. */
export const MAX_IMAGE_PIXELS = 40_000_000

/** Pages, or frames of a TIFF, that are read of one file; the rest is left out with a warning. */
export const MAX_PAGES = 20

export const MAX_TABLE_ROWS = 5_000
