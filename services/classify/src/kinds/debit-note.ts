import { phrases, titled, type Kind } from './kind.ts'

export const debitNote: Kind = {
  docType: 'debit_note',
  sourceTypes: ['invoices'],
  strong: phrases('nota de debito', 'nota debito', 'nota de cargo', 'debit note', 'debit memo'),
  medium: phrases('intereses (?:por|de) mora', 'aumento en el valor', 'penalidad(?:es)?', 'comprobante que se modifica', 'documento que (?:se )?modifica', 'tipo de nota de debito'),
  against: phrases('nota de credito', 'credit note', 'saldo (?:anterior|inicial|final)'),
  title: titled('notas? (?:de )?(?:debito|cargo)|debit (?:note|memo)'),
  silences: ['invoice', 'receipt', 'credit_note', 'order'],
}
