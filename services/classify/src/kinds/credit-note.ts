import { clue, phrases, titled, type Kind } from './kind.ts'

export const creditNote: Kind = {
  docType: 'credit_note',
  sourceTypes: ['invoices'],
  strong: [
    ...phrases('nota de credito', 'nota credito', 'notas? de abono', 'factura (?:electronica )?rectificativa', 'factura de abono', 'credit note', 'credit memo'),
    clue('abono as a title', /(?:^|\n) ?abono (?:n[o.:]|\d)/),
    clue('corrects a factura', /(?<![a-z])(?:anula|corrige|rectifica|modifica)[^\n]{0,25}factura/),
  ],
  medium: [
    ...phrases('factura rectificada', 'factura afectada', 'rectifica a', 'comprobante que se modifica', 'documento que (?:se )?modifica', 'documento (?:modificado|afectado|de referencia)', 'motivo (?:de la )?(?:emision|modificacion|rectificacion|devolucion)', 'anulacion de la operacion', 'devolucion', 'tipo de nota de credito', 'razon de modificacion', 'codref'),
    clue('refers to a factura', /(?<![a-z])ref(?:erencia)?\.?(?: a(?: la)?)?:? factura/),
  ],
  against: phrases('nota de debito', 'debit note', 'cargo', 'saldo (?:anterior|inicial|final)', 'nomina', 'ticket'),
  title: titled('notas? (?:de )?(?:credito|abono)|factura (?:electronica )?(?:rectificativa|de abono)|credit (?:note|memo)'),
  silences: ['invoice', 'receipt', 'debit_note', 'order'],
}
