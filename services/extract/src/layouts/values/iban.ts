import { isIban, normalizeIban } from '@chasqui/tax'
import type { Sheet } from '../page/sheet.ts'
import { spanOf, type Span } from '../page/span.ts'

export type IbanToken = { iban: string; span: Span }

const SHAPE = /(?<![A-Z0-9])([A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?)(?![A-Z0-9])/g

/** The IBANs of a document that pass their check, without blanks. What follows one ("… 1332 BBVA") is cut off again. */
export function ibanTokens(sheet: Sheet): IbanToken[] {
  return sheet.lines.flatMap((line) => [...line.folded.toUpperCase().matchAll(SHAPE)].flatMap((match) => {
    for (let text = match[1] ?? ''; text.length >= 15; text = text.replace(/[ -][A-Z0-9]+$/, '')) {
      if (isIban(text)) return [{ iban: normalizeIban(text), span: spanOf(line, match.index, match.index + text.length) }]
      if (!/[ -]/.test(text)) break
    }
    return []
  }))
}
