import type { Canonical } from '@chasqui/contracts'
import { describe, expect, it } from 'vitest'
import { contextFor, facturae, payslip, statement, sunatInvoice, ticket, withChange, withStatement } from '../documents.fixture.ts'
import { checkCurrency } from './currency.ts'
import { checkDates } from './dates.ts'
import { checkIbans } from './iban.ts'
import { checkLowConfidence } from './low-confidence.ts'
import { checkDocType, checkProducts, checkRequiredFields } from './required-fields.ts'
import { checkStatement } from './statement.ts'

const brief = (findings: { code: string; severity: string; field?: string | undefined }[]) => findings.map(({ code, severity, field }) => `${severity} ${code} ${field}`)
const EMPTY: Canonical = { schemaVersion: 1, docType: 'invoice', country: 'ES', source: 'xml', confidence: 1, lines: [], references: [], fieldMeta: {}, findings: [] }
const missing = (...fields: string[]) => fields.map((field) => `error MISSING_REQUIRED_FIELD ${field}`)

describe('required fields', () => {
  it.each<[Canonical['docType'], string[]]>([
    ['invoice', missing('number', 'issueDate', 'currency', 'vendor.name', 'totals.total')],
    ['credit_note', missing('number', 'issueDate', 'currency', 'vendor.name', 'totals.total')],
    ['debit_note', missing('number', 'issueDate', 'currency', 'vendor.name', 'totals.total')],
    ['receipt', missing('issueDate', 'currency', 'totals.total')],
    ['expense', missing('expense.description', 'issueDate', 'currency', 'totals.total')],
    ['transfer', missing('issueDate', 'currency', 'totals.total')],
    ['bank_statement', missing('bankStatement')],
    ['payroll', missing('payroll.employee.name', 'payroll.periodEnd', 'currency', 'payroll.net')],
    ['product_list', missing('lines')],
    ['quote', []],
    ['order', []],
    ['contract', []],
    ['unknown', []],
  ])('an empty %s lacks %o', (docType, expected) => expect(brief(checkRequiredFields({ ...EMPTY, docType }))).toEqual(expected))

  it.each<[string, Canonical, string[]]>([
    ['a blank number', withChange(facturae, { number: '  ' }), ['error EMPTY_VALUE number']],
    ['a blank name and no id', withChange(facturae, { vendor: { name: ' ' } }), ['error EMPTY_VALUE vendor.name']],
    ['an id without a name', withChange(facturae, { vendor: { taxId: 'B12345674' } }), []],
    ['a name without an id, XML', withChange(facturae, { vendor: { name: 'ACME Inc.' } }), []],
    ['a name without an id, OCR', withChange(facturae, { vendor: { name: 'ACME SL' }, source: 'ocr' }), ['review MISSING_REQUIRED_FIELD vendor.taxId']],
    ['a transfer that is a movement of an account', withChange(statement, { docType: 'transfer' }), []],
    ['a month without movements', withStatement({ transactions: [] }), []],
    ['a statement of which nothing was read', withStatement({ transactions: [], closingBalance: undefined }), missing('bankStatement')],
  ])('%s', (_, document, expected) => expect(brief(checkRequiredFields(document))).toEqual(expected))

  it('every product has a name and a price', () => {
    const document = withChange(EMPTY, { docType: 'product_list', lines: [{ n: 1, description: 'x', unitPrice: '1' }, { n: 2, description: ' ' }] })
    expect(brief(checkProducts(document))).toEqual(missing('lines.1.description', 'lines.1.unitPrice'))
    expect(checkProducts(withChange(document, { docType: 'invoice' }))).toEqual([])
  })

  it('a document of no known type waits for a person', () => {
    expect(brief(checkDocType({ ...EMPTY, docType: 'unknown' }))).toEqual(['review DOC_TYPE_UNKNOWN docType'])
    expect(checkDocType(EMPTY)).toEqual([])
  })
})

describe('low confidence', () => {
  const seen = (field: string, confidence: number, source: 'ocr' | 'user' = 'ocr') => withChange(ticket, { fieldMeta: { [field]: { source, rule: 'label', confidence } } })
  it.each<[string, Canonical, string[]]>([
    ['of a required field', seen('totals.total', 0.59), ['review LOW_CONFIDENCE_FIELD totals.total']],
    ['just enough', seen('totals.total', 0.6), []],
    ['of a field that is not required', seen('issueTime', 0.1), []],
    ['typed by a person', seen('totals.total', 0.1, 'user'), []],
    ["of an invoice's issuer", withChange(seen('vendor.taxId', 0.3), { docType: 'invoice' }), ['review LOW_CONFIDENCE_FIELD vendor.taxId']],
    ["of an issuer's name beside a sure id", withChange(seen('vendor.name', 0.3), { docType: 'invoice' }), []],
  ])('%s', (_, document, expected) => expect(brief(checkLowConfidence(document))).toEqual(expected))
})

describe('dates', () => {
  it.each<[string, Partial<Canonical>, string[]]>([
    ['today', { issueDate: '2025-04-25', dueDate: undefined }, []],
    ['tomorrow', { issueDate: '2025-04-26', dueDate: undefined }, ['warning FUTURE_DATE issueDate']],
    ['in two days', { issueDate: '2025-04-27', dueDate: undefined }, ['warning FUTURE_DATE issueDate']],
    ['in three days', { issueDate: '2025-04-28', dueDate: undefined }, ['error FUTURE_DATE issueDate']],
    ['two years ago', { issueDate: '2023-04-25' }, []],
    ['two years and a day ago', { issueDate: '2023-04-24' }, ['warning OLD_DATE issueDate']],
    ['before 2000', { issueDate: '1999-12-31' }, ['error OLD_DATE issueDate']],
    ['the first day of 2000', { issueDate: '2000-01-01' }, ['warning OLD_DATE issueDate']],
    ['due before it was issued', { dueDate: '2025-04-14' }, ['warning DUE_BEFORE_ISSUE dueDate']],
    ['due the same day', { dueDate: '2025-04-15' }, []],
    ['a day that does not exist', { issueDate: '2025-02-30' }, ['error INVALID_DATE_FORMAT issueDate']],
    ['a due day that does not exist', { dueDate: '2025-04-31' }, ['error INVALID_DATE_FORMAT dueDate']],
    ['none', { issueDate: undefined, dueDate: undefined }, []],
  ])('%s', (_, change, expected) => {
    const document = withChange(sunatInvoice, change)
    expect(brief(checkDates(document, contextFor(document)))).toEqual(expected)
  })
})

describe('currency', () => {
  it.each<[string, Canonical, string[]]>([
    ['of the country', sunatInvoice, []],
    ['that does not exist', withChange(sunatInvoice, { currency: 'ZZZ' }), ['error INVALID_CURRENCY currency']],
    ['dollars in Peru, without a rate', withChange(sunatInvoice, { currency: 'USD' }), ['review EXCHANGE_RATE_MISSING exchangeRate']],
    ['dollars in Peru, with a rate', withChange(sunatInvoice, { currency: 'USD', exchangeRate: { rate: '3.71', to: 'PEN' } }), []],
    ['a rate to another currency', withChange(sunatInvoice, { currency: 'USD', exchangeRate: { rate: '0.9', to: 'EUR' } }), ['review EXCHANGE_RATE_MISSING exchangeRate']],
    ['pounds in Spain', withChange(facturae, { currency: 'GBP', exchangeRate: { rate: '1.2', to: 'EUR' } }), ['warning INVALID_CURRENCY currency']],
    ['an account in dollars', withChange(withStatement({}), { currency: 'USD' }), ['warning INVALID_CURRENCY currency']],
    ['none', withChange(facturae, { currency: undefined }), []],
    ['of a country without rules', withChange(facturae, { country: 'JP', currency: 'JPY', exchangeRate: { rate: '0.006', to: 'USD' } }), []],
  ])('%s', (_, document, expected) => expect(brief(checkCurrency(document, contextFor(document)))).toEqual(expected))
})

describe('IBANs', () => {
  it.each<[string, Canonical, string[]]>([
    ['of the payment', withChange(facturae, { payment: { iban: 'ES81 9999 0001 4500 0000 0001', dueDates: [] } }), ['warning IBAN_INVALID payment.iban']],
    ['right, with spaces', withChange(facturae, { payment: { iban: 'ES80 9999 0001 4500 0000 0001', dueDates: [] } }), []],
    ['of the account', withStatement({ account: { iban: 'ES1', currency: 'EUR' } }), ['warning IBAN_INVALID bankStatement.account.iban']],
    ['of the other side', withStatement({ transactions: [{ bookingDate: '2025-04-03', amount: '1', direction: 'credit', currency: 'EUR', narrative: 'x', ordinal: 1, counterparty: { iban: 'ES1' } }] }), ['warning IBAN_INVALID bankStatement.transactions.0.counterparty.iban']],
  ])('%s', (_, document, expected) => expect(brief(checkIbans(document))).toEqual(expected))
})

describe('a statement', () => {
  const movements = statement.bankStatement?.transactions ?? []
  const without = movements.map((movement) => ({ ...movement, balanceAfter: undefined }))

  it.each<[string, Parameters<typeof withStatement>[0], string[]]>([
    ['sound', {}, []],
    ['newest first', { transactions: [...movements].reverse() }, []],
    ['closing a cent off', { closingBalance: { amount: '1292.91' } }, ['error STATEMENT_BALANCE_MISMATCH bankStatement.closingBalance.amount']],
    ['a movement lost', { transactions: without.slice(1) }, ['error STATEMENT_BALANCE_MISMATCH bankStatement.closingBalance.amount']],
    ['without balances', { openingBalance: undefined, closingBalance: undefined, transactions: without }, []],
    ['a chain that breaks, and no balances to prove it', { openingBalance: undefined, transactions: movements.filter((_, i) => i !== 1) }, ['error STATEMENT_BALANCE_MISMATCH bankStatement.transactions.1.balanceAfter']],
    ['a chain in another order, and balances that agree', { transactions: [movements[1], movements[0], movements[2]].filter((one) => one !== undefined) }, ['warning STATEMENT_BALANCE_MISMATCH bankStatement.transactions.1.balanceAfter']],
    ['a movement in another currency is not counted', { transactions: [...without, { ...without[0], bookingDate: '2025-04-05', amount: '7.00', direction: 'credit', currency: 'USD', narrative: 'x', ordinal: 1 }] }, []],
    ['a sign that contradicts', { transactions: without.map((one, i) => (i === 0 ? { ...one, direction: 'credit' as const } : one)) }, ['error MOVEMENT_SIGN_MISMATCH bankStatement.transactions.0.direction']],
    ['five days outside', { to: '2025-04-25' }, []],
    ['six days outside', { to: '2025-04-24' }, ['warning MOVEMENT_DATE_OUT_OF_PERIOD bankStatement.transactions.2.bookingDate']],
    ['before the period', { from: '2025-04-09', transactions: without }, ['warning MOVEMENT_DATE_OUT_OF_PERIOD bankStatement.transactions.0.bookingDate']],
  ])('%s', (_, change, expected) => expect(brief(checkStatement(withStatement(change)))).toEqual(expected))

  it('is not asked of other documents', () => expect(checkStatement(payslip)).toEqual([]))
})
