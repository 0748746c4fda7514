import type { Canonical } from '@chasqui/contracts'
import { errors } from '../errors.ts'
import type { Reader, ReaderContext, Source } from '../reader.ts'
import { readFacturaeLines } from './facturae/lines.ts'
import { readFacturaeParty } from './facturae/party.ts'
import { readFacturaePayment } from './facturae/payment.ts'
import { readFacturaeTotals } from './facturae/totals.ts'
import { asCreditNote, fiscalCanonical, lastDue } from './fiscal.ts'
import { bytesOf } from './source-bytes.ts'
import { fieldsOf, type Fields } from './xml/fields.ts'
import { parseSource } from './xml/parse-source.ts'
import { allAt, at, textAt, type Element } from './xml/tree.ts'

/** Facturae 3.2, 3.2.1 and 3.2.2 (Spain), with or without its XAdES signature. */
export const facturae: Reader = {
  name: 'facturae',
  reads: (source) => source.kind === 'facturae',
  read: (source, context) => read(parseSource(bytesOf(source)), source, context),
}

function read(root: Element, source: Source, { tenant }: ReaderContext): Canonical {
  const invoice = invoiceIn(root)
  const fields = fieldsOf('facturae')
  const totals = readFacturaeTotals(fields, invoice)
  const payment = readFacturaePayment(fields, invoice)
  const lines = readFacturaeLines(invoice)
  fields.note('lines', lines[0], 'Items/InvoiceLine')
  const document = fiscalCanonical(fields, {
    docType: source.docType,
    subType: subTypeOf(fields, invoice),
    country: 'ES',
    currency: currencyOf(fields, invoice, tenant.baseCurrency),
    exchangeRate: exchangeRateOf(invoice),
    issueDate: fields.date('issueDate', invoice, 'InvoiceIssueData/IssueDate'),
    dueDate: fields.note('dueDate', lastDue(payment?.dueDates ?? []), 'PaymentDetails/Installment/InstallmentDueDate'),
    periodStart: fields.date('periodStart', invoice, 'InvoiceIssueData/InvoicingPeriod/StartDate'),
    periodEnd: fields.date('periodEnd', invoice, 'InvoiceIssueData/InvoicingPeriod/EndDate'),
    ...numberOf(fields, invoice),
    vendor: readFacturaeParty(fields, at(root, 'Parties/SellerParty'), 'vendor'),
    buyer: readFacturaeParty(fields, at(root, 'Parties/BuyerParty'), 'buyer'),
    totals,
    lines,
    payment,
    references: referencesOf(invoice),
  })
  return source.docType === 'credit_note' ? asCreditNote(document) : document
}

function invoiceIn(root: Element): Element {
  const invoices = allAt(root, 'Invoices/Invoice')
  const [invoice] = invoices
  if (invoice === undefined) throw errors.fault('UNEXPECTED_STRUCTURE', { detail: `no Invoices/Invoice in ${root.name}` })
  if (invoices.length > 1) throw errors.fault('MANY_DOCUMENTS', { detail: `${invoices.length} invoices in one Facturae` })
  return invoice
}

/** Series and number stand side by side: A and 123 are A123. */
function numberOf(fields: Fields, invoice: Element): { number: string | undefined; series: string | undefined; folio: string | undefined } {
  const folio = textAt(invoice, 'InvoiceHeader/InvoiceNumber')
  const series = textAt(invoice, 'InvoiceHeader/InvoiceSeriesCode')
  const number = folio === undefined ? undefined : `${series ?? ''}${folio}`
  return { number: fields.note('number', number, 'InvoiceHeader/InvoiceSeriesCode+InvoiceNumber'), series, folio }
}

function subTypeOf(fields: Fields, invoice: Element): string | undefined {
  const [type, kind] = [textAt(invoice, 'InvoiceHeader/InvoiceDocumentType'), textAt(invoice, 'InvoiceHeader/InvoiceClass')]
  return fields.note('subType', type === undefined ? undefined : kind === undefined ? type : `${type}/${kind}`, 'InvoiceHeader/InvoiceDocumentType')
}

function currencyOf(fields: Fields, invoice: Element, baseCurrency: string): string {
  const stated = textAt(invoice, 'InvoiceIssueData/InvoiceCurrencyCode')
  return stated !== undefined && /^[A-Z]{3}$/.test(stated) ? fields.note('currency', stated, 'InvoiceIssueData/InvoiceCurrencyCode') ?? stated : fields.derived('currency', baseCurrency, 'books of the tenant', 0.85) ?? baseCurrency
}

function exchangeRateOf(invoice: Element): { rate: string; to: string } | undefined {
  const rate = textAt(invoice, 'InvoiceIssueData/ExchangeRateDetails/ExchangeRate')
  return rate !== undefined && /^\d+(\.\d+)?$/.test(rate) ? { rate, to: 'EUR' } : undefined
}

function referencesOf(invoice: Element): Canonical['references'] {
  const corrective = at(invoice, 'InvoiceHeader/Corrective')
  const folio = textAt(corrective, 'InvoiceNumber')
  if (folio === undefined) return []
  const date = textAt(corrective, 'InvoiceIssueDate')
  return [{
    number: `${textAt(corrective, 'InvoiceSeriesCode') ?? ''}${folio}`,
    date: date !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : undefined,
    reasonCode: textAt(corrective, 'ReasonCode'),
    reason: textAt(corrective, 'ReasonDescription'),
  }]
}
