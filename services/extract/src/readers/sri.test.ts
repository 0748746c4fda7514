import { describe, expect, it } from 'vitest'
import { changed, codeOf, ECUADOR, readFile, sampleText } from './test-reading.ts'

const invoice = sampleText('ec/factura-001-001-000000123.xml')
const read = (...changes: readonly (readonly [string | RegExp, string])[]) => readFile('sri', changed(invoice, ...changes), { tenant: ECUADOR })
const escaped = (xml: string) => xml.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const expected = {
  subType: '01', country: 'EC', currency: 'USD', number: '001-001-000000123', issueDate: '2025-04-15', dueDate: '2025-05-15', direction: 'purchase',
  fiscalId: { kind: 'claveAcceso', value: '1504202501179900001200110010010000001231234567819' },
  vendor: { name: 'COMERCIAL DE PRUEBA CIA LTDA', taxId: '1799000012001', taxIdType: 'RUC' }, buyer: { taxId: '1700000019', taxIdType: 'CEDULA' },
  totals: { subtotal: '150.00', tax: '15.00', zeroRated: '50.00', total: '165.00', taxBreakdown: [{ kind: 'IVA', code: '2', rate: '15.00', base: '100.00', amount: '15.00' }, { kind: 'IVA', rate: '0', base: '50.00', amount: '0.00' }] },
  payment: { dueDates: [{ date: '2025-05-15', amount: '165.00' }] },
  lines: [{ code: 'T1', quantity: '2', unitPrice: '50.00', net: '100.00' }, { code: 'L1', net: '50.00' }],
}

describe('an SRI invoice', () => {
  it('is read whole', () => expect(readFile('sri', invoice, { tenant: ECUADOR })).toMatchObject(expected))

  it.each([
    ['as CDATA', `<autorizacion><estado>AUTORIZADO</estado><comprobante><![CDATA[${invoice}]]></comprobante></autorizacion>`],
    ['as CDATA with blanks around it', `<autorizacion><comprobante>\n<![CDATA[\n${invoice}\n]]>\n</comprobante></autorizacion>`],
    ['as escaped text', `<autorizacion><estado>AUTORIZADO</estado><comprobante>${escaped(invoice)}</comprobante></autorizacion>`],
    ['in the answer of the web service', `<soap:Envelope xmlns:soap="x"><soap:Body><ns2:autorizacionComprobanteResponse><RespuestaAutorizacionComprobante><autorizaciones><autorizacion><estado>AUTORIZADO</estado><comprobante>${escaped(invoice)}</comprobante></autorizacion></autorizaciones></RespuestaAutorizacionComprobante></ns2:autorizacionComprobanteResponse></soap:Body></soap:Envelope>`],
    ['as plain elements', `<autorizacion><comprobante>${invoice.replace(/<\?xml.*?\?>/, '')}</comprobante></autorizacion>`],
  ])('is read inside its authorisation %s', (_, xml) => expect(readFile('sri', xml, { tenant: ECUADOR })).toMatchObject(expected))

  it('that the SRI did not authorise waits for a person', () => {
    const xml = `<autorizacion><estado>NO AUTORIZADO</estado><comprobante><![CDATA[${invoice}]]></comprobante></autorizacion>`
    expect(readFile('sri', xml, { tenant: ECUADOR }).findings).toMatchObject([{ code: 'NOT_AUTHORISED', severity: 'review' }])
  })

  it('may carry a foreign prefix, a signature and blanks', () => {
    const document = read(['<factura ', '<x:factura xmlns:x="urn:x" '], ['</factura>', '<ds:Signature xmlns:ds="urn:ds"><ds:SignedInfo><ds:ruc>0</ds:ruc></ds:SignedInfo></ds:Signature></x:factura>'], ['<ruc>1799000012001</ruc>', '<ruc>\n 1799000012001 </ruc>'])
    expect(document).toMatchObject(expected)
  })

  it.each([['6', 'notSubject', null], ['7', 'exempt', null]] as const)('with the code %s has its base as %s', (code, field, rate) => {
    const { totals } = read(['<codigoPorcentaje>0</codigoPorcentaje>', `<codigoPorcentaje>${code}</codigoPorcentaje>`])
    expect(totals).toMatchObject({ [field]: '50.00' })
    expect(totals?.taxBreakdown[1]?.rate).toBe(rate)
  })

  it.each([['2', '12'], ['3', '14'], ['5', '5'], ['8', '8'], ['10', '13']])('knows the rate of code %s', (code, rate) => {
    expect(read(['<codigoPorcentaje>4</codigoPorcentaje>', `<codigoPorcentaje>${code}</codigoPorcentaje>`], ['<tarifa>15.00</tarifa>', '']).totals?.taxBreakdown[0]?.rate).toBe(rate)
  })

  it('with ICE and IRBPNR adds them to the taxes', () => {
    const other = (code: string, percent: string, amount: string) => `<totalImpuesto><codigo>${code}</codigo><codigoPorcentaje>${percent}</codigoPorcentaje><baseImponible>100.00</baseImponible><valor>${amount}</valor></totalImpuesto>`
    const { totals } = read(['</totalConImpuestos>', `${other('3', '3011', '10.00')}${other('5', '5001', '0.02')}</totalConImpuestos>`])
    expect(totals).toMatchObject({ tax: '25.02', taxBreakdown: [{}, {}, { kind: 'ICE', amount: '10.00' }, { kind: 'IRBPNR', amount: '0.02' }] })
  })

  it('with a tip has it in the total and in no base', () => {
    expect(readFile('sri', sampleText('ec/factura-con-propina.xml'), { tenant: ECUADOR }).totals).toMatchObject({ subtotal: '42.00', tax: '6.30', tip: '4.20', total: '52.50' })
  })

  it.each([['2', 'meses', '2025-06-15'], ['1', 'años', '2026-04-15'], ['0', 'dias', undefined], ['15', 'DIAS', '2025-04-30']])('payable in %s %s is due on %s', (term, unit, date) => {
    expect(read(['<plazo>30</plazo><unidadTiempo>dias', `<plazo>${term}</plazo><unidadTiempo>${unit}`]).dueDate).toBe(date)
  })
})

describe('the other vouchers of the SRI', () => {
  it('a credit note says valorModificacion and what it corrects', () => {
    expect(readFile('sri', sampleText('ec/nota-credito-001-001-000000007.xml'), { tenant: ECUADOR, docType: 'credit_note' })).toMatchObject({
      docType: 'credit_note', subType: '04', totals: { subtotal: '50.00', tax: '7.50', total: '57.50' },
      references: [{ docType: '01', number: '001-001-000000123', date: '2025-04-15', reason: 'DEVOLUCION' }], lines: [{ taxRate: '15.00', taxAmount: '7.50', gross: '57.50' }],
    })
  })

  it('a debit note has reasons for lines', () => {
    const note = '<notaDebito><infoTributaria><razonSocial>X</razonSocial><ruc>1799000012001</ruc><codDoc>05</codDoc><estab>001</estab><ptoEmi>001</ptoEmi><secuencial>000000009</secuencial></infoTributaria><infoNotaDebito><fechaEmision>20/04/2025</fechaEmision><razonSocialComprador>CLIENTE UNO</razonSocialComprador><identificacionComprador>1700000019</identificacionComprador><codDocModificado>01</codDocModificado><numDocModificado>001-001-000000123</numDocModificado><totalSinImpuestos>10.00</totalSinImpuestos><impuestos><impuesto><codigo>2</codigo><codigoPorcentaje>4</codigoPorcentaje><tarifa>15</tarifa><baseImponible>10.00</baseImponible><valor>1.50</valor></impuesto></impuestos><valorTotal>11.50</valorTotal></infoNotaDebito><motivos><motivo><razon>INTERES POR MORA</razon><valor>10.00</valor></motivo></motivos></notaDebito>'
    expect(readFile('sri', note, { tenant: ECUADOR, docType: 'debit_note' })).toMatchObject({ subType: '05', totals: { subtotal: '10.00', tax: '1.50', total: '11.50' }, lines: [{ description: 'INTERES POR MORA', net: '10.00' }], references: [{ number: '001-001-000000123', reason: 'INTERES POR MORA' }] })
  })

  it('a purchase settlement was issued by the buyer', () => {
    const settlement = changed(invoice, [/factura(?= id)/, 'liquidacionCompra'], ['</factura>', '</liquidacionCompra>'], [/infoFactura/g, 'infoLiquidacionCompra'], ['tipoIdentificacionComprador>05</tipoIdentificacionComprador', 'tipoIdentificacionProveedor>05</tipoIdentificacionProveedor'], [/razonSocialComprador/g, 'razonSocialProveedor'], [/identificacionComprador/g, 'identificacionProveedor'])
    expect(readFile('sri', settlement, { tenant: { ...ECUADOR, taxIds: ['1799000012001'] } })).toMatchObject({ vendor: { taxId: '1700000019', name: 'CLIENTE UNO' }, buyer: { taxId: '1799000012001' }, direction: 'purchase' })
  })

  it.each([
    ['an authorisation without its voucher', '<autorizacion><estado>AUTORIZADO</estado></autorizacion>', 'UNEXPECTED_STRUCTURE'],
    ['an authorisation whose voucher is cut off', `<autorizacion><comprobante><![CDATA[${invoice.slice(0, 900)}]]></comprobante></autorizacion>`, 'XML_MALFORMED'],
    ['a voucher with a DTD inside its authorisation', `<autorizacion><comprobante><![CDATA[<!DOCTYPE factura>${invoice.replace(/<\?xml.*?\?>/, '')}]]></comprobante></autorizacion>`, 'XML_DTD_FORBIDDEN'],
    ['two vouchers', `<a><comprobante>1</comprobante><comprobante>2</comprobante></a>`, 'MANY_DOCUMENTS'],
    ['nothing of the SRI', '<a/>', 'UNEXPECTED_STRUCTURE'],
    ['a voucher without fields', '<factura><infoTributaria/></factura>', 'NO_USABLE_FIELD'],
  ])('%s fails with its code', (_, xml, code) => expect(codeOf(() => readFile('sri', xml, { tenant: ECUADOR }))).toBe(code))
})
