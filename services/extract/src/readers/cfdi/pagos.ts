import type { Canonical } from '@chasqui/contracts'
import { sum } from '@chasqui/tax'
import { present, type Reference } from '../fiscal.ts'
import { readDate } from '../xml/dates.ts'
import { readDecimal } from '../xml/decimal.ts'
import type { Fields } from '../xml/fields.ts'
import { allAt, firstNamed, type Element } from '../xml/tree.ts'
import { attributeOf } from './attribute.ts'

/** A payment receipt (type P): the complement Pagos says what was paid when, and which invoices it settles. */
export function readPagos(fields: Fields, root: Element, document: Canonical): Canonical {
  const complement = firstNamed(root, 'Pagos')
  const payments = complement === undefined ? [] : allAt(complement, 'Pago')
  const amounts = payments.flatMap((payment) => readDecimal(attributeOf(payment, 'Monto') ?? '') ?? [])
  const [first] = payments
  const currency = attributeOf(first, 'MonedaP')
  const paid = amounts.length === 0 ? undefined : fields.note('totals.total', sum(amounts), 'Pagos/Pago/@Monto')
  const paidAt = fields.note('issueDate', readDate(attributeOf(first, 'FechaPago') ?? ''), 'Pagos/Pago/@FechaPago')
  return present({
    ...document,
    currency: currency !== undefined && /^[A-Z]{3}$/.test(currency) ? fields.note('currency', currency, 'Pagos/Pago/@MonedaP') : document.currency,
    issueDate: paidAt ?? document.issueDate,
    totals: paid === undefined ? document.totals : { taxBreakdown: [], withholdings: [], total: paid, payable: paid },
    references: payments.flatMap((payment) => allAt(payment, 'DoctoRelacionado').map(settled)),
  })
}

function settled(related: Element): Reference {
  const [series, folio] = [attributeOf(related, 'Serie'), attributeOf(related, 'Folio')]
  return present({ fiscalId: attributeOf(related, 'IdDocumento')?.toUpperCase(), number: folio === undefined ? undefined : `${series ?? ''}${folio}` })
}
