import type { DocType, FileKind } from '@chasqui/contracts'
import type { Classification } from './classification.ts'
import type { TypeCode } from './type-code.ts'

/** A format that states its own type is believed: only a person knows better. */
const STATED = 0.99

/**
 * The type of a structured document from its format and the code it states.
 * A format or a code that leads nowhere in the books answers `unknown` for review, never a failure.
 */
export function classifyStructured(kind: FileKind, typeCode: TypeCode | undefined): Classification {
  const table = TABLES[kind]
  if (table === undefined) return unknown(`${kind} says nothing about its type`)
  if (typeof table === 'string') return known(table, `${kind} of movements`)
  if (typeCode === undefined) return unknown(`${kind} without its type code`)
  const { code } = typeCode
  const docType = kind === 'ubl' && code === '03' && typeCode.buyerHasRuc !== true ? 'receipt' : table[code] ?? 'unknown'
  if (docType === 'unknown') return { ...unknown(`${kind} type ${code} has no place in the books`), subType: code }
  return { ...known(docType, `${kind} type ${code}`), subType: code }
}

function known(docType: DocType, reason: string): Classification {
  return { docType, confidence: STATED, reasons: [reason], needsReview: false }
}

function unknown(reason: string): Classification {
  return { docType: 'unknown', confidence: 0, reasons: [reason], needsReview: true }
}

type CodeTable = Readonly<Record<string, DocType>>

/** SUNAT catalogue 01; 380, 381, 383 and 384 are the codes of plain UBL (UN/ECE 1001). 03 without a buyer's RUC is a receipt. */
const UBL: CodeTable = {
  '01': 'invoice', '03': 'invoice', '07': 'credit_note', '08': 'debit_note',
  '380': 'invoice', '381': 'credit_note', '383': 'debit_note', '384': 'credit_note',
}

/** Chile: 52 (dispatch guide) and 43 (settlement) are left out on purpose. */
const DTE: CodeTable = {
  '33': 'invoice', '34': 'invoice', '46': 'invoice', '110': 'invoice',
  '39': 'receipt', '41': 'receipt',
  '61': 'credit_note', '112': 'credit_note', '56': 'debit_note', '111': 'debit_note',
}

/** Ecuador: 03 is an invoice that the buyer issues; 06 (guide) and 07 (withholding) are left out on purpose. */
const SRI: CodeTable = { '01': 'invoice', '03': 'invoice', '04': 'credit_note', '05': 'debit_note' }

/** Mexico: T (transport) is left out on purpose. */
const CFDI: CodeTable = { I: 'invoice', E: 'credit_note', P: 'transfer', N: 'payroll' }

/** Facturae: document types FC complete, FA simplified, AF self-billed; the classes with R correct an earlier invoice. */
const FACTURAE: CodeTable = Object.fromEntries(
  ['FC', 'FA', 'AF'].flatMap((type) => [
    ...['OO', 'CO', 'OC', 'CC'].map((cls) => [`${type}/${cls}`, 'invoice'] as const),
    ...['OR', 'CR'].map((cls) => [`${type}/${cls}`, 'credit_note'] as const),
  ]),
)

const TABLES: Readonly<Partial<Record<FileKind, CodeTable | DocType>>> = {
  ubl: UBL, dte: DTE, sri: SRI, cfdi: CFDI, facturae: FACTURAE,
  camt053: 'bank_statement', ofx: 'bank_statement', mt940: 'bank_statement', norma43: 'bank_statement',
  // Tables of documents become rows before they come here; one that comes whole is a list of movements.
  csv: 'bank_statement', json: 'bank_statement',
}
