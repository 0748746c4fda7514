import { vendors } from '../paper/companies.ts'
import { invoiceTo, line, manyLines, receiptIn, withAccessKey } from './build.ts'

/** Documents that arrive as pictures. Each has its own number, day and total: none is the picture of a digital one. */

export const kuntur4530 = invoiceTo('pe', {
  number: 'F002-00004530', issueDate: '2025-07-03', dueDate: '2025-08-02', vendor: vendors.kuntur, payment: { label: 'Crédito a 30 días', method: 'transfer' },
  lines: [line('Cuaderno A4 100 hojas', '60', '4.80', '18', { code: 'CU10' }), line('Lapicero azul caja x 50', '4', '27.50', '18', { code: 'LA50' }), line('Pizarra acrílica 120 x 80', '1', '145.00', '18', { code: 'PZ12' })],
})

export const apu93 = invoiceTo('pe', {
  number: 'F006-00000093', issueDate: '2025-07-08', dueDate: '2025-07-23', vendor: vendors.apu, payment: { label: 'Transferencia', method: 'transfer' },
  lines: [line('Flete Lima - Trujillo', '2', '980.00', '18'), line('Maniobras con montacargas', '3', '85.00', '18')],
})

export const wasi230 = invoiceTo('pe', {
  number: 'E001-230', issueDate: '2025-07-15', vendor: vendors.wasi, notes: ['PAGO AL CONTADO'],
  lines: [line('Asesoría contable, julio', '1', '800.00', '18'), line('Trámite ante registros públicos', '1', '245.00', '18')],
})

/** The paper of the first sample invoice, whose number a hurried reader takes for another: the near key must notice. */
export const misread128 = invoiceTo('pe', {
  number: 'F001-00000128', issueDate: '2025-04-15', dueDate: '2025-05-15', vendor: { name: 'COMERCIAL DE PRUEBA S.A.C.', taxId: '20600000013', address: 'Av. Los Sauces 100', city: 'Lima' },
  lines: [line('TECLADO', '2', '150.00', '18'), line('INSTALACION', '1', '80.00', '18')],
})

export const picaflorBoleta = receiptIn('pe', 'BOLETA DE VENTA ELECTRONICA', {
  number: 'B003-00000762', issueDate: '2025-07-10', issueTime: '13:51', vendor: vendors.picaflor, payment: { label: 'EFECTIVO', method: 'cash' },
  lines: [line('MENU EJECUTIVO', '3', '24.00', '18'), line('CHICHA MORADA JARRA', '1', '18.00', '18'), line('SUSPIRO LIMEÑO', '2', '12.50', '18')],
})

export const intiBoleta = receiptIn('pe', 'BOLETA DE VENTA ELECTRONICA', {
  number: 'B001-00019034', issueDate: '2025-07-18', issueTime: '09:12', vendor: vendors.inti, payment: { label: 'EFECTIVO', method: 'cash' },
  lines: [line('CEMENTO BOLSA 42.5 KG', '4', '28.90', '18'), line('CLAVO 2" X KG', '2', '7.50', '18'), line('BROCHA 4 PULG', '1', '14.20', '18')],
})

export const altiplano20997 = invoiceTo('cl', {
  number: '20997', issueDate: '2025-07-04', dueDate: '2025-08-03', vendor: vendors.altiplano,
  lines: [line('Reparación compresor', '1', '365000', '19', { code: 'RC-4' }), line('Correa en V', '6', '8450', '19', { code: 'CV-6' })],
})

export const copihue3310 = invoiceTo('cl', {
  number: '3310', issueDate: '2025-07-11', dueDate: '2025-08-10', vendor: vendors.copihue, payment: { label: 'Crédito 30 días', method: 'transfer' },
  lines: [line('Flete Santiago - Concepción', '1', '420000', '19'), line('Peajes', '4', '6700', '19'), line('Hora de espera', '3', '18500', '19')],
})

export const quillay905 = invoiceTo('cl', {
  number: '905', issueDate: '2025-07-14', vendor: vendors.quillay, payment: { label: 'Contado', method: 'cash' }, lines: [line('Lámpara de escritorio', '5', '24990', '19'), line('Repisa de pino', '2', '39990', '19')],
})

export const moteBoleta77188 = receiptIn('cl', 'BOLETA ELECTRONICA', {
  number: '77188', issueDate: '2025-07-12', issueTime: '15:20', vendor: vendors.mote, payment: { label: 'TARJETA DEBITO ****9021', method: 'card', cardLast4: '9021' },
  lines: [line('CAZUELA DE VACUNO', '2', '7900', '19'), line('PASTEL DE CHOCLO', '1', '8500', '19'), line('AGUA MINERAL', '3', '1600', '19')],
})

export const condor45188 = withAccessKey(invoiceTo('ec', {
  number: '001-003-000045188', issueDate: '2025-07-07', dueDate: '2025-08-06', vendor: vendors.papagayo, lines: manyLines(38, '15'),
}))

export const manglar990 = withAccessKey(invoiceTo('ec', {
  number: '003-001-000000990', issueDate: '2025-07-16', vendor: vendors.manglar,
  lines: [line('Mantenimiento de aire acondicionado', '4', '38.00', '15', { code: 'S01' }), line('Recarga de gas', '2', '45.50', '15', { code: 'S07' })],
}))

export const manglarCredit12 = withAccessKey(invoiceTo('ec', {
  docType: 'credit_note', title: 'NOTA DE CRÉDITO', number: '003-001-000000012', issueDate: '2025-07-21', vendor: vendors.manglar,
  reference: { number: '003-001-000000990', date: '2025-07-16', reason: 'DESCUENTO POR DEMORA', docType: '01' }, lines: [line('Descuento por demora', '1', '20.00', '15', { code: 'S01' })],
}))

export const guayusaNote4588 = receiptIn('ec', 'NOTA DE VENTA', {
  number: '001-001-000004588', issueDate: '2025-07-19', issueTime: '10:44', vendor: vendors.guayusa, payment: { label: 'EFECTIVO', method: 'cash' },
  lines: [line('BOLON DE VERDE', '3', '3.25', '0'), line('JUGO DE NARANJILLA', '3', '2.40', '0')],
})

export const ticket43 = receiptIn('es', 'FACTURA SIMPLIFICADA', {
  number: 'T-0043', issueDate: '2025-04-17', issueTime: '11:05', vendor: vendors.supermercado, payment: { label: 'TARJETA ****1234', method: 'card', cardLast4: '1234' },
  lines: [line('LECHE ENTERA', '6', '0.95', '4'), line('PAN', '2', '1.20', '4'), line('DETERGENTE', '1', '6.05', '21'), line('BOLSA', '1', '0.15', '21')],
})

export const ticket44 = receiptIn('es', 'FACTURA SIMPLIFICADA', {
  number: 'T-0044', issueDate: '2025-04-24', issueTime: '20:17', vendor: vendors.supermercado, payment: { label: 'EFECTIVO', method: 'cash' },
  lines: [line('CAFE MOLIDO 250 G', '2', '3.49', '10'), line('PAPEL COCINA', '1', '2.79', '21'), line('ACEITUNAS', '1', '1.85', '10')],
})

export const mesetaFuel = receiptIn('es', 'FACTURA SIMPLIFICADA', {
  number: '0912-55120', issueDate: '2025-07-09', issueTime: '07:38', vendor: vendors.meseta, payment: { label: 'TARJETA ****7788', method: 'card', cardLast4: '7788' },
  lines: [line('GASOLEO A 41,22 L', '1', '59.73', '21')], notes: ['Surtidor 4'],
})

export const bruno58 = invoiceTo('es', {
  number: '2025/58', issueDate: '2025-07-10', vendor: vendors.bruno, withholding: { kind: 'IRPF', rate: '15' }, lines: [line('Traducción jurada (palabras)', '4200', '0.14', '21'), line('Legalización', '1', '35.00', '21')],
})

export const azahar77 = invoiceTo('es', {
  number: 'C-2025-077', issueDate: '2025-07-02', dueDate: '2025-07-17', vendor: vendors.azahar, payment: { label: 'Transferencia', method: 'transfer' },
  lines: [line('Menú de empresa', '32', '18.50', '10'), line('Alquiler de vajilla', '1', '120.00', '21')],
})

export const levanteTwoPages = invoiceTo('es', {
  number: '2025-0140', issueDate: '2025-07-17', dueDate: '2025-08-16', vendor: vendors.levante, payment: { label: 'Transferencia', method: 'transfer' }, lines: manyLines(41, '21'),
})

export const ebroMixed = invoiceTo('es', {
  number: 'FV25/3471', issueDate: '2025-07-22', dueDate: '2025-09-20', vendor: vendors.ebro, payment: { label: 'Giro a 60 días', method: 'direct_debit' }, lines: manyLines(36, '21'),
})

export const guadianaSearchable = invoiceTo('es', {
  number: 'T-2025-1004', issueDate: '2025-07-24', dueDate: '2025-08-23', vendor: vendors.guadiana, lines: [line('Neumático 205/55 R16', '4', '78.40', '21'), line('Equilibrado', '4', '9.00', '21')],
})
