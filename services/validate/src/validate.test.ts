import { Canonical } from '@chasqui/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cfdiInvoice, contextFor, dteInvoice, facturae, payslip, soundDocuments, sriInvoice, sunatInvoice, ticket, withChange, withStatement, withTotals } from './documents.fixture.ts'
import { validateDocument } from './validate.ts'

const findingsOf = (document: Canonical, today?: string) => validateDocument(document, contextFor(document, today)).findings.map(({ code, severity }) => `${severity} ${code}`)

describe('a sound document', () => {
  it.each(Object.entries(soundDocuments).filter(([, document]) => document.docType !== 'payroll'))('%s passes without a finding', (_, document) => {
    expect(Canonical.safeParse(document).error).toBeUndefined()
    expect(validateDocument(document, contextFor(document))).toEqual({ findings: [], valid: true, needsReview: false })
  })
})

describe('a payslip', () => {
  it('is sound and waits for a person all the same', () => {
    const { findings, valid, needsReview } = validateDocument(payslip, contextFor(payslip))
    expect({ codes: findings.map((one) => one.code), valid, needsReview }).toEqual({ codes: ['NEEDS_APPROVAL'], valid: true, needsReview: true })
  })
})

describe('a broken twin', () => {
  it.each<[string, Canonical, string[]]>([
    ['a Peruvian total with two digits swapped', withTotals(sunatInvoice, { total: '484.40', payable: '484.40' }), ['error TOTALS_MISMATCH']],
    ['a RUC with another last digit', withChange(sunatInvoice, { vendor: { ...sunatInvoice.vendor, taxId: '20600000014' } }), ['error INVALID_TAX_ID_CHECKSUM']],
    ['an issue date of 2099', withChange(sunatInvoice, { issueDate: '2099-01-01' }), ['error FUTURE_DATE', 'warning DUE_BEFORE_ISSUE']],
    ['a RUT with another check digit', withChange(dteInvoice, { vendor: { ...dteInvoice.vendor, taxId: '76000001-8' } }), ['error INVALID_TAX_ID_CHECKSUM']],
    ['a Chilean rate of 18 %', withTotals(dteInvoice, { tax: '21600', total: '141600', taxBreakdown: [{ kind: 'IVA', rate: '18', base: '120000', amount: '21600' }] }), ['error INVALID_TAX_RATE']],
    ['a clave with another last digit', withChange(sriInvoice, { fiscalId: { kind: 'claveAcceso', value: '1504202501179900001200110010010000001231234567818' } }), ['error INVALID_CLAVE_ACCESO']],
    ['a sequence that is not the one of the clave', withChange(sriInvoice, { number: '001-001-000000124' }), ['error CLAVE_ACCESO_MISMATCH']],
    ['Ecuador at 12 % after March 2024', withTotals(sriInvoice, { tax: '12.00', total: '162.00', taxBreakdown: [{ kind: 'IVA', code: '2', rate: '12', base: '100.00', amount: '12.00' }, { kind: 'IVA', rate: '0', base: '50.00', amount: '0.00' }] }), ['error INVALID_TAX_RATE']],
    ['a Mexican total one peso too high', withTotals(cfdiInvoice, { total: '1161.00', payable: '1161.00' }), ['error TOTALS_MISMATCH']],
    ['a CIF with another control digit', withChange(facturae, { vendor: { ...facturae.vendor, taxId: 'B12345675' } }), ['error INVALID_TAX_ID_CHECKSUM']],
    ['a closing balance one cent too high', withStatement({ closingBalance: { amount: '1292.91' } }), ['error STATEMENT_BALANCE_MISMATCH']],
  ])('%s: %o', (_, document, expected) => {
    expect(findingsOf(document)).toEqual(expected)
    expect(validateDocument(document, contextFor(document)).valid).toBe(!expected.some((one) => one.startsWith('error')))
  })
})

describe('the verdict', () => {
  it('warnings only inform', () => {
    const document = withChange(facturae, { dueDate: '2025-04-01' })
    expect(validateDocument(document, contextFor(document))).toMatchObject({ valid: true, needsReview: false, findings: [{ code: 'DUE_BEFORE_ISSUE' }] })
  })

  it('reviews wait for a person and do not block', () => {
    const document = withChange(facturae, { buyer: { name: 'OTRA SA', taxId: 'A13585625' } })
    expect(validateDocument(document, contextFor(document))).toMatchObject({ valid: true, needsReview: true, findings: [{ code: 'NOT_OURS' }] })
  })

  it('errors block', () => {
    const document = withChange(facturae, { number: undefined })
    expect(validateDocument(document, contextFor(document))).toMatchObject({ valid: false, findings: [{ code: 'MISSING_REQUIRED_FIELD', field: 'number' }] })
  })

  it('carries what the reader noticed, before its own findings and once', () => {
    const guessed = { code: 'DATE_ORDER_GUESSED', severity: 'review' as const, field: 'issueDate', message: 'month first', value: '04/15/2025' }
    const document = withChange(ticket, { findings: [guessed, guessed] })
    expect(validateDocument(document, contextFor(document))).toEqual({ findings: [guessed], valid: true, needsReview: true })
  })

  it('forgets what the reader noticed about a field that a person has typed since', () => {
    const repaired = { code: 'TAX_ID_REPAIRED', severity: 'review' as const, field: 'vendor.taxId', message: 'O read as 0' }
    const document = withChange(ticket, { findings: [repaired], fieldMeta: { 'vendor.taxId': { source: 'user', rule: 'correction', confidence: 1 } } })
    expect(validateDocument(document, contextFor(document)).findings).toEqual([])
  })

  it('is the same every time', () => {
    const document = withTotals(sunatInvoice, { total: '484.40' })
    expect(validateDocument(document, contextFor(document))).toEqual(validateDocument(structuredClone(document), contextFor(document)))
  })
})

describe('a hostile document', () => {
  const decimal = fc.oneof(fc.constantFrom('0', '-0', '0.00', '-1', '99999999999999999999.999999', '0.000001'), fc.stringMatching(/^-?\d{1,12}(\.\d{1,6})?$/))
  const date = fc.oneof(fc.constantFrom('0000-00-00', '9999-99-99', '2025-02-30', '1000-01-01'), fc.stringMatching(/^\d{4}-\d{2}-\d{2}$/))
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', ' ', '20600000013', '76000001-9', 'B12345674', '1'.repeat(60)))
  const party = maybe(fc.record({ name: text, taxId: text }, { requiredKeys: [] }))
  const taxLine = fc.record({ kind: fc.constantFrom('IVA', 'IGV', 'ICE', 'OTHER'), rate: fc.option(decimal), base: decimal, amount: decimal })
  const totals = fc.record({ subtotal: decimal, discount: decimal, charge: decimal, tax: decimal, exempt: decimal, tip: decimal, rounding: decimal, total: decimal, payable: decimal, prepaid: decimal, withholding: decimal }, { requiredKeys: [] })
  const movement = fc.record({ bookingDate: date, amount: decimal, direction: fc.constantFrom('debit', 'credit'), currency: fc.constantFrom('EUR', 'CLP', 'XXX'), narrative: text, balanceAfter: maybe(decimal), ordinal: fc.constant(1) })
  const aDocument = fc.record({
    docType: fc.constantFrom('invoice', 'credit_note', 'receipt', 'expense', 'bank_statement', 'transfer', 'payroll', 'product_list', 'unknown'),
    country: fc.constantFrom('PE', 'CL', 'EC', 'ES', 'MX', 'CO', 'US', 'ZZ'), currency: maybe(fc.constantFrom('PEN', 'CLP', 'EUR', 'ZZZ')),
    issueDate: maybe(date), dueDate: maybe(date), number: maybe(text), subType: maybe(text), vendor: party, buyer: party,
    fiscalId: maybe(fc.record({ kind: fc.constantFrom('claveAcceso', 'uuid'), value: fc.oneof(text, fc.stringMatching(/^\d{49}$/)) })),
    totals: maybe(fc.tuple(totals, fc.array(taxLine, { maxLength: 3 })).map(([amounts, taxBreakdown]) => ({ ...amounts, taxBreakdown, withholdings: [] }))),
    lines: fc.array(fc.record({ n: fc.nat(9), description: text, quantity: maybe(decimal), unitPrice: maybe(decimal), net: maybe(decimal), gross: maybe(decimal), taxKind: maybe(fc.constant('IVA')), taxRate: maybe(decimal) }), { maxLength: 4 }),
    bankStatement: maybe(fc.record({ account: fc.record({ currency: fc.constantFrom('EUR', 'CLP') }), from: maybe(date), to: maybe(date), openingBalance: maybe(fc.record({ amount: decimal })), closingBalance: maybe(fc.record({ amount: decimal })), transactions: fc.array(movement, { maxLength: 4 }) })),
    source: fc.constantFrom('xml', 'row', 'ocr', 'pdf-text', 'bank-file'),
  })

  it('gets findings, never an exception', () => {
    fc.assert(fc.property(aDocument, (fields) => {
      const document = Canonical.parse({ schemaVersion: 1, confidence: 1, ...JSON.parse(JSON.stringify(fields)) })
      const { findings, valid, needsReview } = validateDocument(document, contextFor(document))
      expect(valid).toBe(findings.every((one) => one.severity !== 'error'))
      expect(needsReview).toBe(findings.some((one) => one.severity === 'review'))
    }), { numRuns: 500 })
  })
})

describe('the cost', () => {
  it('of a simple invoice is well below a millisecond', () => {
    const context = contextFor(sunatInvoice)
    for (let i = 0; i < 500; i++) validateDocument(sunatInvoice, context)
    const before = process.cpuUsage().user
    for (let i = 0; i < 2000; i++) validateDocument(sunatInvoice, context)
    // 100 µs is the aim. Processor time, not the clock: others use the machine too.
    expect((process.cpuUsage().user - before) / 2000).toBeLessThan(300)
  })
})
