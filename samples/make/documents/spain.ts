import { vendors } from '../paper/companies.ts'
import type { PrintedStatement } from '../paper/html/statement.ts'
import { invoiceTo, line, manyLines } from './build.ts'

export const levante113 = invoiceTo('es', {
  number: '2025-0113', issueDate: '2025-06-05', dueDate: '2025-07-05', vendor: vendors.levante, payment: { label: 'Transferencia', method: 'transfer' },
  lines: [line('Folletos A5 a color (millar)', '3', '148.00', '21'), line('Carteles A2', '25', '6.80', '21'), line('Libro "Rutas de Aragón" (reventa)', '40', '9.50', '4'), line('Catálogo en papel', '10', '12.00', '10')],
  notes: ['Transferencia a ES80 9999 0001 4500 0000 0001'],
})

export const ana23 = invoiceTo('es', {
  number: '23/2025', issueDate: '2025-06-30', vendor: vendors.ana, withholding: { kind: 'IRPF', rate: '15' },
  lines: [line('Diseño de identidad corporativa', '1', '1800.00', '21'), line('Maquetación de catálogo (páginas)', '36', '22.50', '21')],
  notes: ['Forma de pago: transferencia a 15 días.'],
})

export const nube456 = invoiceTo('es', {
  title: 'INVOICE', number: 'INV-2025-0456', issueDate: '2025-06-02', dueDate: '2025-07-02', vendor: vendors.nube,
  lines: [line('Team plan, 25 seats', '25', '44.00', '21'), line('Priority support', '1', '350.00', '21'), line('Extra storage (TB)', '3', '29.90', '21')],
  notes: ['Please quote the invoice number with your payment. Thank you for your business.'],
})

export const luz7781 = invoiceTo('es', {
  title: 'FACTURA DE ELECTRICIDAD', number: 'PMR601N0077815', issueDate: '2025-06-08', dueDate: '2025-06-16', vendor: vendors.luz, payment: { label: 'Domiciliación', method: 'direct_debit', iban: 'ES80 9999 0001 4500 0000 0001' },
  lines: [line('Potencia contratada', '1', '96.12', '21'), line('Energía consumida', '1', '207.44', '21'), line('Impuesto sobre la electricidad', '1', '15.52', '21'), line('Alquiler de contador', '1', '1.14', '21')],
})

export const guadianaR4 = invoiceTo('es', {
  docType: 'credit_note', title: 'FACTURA RECTIFICATIVA', number: 'R-2025-004', issueDate: '2025-06-25', vendor: vendors.guadiana,
  reference: { number: 'T-2025-0871', date: '2025-06-03', reason: 'Descuento por volumen acordado' }, lines: [line('Abono por volumen de compras', '1', '240.00', '21')],
})

export const ebroThreePages = invoiceTo('es', {
  number: 'FV25/3307', issueDate: '2025-06-13', dueDate: '2025-08-12', vendor: vendors.ebro, payment: { label: 'Giro a 60 días', method: 'direct_debit' }, lines: manyLines(74, '21'),
})

export const guadianaProtected = invoiceTo('es', {
  number: 'T-2025-0912', issueDate: '2025-06-19', vendor: vendors.guadiana, lines: [line('Cambio de aceite y filtros', '1', '119.00', '21'), line('Mano de obra (horas)', '2.5', '42.00', '21')],
})

export const ebroAnnex = invoiceTo('es', {
  number: 'FV25/3398', issueDate: '2025-06-26', dueDate: '2025-08-25', vendor: vendors.ebro, lines: manyLines(22 * 4, '21'), notes: ['El detalle sigue en las páginas de anexo.'],
})

export const mayStatement: PrintedStatement = {
  bank: 'Banco de la Meseta', holder: 'CLIENTE UNO SA', taxId: 'A58000019', iban: 'ES3599990003310123456789', from: '2025-05-01', to: '2025-05-31', opening: '4587.50',
  movements: [
    { date: '2025-05-02', valueDate: '2025-05-02', text: 'TRANSFERENCIA RECIBIDA TALLERES RIO SL FACTURA A-2025-71', amount: '1452.00' },
    { date: '2025-05-06', valueDate: '2025-05-06', text: 'RECIBO RED IBERICA SA TELEFONIA', amount: '-39.90' },
    { date: '2025-05-06', valueDate: '2025-05-06', text: 'COMPRA TARJETA 1234 PARKING CENTRO', amount: '-6.50' },
    { date: '2025-05-06', valueDate: '2025-05-07', text: 'COMPRA TARJETA 1234 PARKING CENTRO', amount: '-6.50' },
    { date: '2025-05-20', valueDate: '2025-05-20', text: 'TGSS CUOTA SEGURIDAD SOCIAL', amount: '-1318.44' },
    { date: '2025-05-30', valueDate: '2025-05-30', text: 'NOMINA MAYO ANA EJEMPLO', amount: '-1306.40' },
    { date: '2025-05-31', valueDate: '2025-05-31', text: 'COMISION MANTENIMIENTO', amount: '-12.50' },
  ],
}
