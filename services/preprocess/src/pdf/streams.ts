import { inflateRawSync, inflateSync } from 'node:zlib'
import { errors } from '../errors.ts'
import { isArray, isDict, nameOf, type PdfDict, type PdfValue } from './values.ts'

/** What the streams of one check may grow to, together. */
export const MAX_INFLATED_BYTES = 64 * 1024 * 1024

/**
 * Undoes the filters of a stream that must be looked into: Flate, ASCIIHex and ASCII85, which is what writers use for objects
 * and attachments. A stream in any other coding, or one that does not decode, cannot be checked and is refused.
 * @throws PDF_SECURITY_CHECK_ERROR
 */
export function decodeStream(dict: PdfDict, data: Buffer): Buffer {
  const predictors = [dict.get('DecodeParms') ?? dict.get('DP')].flat() as PdfValue[]
  if (predictors.some((parameters) => isDict(parameters) && Number(parameters.get('Predictor') ?? 1) > 1)) throw unreadable('a predictor')
  return filtersOf(dict).reduce((bytes, filter) => decoded(filter, bytes), data)
}

function filtersOf(dict: PdfDict): string[] {
  const filter = dict.get('Filter') ?? dict.get('F')
  if (filter === undefined || filter === null) return []
  return (isArray(filter) ? filter : [filter]).map((value) => nameOf(value) ?? 'a filter by reference')
}

function decoded(filter: string, data: Buffer): Buffer {
  if (filter === 'FlateDecode' || filter === 'Fl') return inflated(data)
  if (filter === 'ASCIIHexDecode' || filter === 'AHx') return Buffer.from((data.toString('latin1').split('>')[0] ?? '').replace(/[^0-9A-Fa-f]/g, ''), 'hex')
  if (filter === 'ASCII85Decode' || filter === 'A85') return ascii85(data.toString('latin1'))
  throw unreadable(filter.slice(0, 60))
}

function inflated(data: Buffer): Buffer {
  const limits = { maxOutputLength: MAX_INFLATED_BYTES, finishFlush: 2 /* Z_SYNC_FLUSH: a stream cut short gives what it has, as in viewers */ }
  try {
    return inflateSync(data, limits)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw unreadable(`more than ${MAX_INFLATED_BYTES} bytes`)
  }
  try {
    // Viewers do not look at the two bytes of the header or at the checksum.
    return inflateRawSync(data.subarray(2), limits)
  } catch {
    throw unreadable('compressed data that cannot be inflated')
  }
}

function ascii85(text: string): Buffer {
  const clean = text.replace(/^\s*<~/, '').replace(/~>[\s\S]*$/, '').replace(/\s/g, '')
  const out: number[] = []
  let group: number[] = []
  const flush = (digits: number[]) => {
    const value = [...digits, 84, 84, 84, 84].slice(0, 5).reduce((sum, digit) => sum * 85 + digit, 0)
    out.push(...[24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) & 0xff).slice(0, digits.length - 1))
  }
  for (const char of clean) {
    if (char === 'z' && group.length === 0) out.push(0, 0, 0, 0)
    else group.push(char.charCodeAt(0) - 33)
    if (group.length === 5) {
      flush(group)
      group = []
    }
  }
  if (group.length > 1) flush(group)
  return Buffer.from(out)
}

function unreadable(what: string) {
  return errors.fault('PDF_SECURITY_CHECK_ERROR', { detail: what })
}
