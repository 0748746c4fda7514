import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentOf } from '../../document.ts'
import { TENANTS } from '../../layouts.fixture.ts'
import { scanned, typed } from '../../page/document.fixture.ts'
import { sheetOf } from '../../page/sheet.ts'
import { amountLabels } from './labels.ts'
import { readTotals } from './totals.ts'
import { fromUnits, toUnits } from './units.ts'

const read = (text: string, tenant: keyof typeof TENANTS = 'es') => readTotals(documentOf(sheetOf(typed(text)), TENANTS[tenant]), () => false)
const roles = (text: string) => amountLabels(sheetOf(typed(text)).lines[0]!).map((label) => label.role)

describe('labels of amounts', () => {
  it.each<[string, string[]]>([
    ['TOTAL', ['total']], ['TOTAL ARTICULOS', ['none']], ['TOTAL DESCUENTO', ['discount']], ['SUBTOTAL', ['subtotal']], ['SUB-TOTAL', ['subtotal']],
    ['SUBTOTAL 0%', ['zeroRated']], ['SUBTOTAL 15%', ['taxed']], ['SUBTOTAL NO OBJETO DE IVA', ['notSubject']], ['SUBTOTAL EXENTO DE IVA', ['exempt']], ['SUBTOTAL SIN IMPUESTOS', ['subtotal']],
    ['Base imponible     IVA     Total', ['subtotal', 'tax', 'total']], ['Op. Gravada', ['taxed']], ['OP. EXONERADAS', ['exempt']], ['I.G.V.', ['tax']], ['Total IVA incluido', ['total']],
    ['IVA incluido', ['taxInside']], ['CAMBIO', ['change']], ['ENTREGADO', ['paid']], ['Retención IRPF', ['withholding']], ['LIQUIDO A PERCIBIR', ['payable']], ['TOTAL A PAGAR', ['payable']],
    ['PROPINA', ['tip']], ['Monto Neto', ['subtotal']], ['Recargo de equivalencia', ['otherTax']], ['número de operación', ['none']], ['Totalidad', []], ['activa', []], ['PUNTOS', ['none']],
  ])('%s', (text, found) => expect(roles(text)).toEqual(found))
})

describe('the sum of a document', () => {
  it('is the largest that comes out, even where a smaller amount is called total', () => {
    expect(read('Total    100,00\nIVA 21%    21,00\nTotal factura    121,00').value).toMatchObject({ subtotal: '100.00', tax: '21.00', total: '121.00' })
    expect(read('Base    100,00\nIVA 21%    21,00\nTotal sin portes   100,00\nImporte    121,00').value?.total).toBe('121.00')
  })

  it('does not take change, points, articles or money handed over for the total', () => {
    const { value } = read('TOTAL ARTICULOS   12\nTOTAL   16,40\nENTREGADO   20,00\nCAMBIO   3,60\nPUNTOS  1.522')
    expect(value).toMatchObject({ total: '16.40' })
    expect(value?.tax).toBeUndefined()
  })

  it('invents no tax where none is printed', () => {
    const { value } = read('TOTAL   12,10')
    expect(value).toEqual({ total: '12.10', taxBreakdown: [], withholdings: [] })
  })

  it('invents no rate: a tax that no lawful rate makes stands without breakdown', () => {
    expect(read('Base   100,00\nIVA   13,37\nTotal   113,37').value).toMatchObject({ tax: '13.37', taxBreakdown: [] })
  })

  it('finds the lawful rate that makes a tax printed without one', () => {
    expect(read('Base   100,00\nIVA   10,00\nTotal   110,00').value?.taxBreakdown).toEqual([{ kind: 'IVA', rate: '10', base: '100.00', amount: '10.00' }])
  })

  it('reads a tax table whose rates have no percent sign', () => {
    expect(read('Base imponible    % IVA    Cuota\n2,98    4,00    0,12\n5,00    21,00    1,05\nTOTAL   9,15').value).toMatchObject({
      subtotal: '7.98', tax: '1.17', total: '9.15', taxBreakdown: [{ rate: '4', base: '2.98' }, { rate: '21', base: '5.00' }],
    })
  })

  it('reads several labelled rates beside their bases', () => {
    expect(read('Base 10%   592,00\nBase 21%   120,00\nIVA 10% s/ 592,00   59,20\nIVA 21% s/ 120,00   25,20\nTOTAL   796,40').value).toMatchObject({
      subtotal: '712.00', tax: '84.40', total: '796.40', taxBreakdown: [{ rate: '10', amount: '59.20' }, { rate: '21', amount: '25.20' }],
    })
  })

  it('settles an ambiguous amount by the sum', () => {
    expect(read('Subtotal   1.000\nIVA 15%   150\nTotal   1.150', 'ec').value).toMatchObject({ subtotal: '1000.00', tax: '150.00', total: '1150.00' })
  })

  it('asks a person about an amount that nothing settles', () => {
    expect(read('TOTAL   1.150', 'ec').findings).toContainEqual(expect.objectContaining({ code: 'AMOUNT_AMBIGUOUS', severity: 'review' }))
  })

  it('adds a withheld amount back: the total is before it, the payable after', () => {
    expect(read('Base imponible  1.000,00\nIVA 21%  210,00\nIRPF -15%  -150,00\nTotal  1.060,00').value).toMatchObject({ total: '1210.00', payable: '1060.00', withholding: '150.00', withholdings: [{ kind: 'IRPF', rate: '15', amount: '150.00' }] })
  })

  it('marks what it computed as derived, and what it read with its place', () => {
    const { meta } = read('TOTAL   $ 2.500\nIVA INCLUIDO   399', 'cl')
    expect(meta['totals.subtotal']).toMatchObject({ source: 'derived' })
    expect(meta['totals.total']).toMatchObject({ source: 'pdf-text', raw: '$ 2.500', page: 1 })
  })

  it('is less sure of a total that no sum confirms', () => {
    const bare = read('TOTAL   121,00').meta['totals.total']?.confidence ?? 0
    const proven = read('Base 100,00\nIVA 21% 21,00\nTOTAL   121,00').meta['totals.total']?.confidence ?? 0
    expect(bare).toBeLessThan(proven)
    expect(bare).toBeGreaterThanOrEqual(0.6)
  })

  it('completes a tax table of which a scan lost a column, where the printed rates prove it', () => {
    expect(read('TOTAL   59,73 EUR\nIVA   BASE   CUOTA\n21%   49,36').value).toMatchObject({ subtotal: '49.36', tax: '10.37', total: '59.73' })
    expect(read('TOTAL   14,30 EUR\nIVA   BASE   CUOTA\n21%   1,08\n4%   0,31').value).toMatchObject({ subtotal: '12.91', tax: '1.39', total: '14.30' })
    expect(read('TOTAL   59,73 EUR\nIVA   BASE   CUOTA\n21%   40,00').value).toEqual({ total: '59.73', taxBreakdown: [], withholdings: [] })
  })

  it('computes a lost total from what was paid and given back, for a person to look at', () => {
    const lost = read('T0TA\nENTREGADO   20,00\nCAMBIO   3,60')
    expect(lost.value?.total).toBe('16.40')
    expect(lost.findings).toContainEqual(expect.objectContaining({ code: 'FIELD_DERIVED', severity: 'review', field: 'totals.total' }))
  })

  it('reads the amounts of a credit note without their minus', () => {
    expect(read('Base -100,00\nIVA 21% -21,00\nTotal -121,00').value).toMatchObject({ subtotal: '100.00', tax: '21.00', total: '121.00' })
  })

  it('holds whatever the figures are', () => {
    fc.assert(fc.property(fc.integer({ min: 100, max: 99_999_999 }), fc.constantFrom(4, 10, 21), fc.boolean(), (cents, rate, isScan) => {
      const tax = Math.round((cents * rate) / 100)
      const show = (value: number) => `${String(Math.floor(value / 100)).replace(/\B(?=(\d{3})+$)/g, '.')},${String(value % 100).padStart(2, '0')}`
      const text = `Base imponible     ${show(cents)}\nIVA ${rate}%     ${show(tax)}\nTotal factura     ${show(cents + tax)}`
      const { value } = readTotals(documentOf(sheetOf(isScan ? scanned([text]) : typed(text)), TENANTS.es), () => false)
      expect([value?.subtotal, value?.tax, value?.total].map((amount) => Math.round(Number(amount) * 100))).toEqual([cents, tax, cents + tax])
    }))
  })
})

describe('units', () => {
  it('come back as they went in', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (units) => toUnits(fromUnits(units, 2)) === units))
  })

  it.each([['1.5', 2, '1.50'], ['100', 0, '100'], ['-0.25', 2, '-0.25'], ['1.2345', 2, '1.2345'], ['0.00001', 2, '0.00']])('%s with %i decimals is %s', (value, decimals, text) => expect(fromUnits(toUnits(value), decimals)).toBe(text))
})
