import type { Canonical } from '@chasqui/contracts'
import { errors } from '../errors.ts'
import type { Reader, ReaderContext, Source } from '../reader.ts'
import { fiscalCanonical, lastDue, present, splitNumber, type Payment } from './fiscal.ts'
import { bytesOf } from './source-bytes.ts'
import { readLines } from './ubl/lines.ts'
import { readParty } from './ubl/party.ts'
import { readDueDates, readExchangeRate, readReferences } from './ubl/terms.ts'
import { readTotals } from './ubl/totals.ts'
import { readTime } from './xml/dates.ts'
import { fieldsOf, type Fields } from './xml/fields.ts'
import { parseSource } from './xml/parse-source.ts'
import { allAt, at, attribute, firstNamed, textAt, type Element } from './xml/tree.ts'

/** SUNAT's code for the notes, which carry no InvoiceTypeCode (catalogue 01). */
const SUB_TYPES: Readonly<Record<string, string | undefined>> = { Invoice: undefined, CreditNote: '07', DebitNote: '08' }

/** UBL 2.x: Invoice, CreditNote, DebitNote. Written for SUNAT (Peru); other countries' UBL is read by its common parts. */
export const ubl: Reader = {
  name: 'ubl',
  reads: (source) => source.kind === 'ubl',
  read: (source, context) => read(parseSource(bytesOf(source)), source, context),
}

function read(outer: Element, source: Source, context: ReaderContext): Canonical {
  const root = voucherIn(outer)
  const fields = fieldsOf('ubl')
  const country = countryOf(root, context)
  const isPeruvian = country === 'PE'
  const currency = currencyOf(fields, root)
  const issueDate = fields.date('issueDate', root, 'IssueDate')
  const lines = readLines(root)
  const totals = readTotals(fields, root, { currency, lines, isPeruvian })
  const number = fields.text('number', root, 'ID')
  const payment = readPayment(fields, root, issueDate, totals.payable ?? totals.total)
  fields.note('lines', lines[0], 'lines')
  return fiscalCanonical(fields, {
    docType: source.docType,
    subType: fields.text('subType', root, 'InvoiceTypeCode', 'CreditNoteTypeCode') ?? SUB_TYPES[root.name],
    country,
    currency,
    exchangeRate: readExchangeRate(root),
    issueDate,
    issueTime: readTime(textAt(root, 'IssueTime') ?? ''),
    dueDate: fields.date('dueDate', root, 'DueDate') ?? fields.note('dueDate', payment && hasTerms(root) ? lastDue(payment.dueDates) : undefined, 'PaymentTerms/PaymentDueDate'),
    periodStart: fields.date('periodStart', root, 'InvoicePeriod/StartDate'),
    periodEnd: fields.date('periodEnd', root, 'InvoicePeriod/EndDate'),
    number,
    ...(number === undefined || !isPeruvian ? {} : splitNumber(number)),
    fiscalId: digestOf(fields, root),
    vendor: readParty(fields, root, 'vendor', isPeruvian),
    buyer: readParty(fields, root, 'buyer', isPeruvian),
    totals,
    lines,
    payment,
    references: readReferences(root),
  })
}

function voucherIn(outer: Element): Element {
  const root = Object.keys(SUB_TYPES).includes(outer.name) ? outer : Object.keys(SUB_TYPES).map((name) => firstNamed(outer, name)).find((found) => found !== undefined)
  if (root === undefined) throw errors.fault('UNEXPECTED_STRUCTURE', { detail: `no Invoice, CreditNote or DebitNote in ${outer.name}` })
  return root
}

/** SUNAT says so by its customization or by the kind of the supplier's id; elsewhere the supplier's address does. */
function countryOf(root: Element, context: ReaderContext): string {
  const supplier = at(root, 'AccountingSupplierParty')
  const isSunat = textAt(root, 'CustomizationID') === '2.0' || textAt(supplier, 'AdditionalAccountID') === '6'
    || (supplier !== undefined && allAt(supplier, 'Party/PartyIdentification/ID').some((id) => attribute(id, 'schemeID') === '6'))
  if (isSunat) return 'PE'
  if (textAt(root, 'ProfileID')?.startsWith('DIAN')) return 'CO'
  const stated = textAt(supplier, 'Party/PostalAddress/Country/IdentificationCode')
  return stated !== undefined && /^[A-Z]{2}$/.test(stated) ? stated : context.tenant.country
}

function currencyOf(fields: Fields, root: Element): string | undefined {
  const stated = textAt(root, 'DocumentCurrencyCode')
  if (stated !== undefined && /^[A-Z]{3}$/.test(stated)) return fields.note('currency', stated, 'DocumentCurrencyCode')
  const amount = at(root, 'LegalMonetaryTotal/PayableAmount') ?? at(root, 'RequestedMonetaryTotal/PayableAmount')
  const onAmount = attribute(amount, 'currencyID')
  return onAmount !== undefined && /^[A-Z]{3}$/.test(onAmount) ? fields.note('currency', onAmount, 'PayableAmount/@currencyID') : undefined
}

function hasTerms(root: Element): boolean {
  return allAt(root, 'PaymentTerms').some((terms) => textAt(terms, 'PaymentDueDate') !== undefined)
}

function readPayment(fields: Fields, root: Element, issueDate: string | undefined, payable: string | undefined): Payment | undefined {
  const dueDates = readDueDates(root, issueDate, payable)
  const iban = textAt(root, 'PaymentMeans/PayeeFinancialAccount/ID')?.replace(/\s/g, '')
  const hasIban = iban !== undefined && /^[A-Z]{2}\d{2}[A-Z\d]{10,30}$/.test(iban)
  if (dueDates.length === 0 && !hasIban) return undefined
  if (dueDates.length > 0) fields.note('payment.dueDates', dueDates, 'PaymentTerms')
  return present({ iban: hasIban ? iban : undefined, dueDates })
}

/** The digest of the signature identifies the voucher; SUNAT prints it on paper, too. */
function digestOf(fields: Fields, root: Element): { kind: 'hash'; value: string } | undefined {
  const extensions = at(root, 'UBLExtensions')
  const digest = extensions && firstNamed(extensions, 'DigestValue')?.text
  if (!digest) return undefined
  fields.note('fiscalId', digest, 'UBLExtensions/Signature/DigestValue')
  return { kind: 'hash', value: digest }
}
