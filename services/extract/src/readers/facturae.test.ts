import { describe, expect, it } from 'vitest'
import { changed, codeOf, readFile, sampleText, SPAIN } from './test-reading.ts'

const invoice = sampleText('es/facturae-A123.xml')
const read = (...changes: readonly (readonly [string | RegExp, string])[]) => readFile('facturae', changed(invoice, ...changes), { tenant: SPAIN })

const totals = { subtotal: '1000.00', tax: '210.00', total: '1210.00', withholding: '150.00', payable: '1060.00', withholdings: [{ kind: 'IRPF', rate: '15.00', base: '1000.00', amount: '150.00' }] }

describe('a Facturae', () => {
  it('is read whole', () => {
    expect(readFile('facturae', invoice, { tenant: SPAIN })).toMatchObject({
      country: 'ES', currency: 'EUR', subType: 'FC/OO', number: 'A123', series: 'A', folio: '123', issueDate: '2025-04-15', direction: 'purchase',
      vendor: { name: 'COMERCIAL DE PRUEBA SL', taxId: 'B12345674', taxIdType: 'CIF', country: 'ES' }, buyer: { taxId: 'A58000019' }, totals,
      lines: [{ description: 'CONSULTORIA', quantity: '10', unit: 'HUR', unitPrice: '100.00', net: '1000.00' }],
    })
  })

  it.each(['http://www.facturae.es/Facturae/2009/v3.2/Facturae', 'http://www.facturae.es/Facturae/2014/v3.2.1/Facturae', 'http://www.facturae.gob.es/formato/Versiones/Facturaev3_2_2.xml'])('is the same in the namespace %s', (namespace) => {
    expect(readFile('facturae', invoice.replace(/xmlns:fe="[^"]+"/, `xmlns:fe="${namespace}"`), { tenant: SPAIN })).toMatchObject({ number: 'A123', totals })
  })

  it('means the same with InvoiceTotal before the withholding', () => expect(read(['<InvoiceTotal>1060.00', '<InvoiceTotal>1210.00']).totals).toMatchObject(totals))

  it('keeps an InvoiceTotal that is neither, for validation to refuse', () => expect(read(['<InvoiceTotal>1060.00', '<InvoiceTotal>1300.00']).totals?.total).toBe('1300.00'))

  it('of a person has the whole name', () => {
    const document = read(['<LegalEntity><CorporateName>COMERCIAL DE PRUEBA SL</CorporateName></LegalEntity>', '<Individual><Name>ANA</Name><FirstSurname>EJEMPLO</FirstSurname><SecondSurname>PRUEBA</SecondSurname><AddressInSpain><Address>C/ Mayor 1</Address><Town>Madrid</Town></AddressInSpain></Individual>'], ['B12345674', '00000001R'])
    expect(document.vendor).toMatchObject({ name: 'ANA EJEMPLO PRUEBA', taxId: '00000001R', taxIdType: 'NIF', address: 'C/ Mayor 1', city: 'Madrid' })
  })

  it('drops the country in front of a NIF', () => expect(read(['B12345674', 'ESB12345674']).vendor?.taxId).toBe('B12345674'))

  it('with the surcharge of small shops has it as a tax of its own', () => {
    const document = read(['</TaxAmount></Tax></TaxesOutputs>', '</TaxAmount><EquivalenceSurcharge>5.20</EquivalenceSurcharge><EquivalenceSurchargeAmount><TotalAmount>52.00</TotalAmount></EquivalenceSurchargeAmount></Tax></TaxesOutputs>'])
    expect(document.totals?.taxBreakdown).toEqual([{ kind: 'IVA', code: '01', rate: '21.00', base: '1000.00', amount: '210.00' }, { kind: 'RE', rate: '5.20', base: '1000.00', amount: '52.00' }])
  })

  it.each([['01', 'exempt'], ['02', 'notSubject']] as const)('with the special event %s has no rate and its base as %s', (event, field) => {
    const document = read(['</TaxAmount></Tax></TaxesOutputs>', `</TaxAmount><SpecialTaxableEvent><SpecialTaxableEventCode>${event}</SpecialTaxableEventCode></SpecialTaxableEvent></Tax></TaxesOutputs>`])
    expect(document.totals).toMatchObject({ [field]: '1000.00', taxBreakdown: [{ rate: null }] })
  })

  it('is due by its instalments and names the account', () => {
    const document = read(['<Items>', '<PaymentDetails><Installment><InstallmentDueDate>2025-05-15</InstallmentDueDate><InstallmentAmount>1060.00</InstallmentAmount><PaymentMeans>04</PaymentMeans><AccountToBeCredited><IBAN>ES80 9999 0001 4500 0000 0001</IBAN></AccountToBeCredited></Installment></PaymentDetails><Items>'])
    expect(document).toMatchObject({ dueDate: '2025-05-15', payment: { method: 'transfer', iban: 'ES8099990001450000000001', dueDates: [{ date: '2025-05-15', amount: '1060.00' }] } })
  })

  it('with discounts and charges of a line keeps quantity × price − discount = net', () => {
    expect(read(['<GrossAmount>1000.00', '<DiscountsAndRebates><Discount><DiscountReason>x</DiscountReason><DiscountAmount>50.00</DiscountAmount></Discount></DiscountsAndRebates><Charges><Charge><ChargeAmount>10.00</ChargeAmount></Charge></Charges><GrossAmount>960.00']).lines[0]).toMatchObject({ discount: '40.00', net: '960.00' })
  })

  it('that corrects by difference has positive amounts and names what it corrects', () => {
    const negative = changed(invoice, [/>(1000|210|150|1060)\.00</g, '>-$1.00<'], ['<Quantity>10', '<Quantity>-10'], ['<InvoiceClass>OO</InvoiceClass>', '<InvoiceClass>OR</InvoiceClass><Corrective><InvoiceNumber>99</InvoiceNumber><InvoiceSeriesCode>A</InvoiceSeriesCode><ReasonCode>01</ReasonCode><ReasonDescription>Número de la factura</ReasonDescription></Corrective>'])
    const document = readFile('facturae', negative, { tenant: SPAIN, docType: 'credit_note' })
    expect(document).toMatchObject({ subType: 'FC/OR', totals: { ...totals, withholdings: [{ amount: '150.00' }], taxBreakdown: [{ base: '1000.00', amount: '210.00' }] }, lines: [{ quantity: '10', unitPrice: '100.00', net: '1000.00' }], references: [{ number: 'A99', reasonCode: '01' }] })
  })

  it.each([
    ['several invoices', changed(invoice, [/<Invoice>.*<\/Invoice>/s, '<Invoice/><Invoice/>']), 'MANY_DOCUMENTS'],
    ['no invoice', '<Facturae/>', 'UNEXPECTED_STRUCTURE'],
    ['an empty invoice', '<Facturae><Invoices><Invoice/></Invoices></Facturae>', 'NO_USABLE_FIELD'],
    ['half a file', invoice.slice(0, 1_200), 'XML_MALFORMED'],
  ])('with %s fails with its code', (_, xml, code) => expect(codeOf(() => readFile('facturae', xml, { tenant: SPAIN }))).toBe(code))
})
