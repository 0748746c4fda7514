import { expenseInBooks, invalid, invoiceInBooks, sample, type Sample } from '../sample.ts'

const json = (rows: readonly object[]): string => JSON.stringify(rows, null, 2) + '\n'

/** Commas, decimal points, ISO dates. The third row does not add up, the fourth has a RUC that fails. */
const peInvoices = `Número,Fecha de emisión,Vencimiento,Proveedor,RUC,Base imponible,IGV,Importe total,Moneda
F004-00000310,2025-05-06,2025-06-05,DISTRIBUIDORA KUNTUR S.A.C.,20999999922,1200.00,216.00,1416.00,PEN
F004-00000318,2025-05-13,2025-06-12,DISTRIBUIDORA KUNTUR S.A.C.,20999999922,85.50,15.39,100.89,PEN
F004-00000325,2025-05-20,2025-06-19,DISTRIBUIDORA KUNTUR S.A.C.,20999999922,300.00,54.00,345.00,PEN
E001-87,2025-05-21,,ASESORES WASI S.R.L.,20999999932,500.00,90.00,590.00,PEN
`

/** Semicolons, windows-1252, day first, a sign of currency, points between thousands, RUT with and without points; a line of sums at the end. */
const clInvoices = `Folio;Tipo DTE;Fecha emisión;RUT proveedor;Razón social;Neto;IVA;Total
5501;33;12-05-2025;96.000.008-0;SERVICIOS ALTIPLANO S.A.;$ 250.000;$ 47.500;$ 297.500
5502;33;2-6-2025;96000008-0;SERVICIOS ALTIPLANO S.A.;$ 1.234;$ 234;$ 1.468
Total;;;;;$ 251.234;$ 47.734;$ 298.968
`

const esExpenses = `Fecha;Concepto;Categoría;Importe;Forma de pago;Proveedor
03/06/2025;Gasolina visita cliente;FUEL;54,20;tarjeta;ESTACION DE SERVICIO LEVANTE SL
05/06/2025;Comida con cliente;MEALS;1.036,50;tarjeta;RESTAURANTE EL FARO SL
09/06/2025;Internet de la oficina;TELECOM;39,90;domiciliación;RED IBERICA SA
`

const tickets = [
  { vendor: 'PAPELERIA CENTRAL SL', nif: 'B46000048', number: 'T-1181', date: '2025-06-10', time: '10:12', base: 8.26, iva: 1.74, total: 10.0, payment_method: 'cash', currency: 'EUR' },
  { vendor: 'PARKING CENTRO SA', nif: 'A28000073', number: 'P-77120', date: '2025-06-11', time: '19:03', base: 5.37, iva: 1.13, total: 6.5, payment_method: 'card', currency: 'EUR' },
]

export const rowSamples: Sample[] = [
  sample('pe/facturas-mayo.csv', peInvoices, {
    why: 'rows of invoices (CSV, UTF-8): two sound, one whose total is wrong, one whose RUC fails', sourceType: 'invoices',
    items: [
      invoiceInBooks('invoice', { number: 'F004-00000310', issueDate: '2025-05-06', dueDate: '2025-06-05', 'vendor.taxId': '20999999922', 'vendor.name': 'DISTRIBUIDORA KUNTUR S.A.C.', currency: 'PEN', 'totals.subtotal': '1200.00', 'totals.tax': '216.00', 'totals.total': '1416.00' }),
      invoiceInBooks('invoice', { number: 'F004-00000318', issueDate: '2025-05-13', 'totals.total': '100.89' }),
      invalid('TOTALS_MISMATCH', { canonical: { number: 'F004-00000325' } }),
      invalid('INVALID_TAX_ID_CHECKSUM', { canonical: { number: 'E001-87' } }),
    ],
  }),
  sample('pe/facturas-junio.json', json([
    { invoice_number: 'F005-00000041', invoice_date: '2025-06-04', vendor: 'TRANSPORTES APU S.A.', ruc: '20999999949', subtotal: '640.00', igv: '115.20', total: '755.20', currency: 'PEN' },
    { numero: 'F005-42', fecha: '05/06/2025', proveedor: 'TRANSPORTES APU S.A.', ruc: '20999999949', 'base imponible': 95, igv: 17.1, total: 112.1, moneda: 'PEN' },
    { invoice_date: '2025-06-09', vendor: 'TRANSPORTES APU S.A.', ruc: '20999999949', subtotal: '10.00', igv: '1.80', total: '11.80', currency: 'PEN' },
  ]), {
    why: 'rows of invoices (JSON): English and Spanish names, numbers as numbers; the third has no number', sourceType: 'invoices',
    items: [
      invoiceInBooks('invoice', { number: 'F005-00000041', issueDate: '2025-06-04', 'vendor.taxId': '20999999949', 'totals.total': '755.20' }),
      invoiceInBooks('invoice', { number: 'F005-42', issueDate: '2025-06-05', currency: 'PEN', 'totals.subtotal': '95.00', 'totals.total': '112.10' }),
      invalid('MISSING_REQUIRED_FIELD'),
    ],
  }),
  sample('cl/facturas-mayo.csv', Buffer.from(clInvoices, 'latin1'), {
    why: 'rows of invoices (CSV, windows-1252): 1.234 is one thousand two hundred and thirty-four pesos; the line of sums is no invoice', sourceType: 'invoices',
    items: [
      invoiceInBooks('invoice', { number: '5501', subType: '33', issueDate: '2025-05-12', 'vendor.taxId': '96000008-0', 'totals.subtotal': '250000', 'totals.tax': '47500', 'totals.total': '297500' }),
      invoiceInBooks('invoice', { number: '5502', issueDate: '2025-06-02', 'vendor.taxId': '96000008-0', 'totals.subtotal': '1234', 'totals.total': '1468' }),
    ],
  }),
  sample('cl/facturas-junio.json', json([
    { folio: 9001, tipo_dte: 33, fecha_emision: '2025-06-10', rut: '79000007-2', proveedor: 'LOGISTICA COPIHUE LTDA', neto: 84000, iva: 15960, total: 99960 },
    { folio: 9002, tipo_dte: 34, fecha_emision: '2025-06-11', rut: '79000007-2', proveedor: 'LOGISTICA COPIHUE LTDA', exento: 45000, iva: 0, total: 45000 },
  ]), {
    why: 'rows of invoices (JSON): whole numbers, one exempt', sourceType: 'invoices',
    items: [
      invoiceInBooks('invoice', { number: '9001', issueDate: '2025-06-10', 'vendor.taxId': '79000007-2', 'totals.total': '99960' }),
      invoiceInBooks('invoice', { number: '9002', issueDate: '2025-06-11', 'totals.total': '45000' }),
    ],
  }),
  sample('es/gastos-junio.csv', esExpenses, {
    why: 'rows of expenses (CSV) with their category', sourceType: 'expenses',
    items: [
      expenseInBooks('expense', { issueDate: '2025-06-03', 'totals.total': '54.20', 'expense.category': 'FUEL', 'payment.method': 'card' }),
      expenseInBooks('expense', { issueDate: '2025-06-05', 'totals.total': '1036.50', 'expense.category': 'MEALS' }),
      expenseInBooks('expense', { issueDate: '2025-06-09', 'totals.total': '39.90', 'expense.category': 'TELECOM', 'payment.method': 'direct_debit' }),
    ],
  }),
  sample('es/tickets-junio.json', json(tickets), {
    why: 'rows of tickets (JSON)', sourceType: 'receipts',
    items: [
      expenseInBooks('receipt', { number: 'T-1181', issueDate: '2025-06-10', issueTime: '10:12', 'vendor.taxId': 'B46000048', 'totals.total': '10.00', 'payment.method': 'cash' }),
      expenseInBooks('receipt', { number: 'P-77120', issueDate: '2025-06-11', 'vendor.taxId': 'A28000073', 'totals.subtotal': '5.37', 'totals.total': '6.50', 'payment.method': 'card' }),
    ],
  }),
  sample('ec/gastos-junio.json', json([
    { fecha: '2025-06-02', concepto: 'TAXI AEROPUERTO', categoria: 'TRAVEL', monto: '12.50', forma_pago: 'efectivo' },
    { date: '2025-06-03', description: 'LUZ OFICINA', amount: '48.12', payment_method: 'transfer' },
    { date: '2025-06-03', description: 'HOTEL CUENCA', amount: '-80.00', payment_method: 'card' },
  ]), {
    why: 'rows of expenses (JSON): one without category that its words give away, one negative', sourceType: 'expenses',
    items: [
      expenseInBooks('expense', { issueDate: '2025-06-02', 'totals.total': '12.50', 'expense.category': 'TRAVEL', 'payment.method': 'cash' }),
      expenseInBooks('expense', { issueDate: '2025-06-03', 'totals.total': '48.12', 'expense.category': 'UTILITIES', 'payment.method': 'transfer' }),
      invalid('NEGATIVE_AMOUNT'),
    ],
  }),
]
