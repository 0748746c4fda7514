import { fileErrors } from './errors.ts'
import type { ByteRange } from './file-store.ts'

/** The range with both ends, checked against the size. An `end` past the size means the size. */
export function rangeWithin(size: number, range: ByteRange = { start: 0 }): { start: number; end: number } {
  const { start } = range
  const end = Math.min(range.end ?? size, size)
  const isInside = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end
  if (!isInside) throw fileErrors.fault('FILE_RANGE_INVALID', { detail: `${start}–${range.end ?? 'end'} of ${size} bytes` })
  return { start, end }
}
