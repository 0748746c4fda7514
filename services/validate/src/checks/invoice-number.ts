import type { Canonical, Finding } from '@chasqui/contracts'
import { rulesOf } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'
import { isInvoiceLike } from './check.ts'

/** The number has the shape that the country of the document prescribes. Tickets are asked only when they are electronic. */
export function checkInvoiceNumber(document: Canonical): Finding[] {
  const { number, country, source, docType } = document
  const isAsked = isInvoiceLike(document) || (docType === 'receipt' && source === 'xml')
  if (!isAsked || number === undefined || number.trim() === '') return []
  if (rulesOf(country)?.isInvoiceNumber(number.trim()) !== false) return []
  return [finding('INVALID_INVOICE_NUMBER_FORMAT', { severity: source === 'xml' ? 'error' : 'warning', field: 'number', value: number, detail: `"${number}" in ${country}` })]
}
