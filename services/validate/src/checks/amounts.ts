import type { Canonical, Finding } from '@chasqui/contracts'
import { isNegative, isZero } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'

/** Totals are positive, also on credit notes: the type says the direction. A negative one is tolerated only there. */
export function checkAmounts(document: Canonical): Finding[] {
  const total = document.totals?.total
  if (total === undefined) return negativePrices(document)
  if (isNegative(total) && document.docType !== 'credit_note') return [finding('NEGATIVE_AMOUNT', { field: 'totals.total', value: total, detail: total })]
  return isZero(total) ? [finding('ZERO_TOTAL', { field: 'totals.total', value: total })] : []
}

function negativePrices({ docType, lines }: Canonical): Finding[] {
  if (docType !== 'product_list') return []
  return lines.flatMap(({ n, unitPrice }, index) =>
    unitPrice !== undefined && isNegative(unitPrice)
      ? [finding('NEGATIVE_AMOUNT', { field: `lines.${index}.unitPrice`, value: unitPrice, detail: `price of line ${n}` })]
      : [])
}
