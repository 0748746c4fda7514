import type { Canonical } from '@chasqui/contracts'
import { percentOf, roundToCurrency, sum } from '@chasqui/tax'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cfdiInvoice, dteInvoice, facturae, payslip, sriInvoice, sunatInvoice, ticket, withChange, withStatement, withTotals } from '../documents.fixture.ts'
import { checkLines } from './lines.ts'
import { checkTaxAmounts } from './tax-amounts.ts'
import { checkTaxRates } from './tax-rates.ts'
import { checkPayroll, checkTotals, doesTotalHold } from './totals.ts'
import { checkAmounts } from './amounts.ts'
import { checkDecimals } from './decimals.ts'

type Totals = NonNullable<Canonical['totals']>
const bare = (totals: Partial<Totals>, change: Partial<Canonical> = {}) => withChange({ ...facturae, lines: [] }, { totals: { taxBreakdown: [], withholdings: [], ...totals }, ...change })
const brief = (findings: { code: string; severity: string; field?: string | undefined }[]) => findings.map(({ code, severity, field }) => `${severity} ${code} ${field}`)

describe('R1: the total is net, taxes and tip', () => {
  it.each<[string, Partial<Totals>, Partial<Canonical>, boolean | undefined]>([
    ['exactly', { subtotal: '100.00', tax: '21.00', total: '121.00' }, {}, true],
    ['one unit off in XML', { subtotal: '100.00', tax: '21.00', total: '121.01' }, {}, true],
    ['two units off in XML', { subtotal: '100.00', tax: '21.00', total: '121.02' }, {}, false],
    ['two units off in a row', { subtotal: '100.00', tax: '21.00', total: '121.02' }, { source: 'row' }, true],
    ['three units off in a row', { subtotal: '100.00', tax: '21.00', total: '121.03' }, { source: 'row' }, false],
    ['one peso off', { subtotal: '120000', tax: '22800', total: '142801' }, { currency: 'CLP' }, true],
    ['two pesos off in XML', { subtotal: '120000', tax: '22800', total: '142802' }, { currency: 'CLP' }, false],
    ['with a tip', { subtotal: '10.00', tax: '1.00', tip: '1.00', total: '12.00' }, {}, true],
    ['with a discount beside the net', { subtotal: '100.00', discount: '10.00', tax: '18.90', total: '108.90' }, {}, true],
    ['with a discount inside the net', { subtotal: '90.00', discount: '10.00', tax: '18.90', total: '108.90' }, {}, true],
    ['with a surcharge beside the net', { subtotal: '100.00', charge: '5.00', tax: '21.00', total: '126.00' }, {}, true],
    ['with rounding to ten pesos', { subtotal: '1003', tax: '191', rounding: '-4', total: '1190' }, { currency: 'CLP' }, true],
    ['without tax', { subtotal: '100.00', total: '100.00' }, {}, true],
    ['tax from the breakdown', { subtotal: '100.00', total: '121.00', taxBreakdown: [{ kind: 'IVA', rate: '21', base: '100.00', amount: '21.00' }] }, {}, true],
    ['net from the breakdown', { total: '131.00', exempt: '10.00', taxBreakdown: [{ kind: 'IVA', rate: '21', base: '100.00', amount: '21.00' }] }, {}, true],
    ['a credit note written with minus signs', { subtotal: '-100.00', tax: '-21.00', total: '-121.00' }, { docType: 'credit_note' }, true],
    ['tax rounded by line, as authorised', { subtotal: '175.75', tax: '5.96', total: '181.71' }, {}, true],
    ['only a total', { total: '9.15' }, {}, undefined],
    ['no total', { subtotal: '9.15' }, {}, undefined],
  ])('%s: %o', (_, totals, change, holds) => {
    const document = bare(totals, change)
    expect(doesTotalHold(document)).toBe(holds)
    expect(checkTotals(document).some((one) => one.field === 'totals.total')).toBe(holds === false)
  })

  it('says what the other two figures ask for when one of them was read badly', () => {
    const document = bare({ subtotal: '100.00', tax: '27.00', total: '121.00' }, { source: 'ocr', fieldMeta: { 'totals.tax': { source: 'ocr', rule: 'label:iva', confidence: 0.5 } } })
    expect(checkTotals(document)[0]?.message).toContain('totals.tax was read with little confidence and should be 21.00')
  })

  it('holds for any net and rate whose tax was rounded half up', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 99_999_999 }), fc.constantFrom('4', '10', '18', '21'), fc.constantFrom('EUR', 'CLP'), (cents, rate, currency) => {
      const base = currency === 'CLP' ? String(cents) : roundToCurrency(`${cents}e-2`, 'EUR')
      const tax = roundToCurrency(percentOf(base, rate), currency)
      const document = bare({ subtotal: base, tax, total: sum([base, tax]), taxBreakdown: [{ kind: 'IVA', rate, base, amount: tax }] }, { currency })
      expect([...checkTotals(document), ...checkTaxAmounts(document)]).toEqual([])
    }))
  })
})

describe('R2: each tax is its rate of its base', () => {
  const taxed = (base: string, rate: string | null, amount: string, kind: 'IVA' | 'ICE' = 'IVA', lines = 0) =>
    bare({ taxBreakdown: [{ kind, rate, base, amount }] }, { lines: Array.from({ length: lines }, (_, i) => ({ n: i + 1, description: 'x' })) })

  it.each<[string, Canonical, string[]]>([
    ['exact', taxed('100.00', '21', '21.00'), []],
    ['a cent and a half off', taxed('49.62', '12', '5.96'), []],
    ['five lines rounded one by one', taxed('50.15', '18', '9.05', 'IVA', 5), []],
    ['more than the lines explain, at most one percent', taxed('50.15', '18', '9.08', 'IVA', 1), ['warning TAX_AMOUNT_MISMATCH totals.taxBreakdown.0.amount']],
    ['more than one percent', taxed('100.00', '21', '18.00'), ['error TAX_AMOUNT_MISMATCH totals.taxBreakdown.0.amount']],
    ['tax where the rate is zero', taxed('100.00', '0', '5.00'), ['error TAX_AMOUNT_MISMATCH totals.taxBreakdown.0.amount']],
    ['exempt', taxed('100.00', null, '0.00'), []],
    ['a tax by quota is not asked', taxed('100.00', '10', '3.00', 'ICE'), []],
    ['pesos', withTotals(dteInvoice, { tax: '22801', taxBreakdown: [{ kind: 'IVA', rate: '19', base: '120000', amount: '22801' }] }), []],
    ['parts that are not the whole', bare({ tax: '25.00', taxBreakdown: [{ kind: 'IVA', rate: '21', base: '100.00', amount: '21.00' }] }), ['error TAX_AMOUNT_MISMATCH totals.tax']],
  ])('%s', (_, document, expected) => expect(brief(checkTaxAmounts(document))).toEqual(expected))
})

describe('R3: the bases make the net', () => {
  it.each<[string, Canonical, boolean]>([
    ['two rates', ticket, true],
    ['a base is missing', withTotals(ticket, { taxBreakdown: ticket.totals?.taxBreakdown.slice(0, 1) ?? [] }), false],
    ['exempt part', bare({ subtotal: '110.00', exempt: '10.00', taxBreakdown: [{ kind: 'IVA', rate: '21', base: '100.00', amount: '21.00' }] }), true],
    ['zero rated part in the breakdown and beside it', sriInvoice, true],
    ['surcharge of equivalence on the same base', bare({ subtotal: '100.00', tax: '26.20', total: '126.20', taxBreakdown: [{ kind: 'IVA', rate: '21', base: '100.00', amount: '21.00' }, { kind: 'RE', rate: '5.2', base: '100.00', amount: '5.20' }] }), true],
    ['an excise tax inside the base of the main one', bare({ subtotal: '100.00', tax: '29.80', total: '129.80', taxBreakdown: [{ kind: 'ISC', rate: '10', base: '100.00', amount: '10.00' }, { kind: 'IGV', rate: '18', base: '110.00', amount: '19.80' }] }), true],
    ['no breakdown', bare({ subtotal: '100.00' }), true],
  ])('%s: %s', (_, document, holds) => expect(checkTotals(document).filter((one) => one.field === 'totals.subtotal').length).toBe(holds ? 0 : 1))
})

describe('R6: what is payable', () => {
  it.each<[string, Partial<Totals>, boolean]>([
    ['less what was withheld', { withholding: '150.00', payable: '1060.00' }, true],
    ['withholdings by kind', { withholding: undefined, payable: '1060.00' }, true],
    ['less what was paid before', { withholding: '150.00', prepaid: '60.00', payable: '1000.00' }, true],
    ['not less', { payable: '1210.00' }, false],
    ['three cents off', { payable: '1060.03' }, false],
  ])('%s: %o', (_, change, holds) => {
    const findings = checkTotals(withTotals(facturae, change))
    expect(brief(findings)).toEqual(holds ? [] : ['error TOTALS_MISMATCH totals.payable'])
  })
})

describe('R4 and R5: the lines', () => {
  const lines = (rows: Partial<Canonical['lines'][number]>[], totals: Partial<Totals>, change: Partial<Canonical> = {}) =>
    bare(totals, { lines: rows.map((row, i) => ({ n: i + 1, description: 'x', ...row })), ...change })

  it.each<[string, Canonical, number]>([
    ['nets make the net', sunatInvoice, 0],
    ['grosses make the total', ticket, 0],
    ['nets that include tax make the total', lines([{ net: '121.00' }], { subtotal: '100.00', total: '121.00' }), 0],
    ['a discount on the document', lines([{ net: '100.00' }], { subtotal: '90.00', discount: '10.00' }), 0],
    ['a line is missing', lines([{ net: '60.00' }], { subtotal: '100.00', total: '121.00' }), 1],
    ['a line without amount: not asked', lines([{ net: '60.00' }, {}], { subtotal: '100.00' }), 0],
    ['quantity and price', lines([{ quantity: '3', unitPrice: '0.33', net: '1.00' }], { subtotal: '1.00' }), 0],
    ['a thousand at a rounded price', lines([{ quantity: '1000', unitPrice: '0.33', net: '333.33' }], { subtotal: '333.33' }), 0],
    ['with a discount', lines([{ quantity: '2', unitPrice: '50.00', discount: '10.00', net: '90.00' }], { subtotal: '90.00' }), 0],
    ['a wrong product', lines([{ quantity: '2', unitPrice: '50.00', net: '90.00' }], { subtotal: '90.00' }), 1],
    ['lines read too badly to prove anything', lines([{ net: '60.00' }], { subtotal: '100.00' }, { fieldMeta: { 'lines.0': { source: 'ocr', rule: 'table', confidence: 0.5 } } }), 0],
    ['a price list', lines([{ net: '60.00' }], { subtotal: '100.00' }, { docType: 'product_list' }), 0],
  ])('%s', (_, document, count) => {
    const findings = checkLines(document)
    expect(findings.map((one) => `${one.severity} ${one.code}`)).toEqual(Array.from({ length: count }, () => 'warning LINES_MISMATCH'))
  })

  it('many wrong lines are one finding that names the first five', () => {
    const document = lines(Array.from({ length: 7 }, () => ({ quantity: '2', unitPrice: '5.00', net: '9.00' })), { subtotal: '63.00' })
    expect(checkLines(document)).toMatchObject([{ field: 'lines.0', message: expect.stringContaining('line 1, 2, 3, 4, 5 and 2 more') }])
  })
})

describe('the lines of a till', () => {
  const roll = (total: string, change: Partial<Canonical> = {}, column: 'gross' | 'net' = 'gross') => withChange(
    bare({ subtotal: '24455', tax: '4646', total }, { docType: 'receipt', country: 'CL', currency: 'CLP', source: 'ocr' }),
    { lines: ['15800', '8500', '4800'].map((amount, n) => ({ n: n + 1, description: 'x', [column]: amount })), ...change },
  )

  it.each<[string, Canonical, string[]]>([
    ['make its total', roll('29100'), []],
    ['make it, whatever their column was called', roll('29100', {}, 'net'), []],
    ['miss it by a peso on a scan', roll('29101'), ['review LINES_MISMATCH totals.total']],
    ['miss it where the lines are called net', roll('29101', {}, 'net'), ['review LINES_MISMATCH totals.total']],
    ['miss it where no tax is told apart', withTotals(roll('29101', {}, 'net'), { subtotal: '29101', tax: undefined }), ['review LINES_MISMATCH totals.total']],
    ['miss a total that a person typed', roll('29101', { fieldMeta: { 'totals.total': { source: 'user', rule: 'typed', confidence: 1 } } }), ['warning LINES_MISMATCH lines']],
    ['miss it in a file that was never scanned', roll('29101', { source: 'pdf-text' }), ['warning LINES_MISMATCH lines']],
    ['miss it by the rounding of cash that it prints', withTotals(roll('29099'), { rounding: '-1' }), []],
    ['were read too badly to prove anything', roll('29101', { fieldMeta: { 'lines.0': { source: 'ocr', rule: 'table', confidence: 0.5 } } }), []],
    ['of an invoice are rounded one by one', roll('29101', { docType: 'invoice' }), []],
  ])('%s', (_, document, expected) => expect(brief(checkLines(document))).toEqual(expected))
})

describe('tax rates', () => {
  const at = (rate: string, change: Partial<Canonical>, totals: Partial<Totals> = {}) => withTotals(withChange(sriInvoice, change), { taxBreakdown: [{ kind: 'IVA', rate, base: '100.00', amount: '12.00' }], subtotal: '100.00', tax: '12.00', total: '112.00', ...totals })

  it.each<[string, Canonical, string[]]>([
    ['in force on the day', at('12', { issueDate: '2024-03-31' }), []],
    ['no longer in force, in a fiscal XML', at('12', { issueDate: '2024-04-01' }), ['error INVALID_TAX_RATE totals.taxBreakdown.0.rate']],
    ['no longer in force, on paper whose totals hold', at('12', { issueDate: '2024-04-01', source: 'ocr' }), ['warning INVALID_TAX_RATE totals.taxBreakdown.0.rate']],
    ['no longer in force, on paper whose totals do not hold', at('12', { source: 'ocr' }, { total: '115.00' }), ['error INVALID_TAX_RATE totals.taxBreakdown.0.rate']],
    ['of an older invoice on its credit note', at('12', { docType: 'credit_note' }), []],
    ['of the referenced day on a credit note', at('12', { docType: 'credit_note', references: [{ date: '2024-03-01' }] }), []],
    ['not of the referenced day', at('12', { docType: 'credit_note', references: [{ date: '2024-05-01' }] }), ['error INVALID_TAX_RATE totals.taxBreakdown.0.rate']],
    ['on lines when there is no breakdown, once', withChange(withTotals(sriInvoice, { taxBreakdown: [] }), { lines: [{ n: 1, description: 'x', taxKind: 'IVA', taxRate: '12' }, { n: 2, description: 'y', taxKind: 'IVA', taxRate: '12' }] }), ['error INVALID_TAX_RATE lines.0.taxRate']],
    ['of a country without a table', at('13', { country: 'US' }), []],
    ['without a date', at('12', { issueDate: undefined }), []],
  ])('%s', (_, document, expected) => expect(brief(checkTaxRates(document))).toEqual(expected))

  const row = (country: string, totals: Partial<Totals>, change: Partial<Canonical> = {}) => bare(totals, { source: 'row', country, currency: country === 'PE' ? 'PEN' : country === 'EC' ? 'USD' : 'EUR', ...change })
  it.each<[string, Canonical, string[]]>([
    ['25 % in Peru', row('PE', { subtotal: '400', tax: '100', total: '500' }), ['warning INVALID_TAX_RATE totals.tax']],
    ['18 % in Spain', row('ES', { subtotal: '100', tax: '18', total: '118' }), ['warning INVALID_TAX_RATE totals.tax']],
    ['18 % in Spain when it was lawful', row('ES', { subtotal: '100', tax: '18', total: '118' }, { issueDate: '2011-04-15' }), []],
    ['a total that does not hold either', row('PE', { subtotal: '400', tax: '100', total: '510' }), ['error INVALID_TAX_RATE totals.tax']],
    ['18 % in Peru', row('PE', { subtotal: '400', tax: '72', total: '472' }), []],
    ['a cent and a half of rounding', row('PE', { subtotal: '0.50', tax: '0.105', total: '0.605' }), []],
    ['cents that many lines were rounded by', row('PE', { subtotal: '1003.30', tax: '180.70', total: '1184.00' }), []],
    ['a part that is stated as exempt', row('EC', { subtotal: '150', exempt: '50', tax: '15', total: '165' }), []],
    ['no tax', row('PE', { subtotal: '400', tax: '0', total: '400' }), []],
    ['a rate of the Canaries', row('ES', { subtotal: '100', tax: '7', total: '107' }), []],
    ['an older rate on a note', row('ES', { subtotal: '100', tax: '18', total: '118' }, { docType: 'credit_note' }), []],
    ['a country without a table', row('US', { subtotal: '100', tax: '18', total: '118' }), []],
    ['what is no row', row('PE', { subtotal: '400', tax: '100', total: '500' }, { source: 'ocr' }), []],
  ])('that follow from net and tax of a row: %s', (_, document, expected) => expect(brief(checkTaxRates(document))).toEqual(expected))

  it('that follow from a row are said in percent', () => {
    expect(checkTaxRates(row('PE', { subtotal: '400', tax: '100', total: '500' }))[0]).toMatchObject({ value: '25.00', message: expect.stringContaining('IGV 25.00 % on 2025-04-15 in PE; in force: 18') })
  })

  it('names what was in force', () => {
    expect(checkTaxRates(at('12', {}))[0]?.message).toContain('in force: 15, 5, 8, 0')
  })
})

describe('a total that does not hold', () => {
  it('is told with what was withheld', () => {
    const message = (withholding?: string) => checkTotals(bare({ subtotal: '100', tax: '21', total: '107', ...(withholding === undefined ? {} : { withholding }) }))[0]?.message
    expect(message()).toBe('The totals do not add up: 100 + 21 is 121, not 107')
    expect(message('0.00')).toBe('The totals do not add up: 100 + 21 is 121, not 107')
    expect(message('15')).toBe('The totals do not add up: 100 + 21 is 121, 106 without the 15 withheld, not 107')
  })
})

describe('amounts', () => {
  it.each<[string, Canonical, string[]]>([
    ['negative', withTotals(facturae, { total: '-5.00' }), ['error NEGATIVE_AMOUNT totals.total']],
    ['negative on a credit note', withTotals(withChange(facturae, { docType: 'credit_note' }), { total: '-5.00' }), []],
    ['zero', withTotals(facturae, { total: '0.00' }), ['warning ZERO_TOTAL totals.total']],
    ['negative price in a list', withChange(facturae, { docType: 'product_list', totals: undefined, lines: [{ n: 1, description: 'x', unitPrice: '-1' }] }), ['error NEGATIVE_AMOUNT lines.0.unitPrice']],
    ['sound', cfdiInvoice, []],
  ])('%s', (_, document, expected) => expect(brief(checkAmounts(document))).toEqual(expected))
})

describe('decimals', () => {
  const moved = (...amounts: string[]) => withStatement({ transactions: amounts.map((amount, n) => ({ bookingDate: '2025-04-03', amount, direction: 'credit', currency: n === 1 ? 'JPY' : 'EUR', narrative: 'x', ordinal: 1 })) })

  it.each<[string, Canonical, string[]]>([
    ['a thousandth of a sol', withTotals(sunatInvoice, { subtotal: '1000.005', total: '1180.006' }), ['review AMOUNT_DECIMALS totals.subtotal', 'review AMOUNT_DECIMALS totals.total']],
    ['half a Chilean peso', withTotals(dteInvoice, { total: '1190.50' }), ['review AMOUNT_DECIMALS totals.total']],
    ['thousands of pesos read as decimals', withTotals(dteInvoice, { subtotal: '24.454', tax: '4.646', total: '29.100' }), ['review AMOUNT_DECIMALS totals.subtotal', 'review AMOUNT_DECIMALS totals.tax', 'review AMOUNT_DECIMALS totals.total']],
    ['what is left to pay and what was withheld', withTotals(facturae, { payable: '1060.001', withholding: '149.999' }), ['review AMOUNT_DECIMALS totals.payable', 'review AMOUNT_DECIMALS totals.withholding']],
    ['zeros beyond them', withTotals(dteInvoice, { subtotal: '1000.00', total: '1190.00' }), []],
    ['zeros behind the last one', withTotals(sunatInvoice, { total: '10.100' }), []],
    ['the index unit of Chile has four', withChange(withTotals(dteInvoice, { total: '12.3456' }), { currency: 'CLF' }), []],
    ['no currency: that is said already', withChange(withTotals(dteInvoice, { total: '1190.50' }), { currency: undefined }), []],
    ['pay', withChange(payslip, { payroll: { employee: {}, gross: '1600.001', net: '1306.40' } }), ['review AMOUNT_DECIMALS payroll.gross']],
    ['prices of lines may be finer', withChange(sunatInvoice, { lines: [{ n: 1, description: 'x', unitPrice: '0.123456', net: '380.00' }] }), []],
    ['balances', withStatement({ openingBalance: { amount: '1000.001' }, closingBalance: { amount: '-0.5555' } }), ['review AMOUNT_DECIMALS bankStatement.openingBalance.amount', 'review AMOUNT_DECIMALS bankStatement.closingBalance.amount']],
    ['movements, by the currency of each', moved('1.10', '1.1', '-3.001'), ['review AMOUNT_DECIMALS bankStatement.transactions.1.amount']],
  ])('%s', (_, document, expected) => expect(brief(checkDecimals(document))).toEqual(expected))

  it('says how many there are and how many there should be', () => {
    expect(checkDecimals(withTotals(dteInvoice, { total: '1190.50' }))[0]?.message).toBe('An amount has more decimals than its currency: 1190.50 has 1, CLP has 0')
    expect(checkDecimals(moved('0.001', '1.5', ...Array.from({ length: 6 }, () => '0.001')))[0]?.message).toContain('; so have movements 2, 3, 4, 5, 6 and 2 more')
  })
})

describe('a payslip', () => {
  const paid = (net: string) => withChange(payslip, { payroll: { employee: {}, gross: '1600.00', totalDeductions: '293.60', net } })
  it.each([['1306.40', 0], ['1306.42', 0], ['1306.43', 1], ['1600.00', 1]])('that pays %s of 1600.00 less 293.60', (net, count) => {
    expect(checkPayroll(paid(net)).length).toBe(count)
  })
})

