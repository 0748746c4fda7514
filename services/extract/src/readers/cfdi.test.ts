import { describe, expect, it } from 'vitest'
import { aTenant, changed, codeOf, readFile, sampleText } from './test-reading.ts'

const invoice = sampleText('es/cfdi-A123.xml')
const mexico = aTenant({ country: 'MX', taxIds: ['GODE561231GR8'], baseCurrency: 'MXN' })
const read = (...changes: readonly (readonly [string | RegExp, string])[]) => readFile('cfdi', changed(invoice, ...changes), { tenant: mexico })

describe('a CFDI', () => {
  it('is read whole', () => {
    expect(readFile('cfdi', invoice, { tenant: mexico })).toMatchObject({
      country: 'MX', currency: 'MXN', subType: 'I', number: 'A123', issueDate: '2025-04-15', issueTime: '10:00:00', fiscalId: { kind: 'uuid', value: '11111111-2222-4333-8444-555555555555' },
      vendor: { taxId: 'AAA010101AA1', taxIdType: 'RFC' }, buyer: { taxId: 'XAXX010101000' }, payment: { method: 'transfer' },
      totals: { subtotal: '1000.00', tax: '160.00', total: '1160.00', payable: '1160.00', taxBreakdown: [{ kind: 'IVA', code: '002', rate: '16.00', base: '1000.00', amount: '160.00' }] },
      lines: [{ description: 'TECLADO', quantity: '2', unit: 'H87', unitPrice: '500.00', net: '1000.00', taxRate: '16.00', gross: '1160.00' }],
    })
  })

  it('with taxes withheld has its total before them', () => {
    const document = read(['<cfdi:Impuestos TotalImpuestosTrasladados="160.00">', '<cfdi:Impuestos TotalImpuestosTrasladados="160.00" TotalImpuestosRetenidos="206.67"><cfdi:Retenciones><cfdi:Retencion Impuesto="001" Importe="100.00"/><cfdi:Retencion Impuesto="002" Importe="106.67"/></cfdi:Retenciones>'], ['Total="1160.00"', 'Total="953.33"'])
    expect(document.totals).toMatchObject({ withholding: '206.67', withholdings: [{ kind: 'ISR', amount: '100.00' }, { kind: 'IVA', amount: '106.67' }], total: '1160.00', payable: '953.33' })
  })

  it('with a discount has its net after it', () => {
    const document = read(['SubTotal="1000.00"', 'SubTotal="1100.00" Descuento="100.00"'], ['Importe="1000.00"', 'Importe="1100.00" Descuento="100.00"'])
    expect(document.totals?.subtotal).toBe('1000.00')
    expect(document.lines[0]).toMatchObject({ discount: '100.00', net: '1000.00' })
  })

  it('with exempt and untaxed concepts has both apart', () => {
    const document = read(['</cfdi:Conceptos>', '<cfdi:Concepto Cantidad="1" Descripcion="LIBRO" ValorUnitario="50.00" Importe="50.00" ObjetoImp="02"><cfdi:Impuestos><cfdi:Traslados><cfdi:Traslado Base="50.00" Impuesto="002" TipoFactor="Exento"/></cfdi:Traslados></cfdi:Impuestos></cfdi:Concepto><cfdi:Concepto Cantidad="1" Descripcion="DEPOSITO" ValorUnitario="7.00" Importe="7.00" ObjetoImp="01"/></cfdi:Conceptos>'], ['</cfdi:Traslados></cfdi:Impuestos>\n<cfdi:Complemento>', '<cfdi:Traslado Base="50.00" Impuesto="002" TipoFactor="Exento"/></cfdi:Traslados></cfdi:Impuestos>\n<cfdi:Complemento>'])
    expect(document.totals).toMatchObject({ exempt: '50.00', notSubject: '7.00' })
    expect(document.totals?.taxBreakdown[1]).toMatchObject({ rate: null, base: '50.00', amount: '0' })
  })

  it('of version 3.3 takes the bases of its summary from the concepts', () => {
    const document = read(['http://www.sat.gob.mx/cfd/4', 'http://www.sat.gob.mx/cfd/3'], ['Version="4.0"', 'Version="3.3"'], [/(TotalImpuestosTrasladados="160.00"><cfdi:Traslados><cfdi:Traslado) Base="1000.00"/, '$1'])
    expect(document.totals?.taxBreakdown).toEqual([{ kind: 'IVA', code: '002', rate: '16.00', base: '1000.00', amount: '160.00' }])
  })

  it('of version 3.2 writes its attributes small and its rates in percent', () => {
    const old = '<Comprobante version="3.2" serie="B" folio="9" fecha="2013-04-15T10:00:00" subTotal="100.00" total="116.00" tipoDeComprobante="ingreso"><Emisor rfc="AAA010101AA1" nombre="X"/><Receptor rfc="GODE561231GR8"/><Conceptos><Concepto cantidad="1" unidad="PZA" descripcion="Y" valorUnitario="100.00" importe="100.00"/></Conceptos><Impuestos totalImpuestosTrasladados="16.00"><Traslados><Traslado impuesto="IVA" tasa="16.00" importe="16.00"/></Traslados></Impuestos></Comprobante>'
    expect(readFile('cfdi', old, { tenant: mexico })).toMatchObject({ subType: 'I', number: 'B9', issueDate: '2013-04-15', direction: 'purchase', totals: { subtotal: '100.00', tax: '16.00', total: '116.00', taxBreakdown: [{ kind: 'IVA', rate: '16.00', amount: '16.00' }] }, lines: [{ unit: 'PZA', net: '100.00' }] })
  })

  it('with local taxes counts them, too', () => {
    const document = read(['<cfdi:Complemento>', '<cfdi:Complemento><implocal:ImpuestosLocales xmlns:implocal="x" version="1.0" TotaldeRetenciones="0" TotaldeTraslados="30.00"><implocal:TrasladosLocales ImpLocTrasladado="ISH" TasadeTraslado="3.00" Importe="30.00"/></implocal:ImpuestosLocales>'], ['Total="1160.00"', 'Total="1190.00"'])
    expect(document.totals).toMatchObject({ tax: '190.00', total: '1190.00' })
  })

  it('without series and folio is known by its UUID', () => {
    expect(read(['Serie="A" Folio="123" ', ''])).toMatchObject({ number: '11111111-2222-4333-8444-555555555555' })
  })

  it('in dollars states its rate', () => {
    expect(read(['Moneda="MXN"', 'Moneda="USD" TipoCambio="17.25"'])).toMatchObject({ currency: 'USD', exchangeRate: { rate: '17.25', to: 'MXN' } })
  })

  it('of credit (E) names the UUID that it corrects', () => {
    const document = readFile('cfdi', changed(invoice, ['TipoDeComprobante="I"', 'TipoDeComprobante="E"'], ['<cfdi:Emisor', '<cfdi:CfdiRelacionados TipoRelacion="01"><cfdi:CfdiRelacionado UUID="aaaaaaaa-0000-4000-8000-000000000001"/></cfdi:CfdiRelacionados><cfdi:Emisor']), { tenant: mexico, docType: 'credit_note' })
    expect(document).toMatchObject({ subType: 'E', references: [{ fiscalId: 'AAAAAAAA-0000-4000-8000-000000000001', reasonCode: '01' }] })
  })

  it('of pay (N) gives the pay slip', () => {
    const slip = changed(invoice, ['TipoDeComprobante="I"', 'TipoDeComprobante="N"'], ['Total="1160.00"', 'Total="8200.00"'], ['<cfdi:Complemento>', '<cfdi:Complemento><nomina12:Nomina xmlns:nomina12="x" Version="1.2" FechaPago="2025-04-15" FechaInicialPago="2025-04-01" FechaFinalPago="2025-04-15" TotalPercepciones="10000.00" TotalDeducciones="2000.00" TotalOtrosPagos="200.00"/>'], ['XAXX010101000" Nombre="PUBLICO EN GENERAL', 'GODE561231GR8" Nombre="ANA EJEMPLO'])
    expect(readFile('cfdi', slip, { tenant: mexico, docType: 'payroll' })).toMatchObject({ periodStart: '2025-04-01', periodEnd: '2025-04-15', payroll: { employee: { name: 'ANA EJEMPLO', taxId: 'GODE561231GR8' }, gross: '10200.00', totalDeductions: '2000.00', net: '8200.00' }, expense: { category: 'PAYROLL' } })
  })

  it('of payment (P) says what was paid, when, and for which invoices', () => {
    const receipt = changed(invoice, ['TipoDeComprobante="I"', 'TipoDeComprobante="P"'], ['Moneda="MXN"', 'Moneda="XXX"'], ['SubTotal="1000.00"', 'SubTotal="0"'], ['Total="1160.00"', 'Total="0"'], ['<cfdi:Complemento>', '<cfdi:Complemento><pago20:Pagos xmlns:pago20="x" Version="2.0"><pago20:Pago FechaPago="2025-04-20T12:00:00" FormaDePagoP="03" MonedaP="MXN" Monto="1160.00"><pago20:DoctoRelacionado IdDocumento="aaaaaaaa-0000-4000-8000-000000000001" Serie="A" Folio="120"/></pago20:Pago></pago20:Pagos>'])
    expect(readFile('cfdi', receipt, { tenant: mexico, docType: 'transfer' })).toMatchObject({ currency: 'MXN', issueDate: '2025-04-20', totals: { total: '1160.00' }, references: [{ number: 'A120', fiscalId: 'AAAAAAAA-0000-4000-8000-000000000001' }] })
  })

  it.each([
    ['no Comprobante', '<a/>', 'UNEXPECTED_STRUCTURE'],
    ['an empty Comprobante', '<Comprobante/>', 'NO_USABLE_FIELD'],
    ['half a file', invoice.slice(0, 800), 'XML_MALFORMED'],
  ])('with %s fails with its code', (_, xml, code) => expect(codeOf(() => readFile('cfdi', xml, { tenant: mexico }))).toBe(code))
})
