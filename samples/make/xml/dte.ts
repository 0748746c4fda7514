import { changed, expenseInBooks, invalid, invoiceInBooks, sample, type Sample } from '../sample.ts'
import { boleta, envelope, exempt34, invoice33 } from './dte-texts.ts'

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')
const parties = { 'vendor.taxId': '76000001-9', 'buyer.taxId': '76000002-7', country: 'CL', currency: 'CLP', direction: 'purchase' }

export const dteSamples: Sample[] = [
  sample('cl/factura-33-1501.xml', latin1(invoice33), {
    why: 'Chilean DTE 33', order: 10,
    items: [invoiceInBooks('invoice', {
      ...parties, number: '1501', subType: '33', issueDate: '2025-04-15', dueDate: '2025-05-15', 'vendor.name': 'COMERCIAL DE PRUEBA SPA', 'buyer.name': 'CLIENTE UNO LTDA',
      'totals.subtotal': '120000', 'totals.tax': '22800', 'totals.total': '142800', 'totals.taxBreakdown.0.rate': '19',
      'lines.length': 2, 'lines.0.quantity': '2', 'lines.0.unitPrice': '50000', 'lines.0.net': '100000', 'lines.1.net': '20000',
    })],
  }),
  sample('cl/envio-33-1502-y-61-210.xml', latin1(envelope), {
    why: 'EnvioDTE: one file, two documents; the credit note refers to folio 1501', order: 20,
    items: [
      {
        ...invoiceInBooks('invoice', { ...parties, number: '1502', subType: '33', issueDate: '2025-05-06', 'totals.subtotal': '99034', 'totals.exempt': '15000', 'totals.tax': '15966', 'totals.total': '115000', 'lines.length': 2 }),
        name: 'envio-33-1502-y-61-210.xml::DTE-33-1502',
      },
      {
        ...invoiceInBooks('credit_note', { ...parties, number: '210', subType: '61', issueDate: '2025-05-06', 'totals.total': '142800', 'references.0.number': '1501', 'references.0.docType': '33', 'references.0.reasonCode': '1' }),
        name: 'envio-33-1502-y-61-210.xml::DTE-61-210',
      },
    ],
  }),
  sample('cl/boleta-39-88120.xml', latin1(boleta), {
    why: 'EnvioBOLETA, DTE 39; lines with IVA inside, RznSocEmisor, a buyer that stands for nobody', order: 10,
    items: [expenseInBooks('receipt', { number: '88120', subType: '39', issueDate: '2025-05-19', currency: 'CLP', 'vendor.taxId': '77000003-3', 'vendor.name': 'FERRETERÍA ÑANDÚ LTDA', 'totals.subtotal': '10076', 'totals.tax': '1914', 'totals.total': '11990' })],
  }),
  sample('cl/factura-exenta-34-77.xml', latin1(exempt34), {
    why: 'DTE 34, exempt from IVA',
    items: [invoiceInBooks('invoice', { number: '77', subType: '34', issueDate: '2025-06-03', dueDate: '2025-07-03', 'vendor.taxId': '77000005-K', 'buyer.taxId': '76000002-7', 'totals.exempt': '360000', 'totals.total': '360000' })],
  }),
  sample('cl/roto-rut.xml', latin1(changed(invoice33, '76000001-9', '76000001-8')), { why: 'factura-33-1501.xml with a sender RUT whose check digit is wrong', items: [invalid('INVALID_TAX_ID_CHECKSUM')] }),
  sample('cl/roto-tasa.xml', latin1(changed(changed(changed(invoice33, '<TasaIVA>19', '<TasaIVA>18'), '>22800<', '>21600<'), '>142800<', '>141600<')), {
    why: 'factura-33-1501.xml at 18 %, a rate that Chile does not have; the sums are right', items: [invalid('INVALID_TAX_RATE')],
  }),
]
