import { changed, expenseInBooks, invalid, invoiceInBooks, refused, sample, waits, type Sample } from '../sample.ts'
import { boleta, creditNote, debitNote, invoice, mixedInvoice } from './sunat-texts.ts'

const parties = { 'vendor.taxId': '20600000013', 'buyer.taxId': '20600000021', country: 'PE', currency: 'PEN', direction: 'purchase' }

const f001_123 = invoiceInBooks('invoice', {
  ...parties, number: 'F001-00000123', subType: '01', issueDate: '2025-04-15', dueDate: '2025-05-15',
  'vendor.name': 'COMERCIAL DE PRUEBA S.A.C.', 'buyer.name': 'CLIENTE UNO S.A.C.',
  'totals.subtotal': '380.00', 'totals.tax': '68.40', 'totals.total': '448.40', 'totals.payable': '448.40',
  'totals.taxBreakdown.length': 1, 'totals.taxBreakdown.0.kind': 'IGV', 'totals.taxBreakdown.0.rate': '18.00', 'totals.taxBreakdown.0.base': '380.00',
  'lines.length': 2, 'lines.0.description': 'TECLADO', 'lines.0.quantity': '2', 'lines.0.unitPrice': '150.00', 'lines.0.net': '300.00', 'lines.1.net': '80.00',
})

/** The same document with every line indented: other bytes, the same invoice. */
const reindented = invoice.replaceAll('\n<', '\n\t<').replaceAll('><cbc:', '>\n\t\t<cbc:')

/** The invoice the other way round: this company sells to another one. */
const sale = [
  ['20600000021', '20999999922'], ['CLIENTE UNO S.A.C.', 'MAYORISTA TRES S.A.C.'],
  ['20600000013', '20600000021'], ['COMERCIAL DE PRUEBA S.A.C.', 'CLIENTE UNO S.A.C.'], ['F001-00000123', 'F010-00000001'],
].reduce((text, [from = '', to = '']) => changed(text, from, to), invoice)

export const sunatSamples: Sample[] = [
  sample('pe/factura-F001-00000123.xml', invoice, { why: 'SUNAT UBL 2.1 invoice', order: 10, items: [f001_123] }),
  sample('pe/nota-credito-FC01-00000007.xml', creditNote, {
    why: 'SUNAT credit note that refers to F001-00000123', order: 20,
    items: [invoiceInBooks('credit_note', {
      ...parties, number: 'FC01-00000007', issueDate: '2025-04-22', 'totals.subtotal': '150.00', 'totals.tax': '27.00', 'totals.total': '177.00',
      'references.length': 1, 'references.0.number': 'F001-00000123', 'references.0.docType': '01', 'references.0.reasonCode': '07', 'lines.length': 1, 'lines.0.quantity': '1',
    })],
  }),
  sample('pe/nota-debito-FD01-00000003.xml', debitNote, {
    why: 'SUNAT debit note; its totals stand in RequestedMonetaryTotal', order: 20,
    items: [invoiceInBooks('debit_note', {
      ...parties, number: 'FD01-00000003', issueDate: '2025-06-02', 'totals.subtotal': '20.00', 'totals.tax': '3.60', 'totals.total': '23.60',
      'references.0.number': 'F001-00000123', 'references.0.reasonCode': '01',
    })],
  }),
  sample('pe/boleta-B001-00004410.xml', boleta, {
    why: 'SUNAT boleta (03) whose buyer has no document is a receipt',
    items: [expenseInBooks('receipt', {
      number: 'B001-00004410', subType: '03', country: 'PE', currency: 'PEN', issueDate: '2025-05-09', 'vendor.taxId': '20999999906', 'vendor.name': 'UTILES DEL SUR E.I.R.L.',
      'totals.subtotal': '50.00', 'totals.tax': '9.00', 'totals.total': '59.00',
    })],
  }),
  sample('pe/factura-F001-00000131-mixta.xml', Buffer.from(mixedInvoice, 'latin1'), {
    why: 'taxed, exempt (9997) and free (9996) lines, instalments, ISO-8859-1',
    items: [invoiceInBooks('invoice', {
      number: 'F001-00000131', issueDate: '2025-05-12', 'vendor.taxId': '20999999914', 'vendor.name': 'AGROINDUSTRIA ÑUSTA PERÚ S.A.', 'buyer.taxId': '20600000021', currency: 'PEN',
      'totals.subtotal': '500.00', 'totals.tax': '36.00', 'totals.exempt': '300.00', 'totals.total': '536.00', 'totals.payable': '536.00',
      'lines.length': 3, 'payment.dueDates.length': 2, 'payment.dueDates.0.date': '2025-06-12', 'payment.dueDates.1.amount': '268.00',
    })],
  }),
  sample('pe/roto-total.xml', changed(invoice, '>448.40<', '>484.40<'), { why: 'factura-F001-00000123.xml with 484.40 as its total: 380.00 + 68.40 = 448.40', items: [invalid('TOTALS_MISMATCH', { docType: 'invoice' })] }),
  sample('pe/roto-ruc.xml', changed(invoice, '20600000013', '20600000014'), { why: 'factura-F001-00000123.xml with a supplier RUC whose check digit is wrong', items: [invalid('INVALID_TAX_ID_CHECKSUM')] }),
  sample('pe/roto-fecha-futura.xml', changed(invoice, '<cbc:IssueDate>2025-04-15', '<cbc:IssueDate>2099-01-01'), { why: 'factura-F001-00000123.xml issued in 2099', items: [invalid('FUTURE_DATE')] }),
  sample('pe/roto-doctype.xml', changed(invoice, '<Invoice xmlns', '<!DOCTYPE Invoice>\n<Invoice xmlns'), { why: 'a DOCTYPE before the root, be it empty', items: [refused('XML_DTD_FORBIDDEN')] }),
  sample('pe/copia-de-factura-123.xml', invoice, { why: 'the bytes of factura-F001-00000123.xml under another name', order: 30, items: [{ state: 'duplicate' }] }),
  sample('pe/factura-123-reindentada.xml', reindented, { why: 'factura-F001-00000123.xml with other white space; the same natural key', order: 30, items: [{ state: 'duplicate', docType: 'invoice' }] }),
  sample('pe/factura-ajena.xml', changed(changed(changed(invoice, '20600000021', '20600000030'), 'F001-00000123', 'F001-00000140'), '2025-04-15', '2025-04-16'), {
    why: 'a sound invoice between two other companies',
    items: [waits('neither party is this company', { docType: 'invoice', findings: ['NOT_OURS'], canonical: { number: 'F001-00000140' } })],
  }),
  sample('pe/venta-F010-00000001.xml', sale, {
    why: 'issued by this company itself, so a sale', order: 10,
    items: [invoiceInBooks('invoice', { number: 'F010-00000001', direction: 'sale', 'vendor.taxId': '20600000021', 'buyer.taxId': '20999999922', 'totals.total': '448.40' })],
  }),
]
