import { parseAmount } from '@chasqui/tax'
import { readDecimal } from '../xml/decimal.ts'

/**
 * An amount of a bank file: digits with one decimal separator, comma or point, never thousands. Some banks put
 * thousands in all the same: then both separators are there, and the last one is the decimal one.
 */
export function bankAmount(text: string): string | undefined {
  const trimmed = text.trim()
  const plain = readDecimal(trimmed.replace(',', '.'))
  if (plain !== undefined) return plain
  const parsed = parseAmount(trimmed, { isScan: false })
  return 'value' in parsed ? parsed.value : undefined
}
