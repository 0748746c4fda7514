import { banded } from '../paper/canvas/banded.ts'
import { english } from '../paper/canvas/english.ts'
import { typedLines } from '../paper/canvas/typed-lines.ts'
import type { PaperDocument } from '../paper/document.ts'
import { dotMatrix } from '../paper/drawing/dot-matrix.ts'
import { portal } from '../paper/drawing/portal.ts'
import { utilityBill } from '../paper/drawing/utility-bill.ts'
import { labelAbove } from '../paper/html/label-above.ts'
import { ride } from '../paper/html/ride.ts'
import { siiPrint } from '../paper/html/sii.ts'
import { balances, statementPage } from '../paper/html/statement.ts'
import { ticket } from '../paper/html/ticket.ts'
import { twoColumns } from '../paper/html/two-columns.ts'
import { letter } from '../paper/office/letter.ts'
import { fieldsOf, fieldsOfCleanPrint, readWell } from '../paper/outcome.ts'
import { drawn } from '../paper/producers/cairo.ts'
import { printed } from '../paper/producers/chromium.ts'
import { exported } from '../paper/producers/libreoffice.ts'
import { expenseInBooks, movementsInBooks, waits, type Sample } from '../sample.ts'
import * as america from './america.ts'
import * as spain from './spain.ts'
import { payrollLines, ticketLines } from './typed.ts'

type Fields = ReturnType<typeof fieldsOf>

function digital(path: Sample['path'], by: Sample['by'], document: PaperDocument, bytes: Sample['bytes'], why: string, fields: Fields = fieldsOfCleanPrint(document)): Sample {
  return { path, by, bytes, expected: { why: `digital PDF: ${why}`, order: document.docType === 'credit_note' ? 20 : 10, items: [readWell(document, fields)] } }
}

const without = (fields: Fields, ...paths: string[]): Fields => Object.fromEntries(Object.entries(fields).filter(([path]) => !paths.includes(path)))

const peru: Sample[] = [
  digital('pe/factura-F002-00004512.pdf', 'node', america.kuntur4512, () => banded(america.kuntur4512), 'pdfkit, coloured band over the head, framed number, ruled table, totals box on the right'),
  digital('pe/nota-credito-FC02-00000031.pdf', 'node', america.kunturCredit31, () => banded(america.kunturCredit31, { colour: '#274b7a' }), 'pdfkit, credit note that names the invoice it corrects'),
  digital('pe/factura-F006-00000088.pdf', 'tools', america.apu88, () => printed(twoColumns(america.apu88, { accent: '#3c6e3c' })), 'Chromium, parties in two columns, a discount on the whole'),
  digital('pe/factura-E001-215.pdf', 'tools', america.wasi215, () => drawn(portal(america.wasi215)), 'cairo, as the portal prints: label : value, no rules, taxed and exempt', { ...fieldsOfCleanPrint(america.wasi215), 'totals.exempt': '120.00' }),
  digital('pe/boleta-B002-00001877.pdf', 'tools', america.killaBoleta, () => printed(ticket(america.killaBoleta, { withCode: true })), 'Chromium, narrow strip, description left and amount right, QR', fieldsOf(america.killaBoleta)),
]

const chile: Sample[] = [
  digital('cl/factura-33-20981.pdf', 'tools', america.altiplano20981, () => printed(siiPrint(america.altiplano20981, '33')), 'Chromium, the print of the SII with its red box and the stamp as PDF417'),
  digital('cl/nota-credito-61-1203.pdf', 'tools', america.altiplanoCredit1203, () => printed(siiPrint(america.altiplanoCredit1203, '61')), 'Chromium, credit note with a table of references'),
  digital('cl/factura-4417-exenta-y-afecta.pdf', 'tools', america.litre4417, () => exported(letter(america.litre4417)), 'LibreOffice, a letter; taxed and exempt parts', { ...fieldsOfCleanPrint(america.litre4417), 'totals.exempt': '360000' }),
  digital('cl/factura-882.pdf', 'tools', america.quillay882, () => printed(labelAbove(america.quillay882)), 'Chromium, labels above their values, dates in words, no rules'),
  digital('cl/boleta-77120.pdf', 'tools', america.moteBoleta, () => printed(ticket(america.moteBoleta, { font: 'Inconsolata', sizePt: 10, withCode: true })), 'Chromium, narrow strip; IVA is named in a sentence', without(fieldsOf(america.moteBoleta), 'totals.subtotal', 'totals.tax')),
]

const ecuador: Sample[] = [
  digital('ec/factura-001-003-000045120.pdf', 'tools', america.condor45120, () => printed(ride(america.condor45120)), 'Chromium, RIDE with the access key as Code 128 and every kind of subtotal', { ...fieldsOfCleanPrint(america.condor45120), 'fiscalId.value': america.condor45120.accessKey ?? '' }),
  digital('ec/nota-credito-001-003-000000902.pdf', 'tools', america.condorCredit902, () => printed(ride(america.condorCredit902)), 'Chromium, RIDE of a credit note: two numbers and two dates'),
  digital('ec/factura-002-010-000000871.pdf', 'tools', america.chagra871, () => drawn(dotMatrix(america.chagra871)), 'cairo, one typewriter face, columns by blanks, two rates'),
  digital('ec/nota-de-venta-4511.pdf', 'tools', america.guayusaNote, () => printed(ticket(america.guayusaNote, { font: 'Courier Prime', sizePt: 10 })), 'Chromium, narrow strip without any tax', without(fieldsOf(america.guayusaNote), 'totals.subtotal', 'totals.tax')),
]

const spanish: Sample[] = [
  digital('es/factura-2025-0113.pdf', 'tools', spain.levante113, () => printed(twoColumns(spain.levante113, { withQr: true })), 'Chromium, three rates, VERI*FACTU QR'),
  digital('es/factura-23-2025-irpf.pdf', 'tools', spain.ana23, () => exported(letter(spain.ana23)), 'LibreOffice, a professional with IRPF withheld: the total printed is what is payable'),
  digital('es/invoice-INV-2025-0456.pdf', 'node', spain.nube456, () => english(spain.nube456), 'pdf-lib, English labels, month first in words, points for decimals'),
  digital('es/factura-luz.pdf', 'tools', spain.luz7781, () => drawn(utilityBill(spain.luz7781, { from: '2025-05-06', to: '2025-06-05' })), 'cairo, label left and value right, no table of lines, a period', without(fieldsOfCleanPrint(spain.luz7781), 'lines.length', 'dueDate')),
  digital('es/rectificativa-R-2025-004.pdf', 'node', spain.guadianaR4, () => banded(spain.guadianaR4, { colour: '#444444' }), 'pdfkit, factura rectificativa of an invoice that was never imported'),
  digital('es/factura-tres-paginas.pdf', 'node', spain.ebroThreePages, () => banded(spain.ebroThreePages, { colour: '#1d4e6b', rowsPerPage: 30 }), 'pdfkit, 74 lines that run over three pages, totals on the last'),
  digital('es/factura-protegida.pdf', 'node', spain.guadianaProtected, () => banded(spain.guadianaProtected, { pdf: { pdfVersion: '1.4', ownerPassword: 'propietaria', permissions: { copying: false, modifying: false } } }), 'pdfkit, encrypted with an empty user password: anyone may read it'),
  {
    path: 'es/factura-22-paginas.pdf', by: 'node', bytes: () => banded(spain.ebroAnnex, { rowsPerPage: 4, totalsOnFirstPage: true }),
    expected: { why: '22 pages: the first 20 are read', items: [waits('two pages were not read', { docType: 'invoice', findings: ['PAGES_TRUNCATED'], canonical: fieldsOf(spain.ebroAnnex) })] },
  },
  {
    path: 'es/ticket-T-0042.pdf', by: 'node', bytes: () => typedLines(ticketLines, { width: 226, fontSize: 9, margin: 14 }),
    expected: {
      why: 'the ticket as a digital PDF, 80 mm wide',
      items: [expenseInBooks('receipt', {
        country: 'ES', currency: 'EUR', number: 'T-0042', issueDate: '2025-04-15', issueTime: '18:32', 'vendor.name': 'SUPERMERCADO PRUEBA SL', 'vendor.taxId': 'B12345674', 'lines.length': 3, 'lines.0.gross': '1.90',
        'totals.subtotal': '7.98', 'totals.tax': '1.17', 'totals.total': '9.15', 'totals.taxBreakdown.length': 2, 'payment.method': 'card', 'payment.cardLast4': '1234', 'expense.category': 'SUPPLIES',
      })],
    },
  },
  {
    path: 'es/nomina-abril.pdf', by: 'node', bytes: () => typedLines(payrollLines, { width: 595, height: 842, fontSize: 10, margin: 50 }),
    expected: {
      why: 'a payslip: not an invoice, though CIF and IRPF stand on it; personal data wait for approval',
      items: [waits('a payroll is published only after approval', {
        docType: 'payroll', canonical: { country: 'ES', 'payroll.periodStart': '2025-04-01', 'payroll.periodEnd': '2025-04-30', 'payroll.gross': '1600.00', 'payroll.totalDeductions': '293.60', 'payroll.net': '1306.40', 'payroll.employee.taxId': '00000001R' },
      })],
    },
  },
  {
    path: 'es/extracto-mayo-meseta.pdf', by: 'tools', bytes: () => printed(statementPage(spain.mayStatement)),
    expected: {
      why: 'a bank statement as a digital PDF with a column of balances; two equal card payments on one day',
      items: [movementsInBooks({
        'bankStatement.account.iban': spain.mayStatement.iban, 'bankStatement.openingBalance.amount': spain.mayStatement.opening, 'bankStatement.closingBalance.amount': balances(spain.mayStatement).at(-1) ?? '',
        'bankStatement.transactions.length': 7, 'bankStatement.transactions.0.amount': '1452.00', 'bankStatement.transactions.2.ordinal': 1, 'bankStatement.transactions.3.ordinal': 2,
      }, { bankTransactions: 7, duplicates: 0 })],
    },
  },
]

export const digitalSamples: Sample[] = [...peru, ...chile, ...ecuador, ...spanish]
