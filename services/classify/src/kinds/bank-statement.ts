import { clue, phrases, titled, type Kind } from './kind.ts'

export const bankStatement: Kind = {
  docType: 'bank_statement',
  sourceTypes: ['bank'],
  strong: [
    ...phrases('extracto', 'estado de cuenta', 'estado de movimientos', 'cartola', '(?:fecha|f|fec|f\\.) ?valor', 'movimientos de (?:la )?cuenta', 'consulta de movimientos', '(?:bank|account) statement'),
    clue('opening and closing balance', /(?<![a-z])(?:saldo (?:anterior|inicial)|opening balance|previous balance)/, /(?<![a-z])(?:saldo (?:final|actual|disponible|al)|nuevo saldo|closing balance|new balance)/),
    clue('columns of a statement', /fecha[^\n]*(?:concepto|descripcion|detalle|movimiento)[^\n]*(?:importe|cargo|debe|abono)[^\n]*saldo/),
  ],
  medium: [
    ...phrases('iban', 'cci', 'movimientos', 'saldo', 'titular', 'n(?:umer)?o\\.? de cuenta'),
    clue('debe and haber', /(?<![a-z])debe(?![a-z])/, /(?<![a-z])haber(?![a-z])/),
    clue('cargo and abono', /(?<![a-z])cargos?(?![a-z])/, /(?<![a-z])(?:abonos?|depositos?)(?![a-z])/),
  ],
  against: phrases('(?:nif|ruc|rut) cliente', 'base imponible', 'factura electronica', 'nota de (?:credito|debito)', 'devengos', 'sub ?total', 'orden de transferencia', '(?:justificante|comprobante) de transferencia', 'gracias por su compra'),
  title: titled('extracto|estado de (?:cuenta|movimientos)|cartola|consulta de movimientos|movimientos de (?:la )?cuenta|(?:bank|account) statement'),
  // Movements tell of wages, invoices, receipts and transfers; none of that is what the document is.
  silences: ['transfer', 'receipt', 'invoice', 'credit_note', 'debit_note', 'payroll', 'quote', 'order', 'product_list', 'contract'],
}
