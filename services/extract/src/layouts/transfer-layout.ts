import type { Evidence } from '@chasqui/contracts'
import { abs } from '@chasqui/tax'
import type { Reader } from '../reader.ts'
import { bankCanonical } from '../readers/bank/statement.ts'
import type { Draft } from './canonical.ts'
import type { Document } from './document.ts'
import { readDates } from './fields/dates.ts'
import { nameKey } from './fields/parties/names.ts'
import type { Read } from './fields/reading.ts'
import { readTransfer, type TransferSide } from './fields/transfer.ts'
import { evidenceOf } from './page/span.ts'
import { readPages } from './read-pages.ts'

/** Reads the receipt of one transfer as a statement of one movement, seen from the tenant. */
export const transferLayout: Reader = {
  name: 'transfer-layout',
  reads: (source) => source.text !== undefined && source.docType === 'transfer',
  read: (source, context) => readPages(source, context, { draftOf, without: 'a transfer without amount or date' }),
}

function draftOf(document: Document): Draft | undefined {
  const { tenant, sheet } = document
  const transfer = readTransfer(document)
  const date = dateOf(document)
  if (transfer.amount === undefined || date === undefined) return undefined
  const isOurs = (side: TransferSide) => side.name !== undefined && nameKey(side.name).includes(nameKey(tenant.name))
  const isReceived = isOurs(transfer.to) && !isOurs(transfer.from)
  const [own, other] = isReceived ? [transfer.to, transfer.from] : [transfer.from, transfer.to]
  const amount = abs(transfer.amount.value)
  const canonical = bankCanonical({
    account: { iban: own.iban, number: own.number, holder: own.name, currency: document.currency.code ?? tenant.baseCurrency },
    from: date.value, to: date.value,
    bookings: [{
      bookingDate: date.value,
      amount: isReceived ? amount : `-${amount}`,
      narrative: [transfer.concept ?? other.name ?? 'Transferencia'],
      counterparty: { name: other.name, iban: other.iban },
      externalRef: transfer.reference,
    }],
  }, { docType: 'transfer', format: 'transfer', source: 'bank-file', tenantCountry: document.country, findings: [] })
  const { schemaVersion: _, source: __, confidence: ___, ...fields } = canonical
  const findings = isOurs(transfer.from) || isOurs(transfer.to) ? [] : [{ code: 'NOT_OURS', severity: 'review' as const, field: 'bankStatement.transactions.0.direction', message: 'Neither side of the transfer has the name of the company; it was read as money out' }]
  return { ...fields, findings: [...fields.findings, ...findings], fieldMeta: evidence(document, transfer.amount.evidence, date.evidence, own, sheet), agreement: own.iban === undefined ? 1 : 2 }
}

/** The day of the operation; a receipt of a transfer has no other. */
function dateOf(document: Document): Read<string> | undefined {
  const [first] = document.dates
  return readDates(document, () => false).issueDate ?? (first === undefined ? undefined : { value: first.date, evidence: evidenceOf(document.sheet, first.span, 'first date', 0.8) })
}

function evidence(document: Document, amount: Evidence, date: Evidence, own: TransferSide, sheet: Document['sheet']): Record<string, Evidence> {
  return {
    'bankStatement.transactions': amount,
    'bankStatement.transactions.0.amount': amount,
    'bankStatement.transactions.0.bookingDate': date,
    ...(own.span === undefined ? {} : { 'bankStatement.account': evidenceOf(document.sheet, own.span, 'label:account', 0.9) }),
    ...(document.currency.span === undefined ? {} : { currency: evidenceOf(sheet, document.currency.span, 'sign beside the amounts', 0.95) }),
  }
}
