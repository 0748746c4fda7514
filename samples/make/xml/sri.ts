import { changed, invalid, invoiceInBooks, sample, type Sample } from '../sample.ts'
import { creditNote, invoice, withTip } from './sri-texts.ts'

const parties = { 'vendor.taxId': '1799000012001', 'buyer.taxId': '1700000019', country: 'EC', currency: 'USD', direction: 'purchase' }
const key = '1504202501179900001200110010010000001231234567819'
const key125 = '1505202501179900001200110010010000001258765432111'

const invoice125 = changed(changed(changed(invoice, key, key125), '000000123</secuencial>', '000000125</secuencial>'), '15/04/2025', '15/05/2025')

const authorized = `<?xml version="1.0" encoding="UTF-8"?>
<autorizacion><estado>AUTORIZADO</estado><numeroAutorizacion>${key125}</numeroAutorizacion><fechaAutorizacion>2025-05-15T12:01:44-05:00</fechaAutorizacion><ambiente>PRUEBAS</ambiente><comprobante><![CDATA[${invoice125}]]></comprobante><mensajes/></autorizacion>
`

export const sriSamples: Sample[] = [
  sample('ec/factura-001-001-000000123.xml', invoice, {
    why: 'SRI invoice: 15 % and 0 %, access key equal to the document', order: 10,
    items: [invoiceInBooks('invoice', {
      ...parties, number: '001-001-000000123', subType: '01', issueDate: '2025-04-15', dueDate: '2025-05-15', 'vendor.name': 'COMERCIAL DE PRUEBA CIA LTDA',
      'fiscalId.kind': 'claveAcceso', 'fiscalId.value': key, 'totals.subtotal': '150.00', 'totals.tax': '15.00', 'totals.zeroRated': '50.00', 'totals.total': '165.00',
      'lines.length': 2, 'lines.0.net': '100.00', 'lines.1.net': '50.00',
    })],
  }),
  sample('ec/factura-125-autorizada.xml', authorized, {
    why: 'wrapped in `autorizacion`: the invoice is CDATA inside (another number, its own key)', order: 10,
    items: [invoiceInBooks('invoice', { ...parties, number: '001-001-000000125', issueDate: '2025-05-15', dueDate: '2025-06-14', 'fiscalId.value': key125, 'totals.total': '165.00' })],
  }),
  sample('ec/nota-credito-001-001-000000007.xml', creditNote, {
    why: 'SRI credit note; valorModificacion is its total', order: 20,
    items: [invoiceInBooks('credit_note', {
      ...parties, number: '001-001-000000007', subType: '04', issueDate: '2025-04-15', 'totals.subtotal': '50.00', 'totals.tax': '7.50', 'totals.total': '57.50',
      'references.0.number': '001-001-000000123', 'references.0.docType': '01', 'references.0.reason': 'DEVOLUCION',
    })],
  }),
  sample('ec/factura-con-propina.xml', withTip, {
    why: 'importeTotal includes the propina; a line with a discount',
    items: [invoiceInBooks('invoice', {
      number: '002-001-000008841', issueDate: '2025-05-20', 'vendor.taxId': '1799000020001', 'buyer.taxId': '1700000019', 'totals.subtotal': '42.00', 'totals.tax': '6.30', 'totals.tip': '4.20', 'totals.total': '52.50',
    })],
  }),
  sample('ec/roto-clave.xml', changed(invoice, key, key.slice(0, -1) + '8'), { why: 'factura-001-001-000000123.xml: the last digit of the access key is 8 instead of 9', items: [invalid('INVALID_CLAVE_ACCESO')] }),
  sample('ec/roto-secuencial.xml', changed(invoice, '000000123</secuencial>', '000000124</secuencial>'), { why: 'factura-001-001-000000123.xml: the access key is sound but belongs to number 123', items: [invalid('CLAVE_ACCESO_MISMATCH')] }),
  sample('ec/roto-tarifa.xml', changed(changed(changed(invoice,
    '<codigoPorcentaje>4</codigoPorcentaje><baseImponible>100.00</baseImponible><tarifa>15.00</tarifa><valor>15.00</valor>',
    '<codigoPorcentaje>2</codigoPorcentaje><baseImponible>100.00</baseImponible><tarifa>12.00</tarifa><valor>12.00</valor>'),
    '<importeTotal>165.00', '<importeTotal>162.00'), '<total>165.00', '<total>162.00'), {
    why: 'factura-001-001-000000123.xml at 12 %, a rate that ended on 2024-03-31', items: [invalid('INVALID_TAX_RATE')],
  }),
]
