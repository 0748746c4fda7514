import { describe, expect, it } from 'vitest'
import { changed, CHILE, codeOf, readFile, sampleBytes, sampleText } from './test-reading.ts'

const invoice = sampleText('cl/factura-33-1501.xml', 'latin1')
const read = (...changes: readonly (readonly [string | RegExp, string])[]) => readFile('dte', Buffer.from(changed(invoice, ...changes), 'latin1'), { tenant: CHILE })

describe('a DTE', () => {
  it('is read whole', () => {
    expect(readFile('dte', sampleBytes('cl/factura-33-1501.xml'), { tenant: CHILE })).toMatchObject({
      subType: '33', country: 'CL', currency: 'CLP', number: '1501', folio: '1501', issueDate: '2025-04-15', dueDate: '2025-05-15', direction: 'purchase',
      vendor: { taxId: '76000001-9', taxIdType: 'RUT' }, buyer: { taxId: '76000002-7' },
      totals: { subtotal: '120000', tax: '22800', total: '142800', payable: '142800', taxBreakdown: [{ kind: 'IVA', rate: '19', base: '120000', amount: '22800' }] },
      lines: [{ net: '100000', taxRate: '19' }, { net: '20000' }],
    })
  })

  it('with an exempt part has it in its net and apart', () => {
    const { totals } = read(['<MntNeto>120000</MntNeto>', '<MntNeto>120000</MntNeto><MntExe>5000</MntExe>'], ['<MntTotal>142800', '<MntTotal>147800'])
    expect(totals).toMatchObject({ subtotal: '125000', exempt: '5000', tax: '22800', total: '147800' })
    expect(totals?.taxBreakdown).toContainEqual({ kind: 'IVA', rate: null, base: '5000', amount: '0' })
  })

  it('with a tax on top (beer, 20.5 %) adds it to the taxes', () => {
    const { totals } = read(['</IVA>', '</IVA><ImptoReten><TipoImp>26</TipoImp><TasaImp>20.5</TasaImp><MontoImp>24600</MontoImp></ImptoReten>'], ['<MntTotal>142800', '<MntTotal>167400'])
    expect(totals).toMatchObject({ tax: '47400', total: '167400', payable: '167400' })
    expect(totals?.withholding).toBeUndefined()
    expect(totals?.taxBreakdown[1]).toEqual({ kind: 'OTHER', code: '26', rate: '20.5', base: '120000', amount: '24600' })
  })

  it('whose IVA the buyer keeps has its total before that', () => {
    const { totals } = read(['</IVA>', '</IVA><ImptoReten><TipoImp>15</TipoImp><TasaImp>19</TasaImp><MontoImp>22800</MontoImp></ImptoReten>'], ['<MntTotal>142800', '<MntTotal>120000'])
    expect(totals).toMatchObject({ tax: '22800', withholding: '22800', withholdings: [{ kind: 'IVA', amount: '22800' }], total: '142800', payable: '120000' })
  })

  it('believes the sum where a code is used the other way', () => {
    const { totals } = read(['</IVA>', '</IVA><ImptoReten><TipoImp>99</TipoImp><MontoImp>800</MontoImp></ImptoReten>'], ['<MntTotal>142800', '<MntTotal>142000'])
    expect(totals).toMatchObject({ withholding: '800', total: '142800', payable: '142000' })
  })

  it.each([
    ['a boleta has its IVA inside the lines', [['<TipoDTE>33', '<TipoDTE>39']], { net: undefined, gross: '100000' }],
    ['a boleta may say that its lines are net', [['<TipoDTE>33', '<TipoDTE>39'], ['<FmaPago>', '<IndMntNeto>2</IndMntNeto><FmaPago>']], { net: '100000', gross: undefined }],
    ['a factura may have gross lines', [['<FmaPago>', '<MntBruto>1</MntBruto><FmaPago>']], { net: undefined, gross: '100000' }],
    ['an exempt line has no rate', [['<NroLinDet>1</NroLinDet>', '<NroLinDet>1</NroLinDet><IndExe>1</IndExe>']], { net: '100000', taxRate: null }],
    ['a surcharge stands against the discount', [['<MontoItem>100000', '<RecargoMonto>500</RecargoMonto><MontoItem>100500']], { discount: '-500', net: '100500' }],
  ] as [string, [string, string][], object][])('%s', (_, changes, line) => {
    expect(read(...changes).lines[0]).toMatchObject(JSON.parse(JSON.stringify(line)))
    for (const [field, value] of Object.entries(line)) if (value === undefined) expect(read(...changes).lines[0]).not.toHaveProperty(field)
  })

  it('that states no rate has the general one when the IVA says so, else none', () => {
    const boleta = sampleBytes('cl/boleta-39-88120.xml')
    expect(readFile('dte', boleta, { docType: 'receipt', tenant: CHILE }).totals?.taxBreakdown).toEqual([{ kind: 'IVA', rate: '19', base: '10076', amount: '1914' }])
    expect(read(['<TasaIVA>19</TasaIVA>', ''], ['<IVA>22800', '<IVA>20000']).totals?.taxBreakdown).toEqual([])
  })

  it('to nobody in particular has no buyer', () => {
    expect(read(['<Receptor><RUTRecep>76000002-7</RUTRecep><RznSocRecep>CLIENTE UNO LTDA</RznSocRecep></Receptor>', '<Receptor><RUTRecep>66666666-6</RUTRecep></Receptor>']).buyer).toBeUndefined()
  })

  it('of purchase (46) was issued by the buyer', () => {
    expect(read(['<TipoDTE>33', '<TipoDTE>46'], ['76000001-9', '76000002-7'], [/76000002-7(?=<\/RUTRecep>)/, '76000001-9'])).toMatchObject({ vendor: { taxId: '76000001-9' }, buyer: { taxId: '76000002-7' }, direction: 'purchase' })
  })

  it('of export states its currency', () => {
    const document = read(['<Documento', '<Exportaciones'], ['</Documento>', '</Exportaciones>'], ['<TipoDTE>33', '<TipoDTE>110'], ['<Totales>', '<Totales><TpoMoneda>DOLAR USA</TpoMoneda>'], [/<MntNeto>.*<\/IVA>/, '<MntExe>1250.75</MntExe>'], ['<MntTotal>142800', '<MntTotal>1250.75'])
    expect(document).toMatchObject({ currency: 'USD', totals: { subtotal: '1250.75', exempt: '1250.75', total: '1250.75' } })
  })

  it('lists what it corrects before its orders and guides', () => {
    const document = read(['</Documento>', '<Referencia><TpoDocRef>801</TpoDocRef><FolioRef>OC-7</FolioRef></Referencia><Referencia><TpoDocRef>33</TpoDocRef><FolioRef>1400</FolioRef><FchRef>2025-04-01</FchRef><CodRef>3</CodRef><RazonRef>CORRIGE MONTOS</RazonRef></Referencia></Documento>'])
    expect(document.references).toMatchObject([{ docType: '33', number: '1400', date: '2025-04-01', reasonCode: '3' }, { docType: '801', number: 'OC-7' }])
  })

  it('on credit in parts is due by them', () => {
    const document = read(['<FchVenc>2025-05-15</FchVenc>', '<MntPagos><FchPago>2025-05-15</FchPago><MntPago>100000</MntPago></MntPagos><MntPagos><FchPago>2025-06-15</FchPago><MntPago>42800</MntPago></MntPagos>'])
    expect(document).toMatchObject({ dueDate: '2025-06-15', payment: { dueDates: [{ date: '2025-05-15', amount: '100000' }, { date: '2025-06-15', amount: '42800' }] } })
  })

  it('carries the signature of its stamp', () => {
    expect(read(['</Documento>', '<TED version="1.0"><DD><RE>76000001-9</RE></DD><FRMT algoritmo="SHA1withRSA">a b\nc=</FRMT></TED></Documento>']).fiscalId).toEqual({ kind: 'ted', value: 'abc=' })
  })

  it('reads Ñ and accents of ISO-8859-1', () => {
    expect(read(['COMERCIAL DE PRUEBA SPA', 'COMERCIAL ÑUÑOA LIMITACIÓN']).vendor?.name).toBe('COMERCIAL ÑUÑOA LIMITACIÓN')
  })

  it.each([
    ['an envelope with two documents', sampleBytes('cl/envio-33-1502-y-61-210.xml').toString('latin1'), 'MANY_DOCUMENTS'],
    ['an empty envelope', '<EnvioDTE><SetDTE/></EnvioDTE>', 'UNEXPECTED_STRUCTURE'],
    ['a document without fields', '<DTE><Documento><Encabezado/></Documento></DTE>', 'NO_USABLE_FIELD'],
    ['a file that is cut off', invoice.slice(0, 700), 'XML_MALFORMED'],
  ])('is not %s', (_, text, code) => {
    expect(codeOf(() => readFile('dte', text, { tenant: CHILE }))).toBe(code)
  })
})
