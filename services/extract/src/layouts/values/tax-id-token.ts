import { findTaxIds, type FoundTaxId } from '@chasqui/tax'
import { cellsBelow } from '../page/around.ts'
import type { Sheet } from '../page/sheet.ts'
import { spanOf, spansMatching, type Span } from '../page/span.ts'

/** A tax id and where it stands. */
export type TaxIdToken = FoundTaxId & { span: Span }

/** Words that stand over an id in a form with its labels above the values. */
const LABEL_ABOVE = /(?<![a-z])(?:r\.? ?u\.? ?[ct]|n\.? ?i\.? ?[ft]|c\.? ?i\.? ?f|identificacion|ruc ?\/ ?ci|cedula|d\.? ?n\.? ?i)\.?(?![a-z])/g

/** Ecuador's forms announce the buyer's id as "Identificación" alone; what follows is believed by its check digit. */
const OTHER_LABEL = /(?<![a-z])identificacion(?: comprador)?(?=[\s:])/g
const MAX_APART = 12

/**
 * The tax ids of a document, in reading order. `countries`: where the document may come from, the likeliest first.
 */
export function taxIdTokens(sheet: Sheet, countries: readonly string[]): TaxIdToken[] {
  const found: TaxIdToken[] = []
  const add = (token: TaxIdToken) => {
    if (!found.some((other) => other.span.line === token.span.line && other.span.start < token.span.end && token.span.start < other.span.end)) found.push(token)
  }
  for (const line of sheet.lines) {
    for (const id of findTaxIds(line.text, countries)) add({ ...id, span: spanOf(line, id.index, id.index + id.raw.length) })
  }
  for (const label of sheet.lines.flatMap((line) => spansMatching(line, OTHER_LABEL))) {
    const rest = label.line.text.slice(label.end)
    const announced = 'RUC'
    for (const id of findTaxIds(announced + rest, countries)) {
      const start = label.end + id.index - announced.length
      if (id.index - announced.length <= MAX_APART) add({ ...id, span: spanOf(label.line, start, start + id.raw.length) })
    }
  }
  for (const label of sheet.lines.flatMap((line) => spansMatching(line, LABEL_ABOVE))) {
    for (const { line, cell } of cellsBelow(sheet, label, 1)) {
      const announced = `${label.text} `
      for (const id of findTaxIds(announced + cell.text, countries)) {
        const start = cell.from + id.index - announced.length
        if (start >= cell.from) add({ ...id, span: spanOf(line, start, start + id.raw.length) })
      }
    }
  }
  return found.sort((a, b) => a.span.line.at - b.span.line.at || a.span.start - b.span.start)
}
