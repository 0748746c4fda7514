import { vendors } from '../paper/companies.ts'
import { invoiceTo, line, receiptIn, withAccessKey } from './build.ts'

// Peru

export const kuntur4512 = invoiceTo('pe', {
  number: 'F002-00004512', issueDate: '2025-06-10', dueDate: '2025-07-10', vendor: vendors.kuntur, payment: { label: 'Crédito a 30 días', method: 'transfer' },
  lines: [line('Papel bond A4 75 g x 500', '40', '14.20', '18', { code: 'PB75' }), line('Tóner negro compatible', '3', '189.90', '18', { code: 'TN12' }), line('Archivador lomo ancho', '24', '7.50', '18', { code: 'AR08' })],
  notes: ['SON: MIL QUINIENTOS CINCUENTA Y CUATRO CON 89/100 SOLES', 'Operación no sujeta a detracción'],
})

export const kunturCredit31 = invoiceTo('pe', {
  docType: 'credit_note', title: 'NOTA DE CRÉDITO ELECTRÓNICA', number: 'FC02-00000031', issueDate: '2025-06-17', vendor: vendors.kuntur,
  reference: { number: 'F002-00004512', date: '2025-06-10', reason: 'Devolución de un tóner', docType: '01' },
  lines: [line('Tóner negro compatible', '1', '189.90', '18', { code: 'TN12' })],
})

export const apu88 = invoiceTo('pe', {
  number: 'F006-00000088', issueDate: '2025-06-12', dueDate: '2025-06-27', vendor: vendors.apu, discount: '50.00', payment: { label: 'Transferencia', method: 'transfer' },
  lines: [line('Flete Lima - Arequipa, 2,4 t', '1', '1350.00', '18'), line('Estiba y desestiba', '4', '35.00', '18'), line('Seguro de carga', '1', '62.75', '18')],
  notes: ['Cuenta BCP 191-00000000-0-00'],
})

export const wasi215 = invoiceTo('pe', {
  number: 'E001-215', issueDate: '2025-06-18', vendor: vendors.wasi, lines: [line('Asesoría contable, junio', '1', '800.00', '18'), line('Libro de normas (venta)', '2', '60.00', null)],
  notes: ['PAGO AL CONTADO'],
})

export const killaBoleta = receiptIn('pe', 'BOLETA DE VENTA ELECTRONICA', {
  number: 'B002-00001877', issueDate: '2025-06-14', issueTime: '19:42', vendor: vendors.killa, payment: { label: 'TARJETA VISA ****4411', method: 'card', cardLast4: '4411' },
  lines: [line('ALCOHOL GEL 1L', '2', '15.90', '18'), line('MASCARILLA X 50', '1', '12.50', '18'), line('TERMOMETRO DIGITAL', '1', '29.90', '18')],
})

// Chile

export const altiplano20981 = invoiceTo('cl', {
  number: '20981', issueDate: '2025-06-09', dueDate: '2025-07-09', vendor: vendors.altiplano,
  lines: [line('Mantención preventiva grupo electrógeno', '1', '480000', '19', { code: 'MP-1' }), line('Filtro de aceite', '4', '12990', '19', { code: 'FO-22' }), line('Traslado técnico (km)', '86', '450', '19', { code: 'KM' })],
})

export const altiplanoCredit1203 = invoiceTo('cl', {
  docType: 'credit_note', title: 'NOTA DE CRÉDITO ELECTRÓNICA', number: '1203', issueDate: '2025-06-16', vendor: vendors.altiplano,
  reference: { number: '20981', date: '2025-06-09', reason: 'Devolución de filtros', docType: '33' }, lines: [line('Filtro de aceite', '2', '12990', '19', { code: 'FO-22' })],
})

export const litre4417 = invoiceTo('cl', {
  number: '4417', issueDate: '2025-06-20', dueDate: '2025-07-20', vendor: vendors.litre,
  lines: [line('Informe estructural', '1', '1250000', '19'), line('Curso de capacitación (exento)', '8', '45000', null)],
})

export const quillay882 = invoiceTo('cl', {
  number: '882', issueDate: '2025-06-23', vendor: vendors.quillay, payment: { label: 'Contado', method: 'cash' },
  lines: [line('Silla ergonómica', '3', '89990', '19'), line('Escritorio 140 cm', '1', '129990', '19')],
})

export const moteBoleta = receiptIn('cl', 'BOLETA ELECTRONICA', {
  number: '77120', issueDate: '2025-06-21', issueTime: '14:05', vendor: vendors.mote, payment: { label: 'EFECTIVO', method: 'cash' },
  lines: [line('MENU DEL DIA', '2', '6990', '19'), line('JUGO NATURAL', '2', '2500', '19'), line('CAFE', '1', '1800', '19')],
})

// Ecuador

export const condor45120 = withAccessKey(invoiceTo('ec', {
  number: '001-003-000045120', issueDate: '2025-06-11', vendor: vendors.condor,
  lines: [line('Monitor 24 pulgadas', '2', '132.50', '15', { code: 'M24' }), line('Cable HDMI 2 m', '5', '6.40', '15', { code: 'CH2', discount: '2.00' }), line('Libro de gestión', '1', '18.00', '0', { code: 'LB1' })],
}))

export const condorCredit902 = withAccessKey(invoiceTo('ec', {
  docType: 'credit_note', title: 'NOTA DE CRÉDITO', number: '001-003-000000902', issueDate: '2025-06-19', vendor: vendors.condor,
  reference: { number: '001-003-000045120', date: '2025-06-11', reason: 'DEVOLUCION DE MERCADERIA', docType: '01' }, lines: [line('Monitor 24 pulgadas', '1', '132.50', '15', { code: 'M24' })],
}))

export const chagra871 = withAccessKey(invoiceTo('ec', {
  number: '002-010-000000871', issueDate: '2025-06-24', dueDate: '2025-07-09', vendor: vendors.chagra,
  lines: [line('QUESO FRESCO 500 G', '30', '2.85', '0'), line('YOGUR NATURAL 1 L', '24', '2.10', '15'), line('MANJAR DE LECHE', '12', '3.35', '15'), line('FLETE', '1', '18.00', '15')],
  notes: ['FORMA DE PAGO: OTROS CON UTILIZACION DEL SISTEMA FINANCIERO'],
}))

export const guayusaNote = receiptIn('ec', 'NOTA DE VENTA', {
  number: '001-001-000004511', issueDate: '2025-06-22', issueTime: '08:31', vendor: vendors.guayusa, payment: { label: 'EFECTIVO', method: 'cash' },
  lines: [line('DESAYUNO CONTINENTAL', '2', '4.50', '0'), line('CAFE FILTRADO', '1', '1.75', '0')],
})
