import type { Sheet } from '../page/sheet.ts'
import { spanOf, type Span } from '../page/span.ts'

/** Whether an IBAN without blanks has its check digits right: ISO 13616, modulo 97. */
export function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(iban)) return false
  const digits = [...iban.slice(4), ...iban.slice(0, 4)].map((char) => parseInt(char, 36)).join('')
  return BigInt(digits) % 97n === 1n
}

const SHAPE = /(?<![A-Z0-9])([A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?)(?![A-Z0-9])/g

/** The IBANs of a document that pass their check, without blanks. */
export function ibanTokens(sheet: Sheet): { iban: string; span: Span }[] {
  return sheet.lines.flatMap((line) => [...line.folded.toUpperCase().matchAll(SHAPE)].flatMap((match) => {
    for (let text = match[1] ?? ''; text.length >= 15; text = text.replace(/[ -]?[A-Z0-9]+$/, '')) {
      const iban = text.replace(/[ -]/g, '')
      if (isIban(iban)) return [{ iban, span: spanOf(line, match.index, match.index + text.length) }]
      if (!/[ -]/.test(text)) break
    }
    return []
  }))
}
