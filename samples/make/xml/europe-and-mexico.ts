import { changed, invalid, invoiceInBooks, sample, waits, type Sample } from '../sample.ts'
import { invoice as cfdi } from './cfdi-texts.ts'
import { invoice as facturae } from './facturae-texts.ts'

const a123 = {
  country: 'ES', currency: 'EUR', direction: 'purchase', 'vendor.taxId': 'B12345674', 'vendor.name': 'COMERCIAL DE PRUEBA SL', 'buyer.taxId': 'A58000019',
  'totals.subtotal': '1000.00', 'totals.tax': '210.00', 'totals.total': '1210.00', 'totals.withholding': '150.00', 'totals.payable': '1060.00',
  'lines.length': 1, 'lines.0.quantity': '10', 'lines.0.unitPrice': '100.00', 'lines.0.net': '1000.00',
}

/** The other reading of the standard: `InvoiceTotal` before the withholding. Another number and day, the same amounts. */
const totalBeforeWithholding = changed(changed(changed(facturae,
  '<InvoiceTotal>1060.00', '<InvoiceTotal>1210.00'), '<InvoiceNumber>123', '<InvoiceNumber>124'), '2025-04-15', '2025-04-22')

export const europeAndMexicoSamples: Sample[] = [
  sample('es/facturae-A123.xml', facturae, { why: 'Facturae 3.2.2, InvoiceTotal after the withholding', items: [invoiceInBooks('invoice', { ...a123, number: 'A123', issueDate: '2025-04-15' })] }),
  sample('es/facturae-A124.xsig', totalBeforeWithholding, {
    why: 'Facturae with InvoiceTotal before the withholding: the same canonical totals; the extension that signed files have',
    items: [invoiceInBooks('invoice', { ...a123, number: 'A124', issueDate: '2025-04-22' })],
  }),
  sample('es/roto-facturae-nif.xml', changed(facturae, 'B12345674', 'B12345675'), { why: 'facturae-A123.xml with a seller NIF whose control is wrong', items: [invalid('INVALID_TAX_ID_CHECKSUM')] }),
  sample('es/cfdi-A123.xml', cfdi, {
    why: 'CFDI 4.0: read well, but neither party is this company',
    items: [waits('neither party is this company', {
      docType: 'invoice', findings: ['NOT_OURS'],
      canonical: {
        country: 'MX', currency: 'MXN', number: 'A123', subType: 'I', issueDate: '2025-04-15', 'vendor.taxId': 'AAA010101AA1', 'buyer.taxId': 'XAXX010101000', 'fiscalId.kind': 'uuid', 'fiscalId.value': '11111111-2222-4333-8444-555555555555',
        'totals.subtotal': '1000.00', 'totals.tax': '160.00', 'totals.total': '1160.00', 'lines.length': 1,
      },
    })],
  }),
  sample('es/roto-cfdi-total.xml', changed(cfdi, 'Total="1160.00"', 'Total="1161.00"'), { why: 'cfdi-A123.xml with 1161.00 as its total', items: [invalid('TOTALS_MISMATCH')] }),
]
