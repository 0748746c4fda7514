import type { Canonical, Evidence } from '@chasqui/contracts'
import type { Document } from '../document.ts'
import type { Line, Sheet } from '../page/sheet.ts'
import { evidenceOf, overlap, spanOf } from '../page/span.ts'

/** Words of a line that speaks of another document: the one that this one corrects. */
const REFERENCE = /(?<![a-z])(?:(?:documento|comprobante|factura|boleta)s? (?:que (?:se )?)?(?:modifica[a-z]*|rectificad[ao]|afectad[ao]|relacionad[ao]|de referencia|anulad[ao]|original|a modificar)|que (?:se )?modifica|modifica (?:a|el|la)|rectifica (?:a )?(?:la )?(?:factura)?|anula (?:a )?(?:la )?factura|corrige|doc(?:umento)?\.? ?ref|referencia(?:s)?(?: a)?:? ?(?:la )?(?:factura|boleta|documento)|ref(?:erencia)?\.?:? (?:a )?(?:la )?(?:factura|fra|boleta)|tipo (?:de )?doc(?:umento)?\.? ref)/
const REASON = /(?<![a-z])(?:motivo|razon|causa)(?: (?:de )?(?:la )?(?:emision|modificacion|rectificacion|anulacion|sustento|nota(?: de credito)?))?(?: o sustento)?(?! social)\s*:? *([^\n]+)/

/** A number as any of the countries prints one. */
const NUMBER = /(?<![A-Za-z0-9])(?:[FBE][A-Z0-9]{3} ?- ?\d{1,8}|\d{3}-\d{3}-\d{9}|(?=[A-Z0-9/-]*\d)[A-Z0-9]{1,10}(?:[/-][A-Z0-9]{1,10}){0,3})(?![A-Za-z0-9])/g

/** The head of a table of references; its rows stand below it. */
const TABLE = /(?<![a-z])(?:tipo (?:de )?doc[a-z]*\.?[^]*folio|razon (?:de )?(?:la )?referencia|documentos? (?:de )?referencia|folio ref)/
const MAX_TABLE_ROWS = 4

/** The lines that name another document: their numbers and dates are not this document's own. */
export function referenceLinesOf(sheet: Sheet): ReadonlySet<Line> {
  const found = new Set<Line>()
  for (const line of sheet.lines) {
    if (REFERENCE.test(line.folded)) found.add(line)
    if (TABLE.test(line.folded)) for (const row of rowsOf(sheet, line)) found.add(row)
  }
  return found
}

function rowsOf(sheet: Sheet, head: Line): Line[] {
  const rows = [head]
  for (const line of sheet.lines.slice(head.at + 1, head.at + 1 + MAX_TABLE_ROWS)) {
    if (line.page !== head.page || !/factura|boleta|nota|doc|^\d/.test(line.folded)) break
    rows.push(line)
  }
  return rows
}

/** How many lines below the words a form prints the number of the corrected document. */
const REACH = 2

/** The document that a credit or debit note corrects, with its date and the reason where they are printed. */
export function readReferences(document: Document): { references: Canonical['references']; meta: Record<string, Evidence> } {
  const { sheet } = document
  const meta: Record<string, Evidence> = {}
  for (const line of sheet.lines) {
    const match = REFERENCE.exec(line.folded) ?? TABLE.exec(line.folded)
    if (match === null) continue
    const found = numberBehind(document, line, match.index + match[0].length) ?? numberBelow(document, line)
    if (found === undefined) continue
    meta['references.0.number'] = evidenceOf(sheet, spanOf(found.line, found.start, found.end), 'label:corrected document', 0.9)
    const date = document.dates.find((token) => token.span.line === found.line && token.span.start > found.start)
      ?? document.dates.find((token) => document.referenceLines.has(token.span.line))
    const reason = reasonOf(document)
    return { references: [{ number: found.number, ...(date === undefined ? {} : { date: date.date }), ...(reason === undefined ? {} : { reason }) }], meta }
  }
  return { references: [], meta }
}

type FoundNumber = { number: string; line: Line; start: number; end: number }

function numberBehind(document: Document, line: Line, from: number): FoundNumber | undefined {
  for (const match of line.text.matchAll(NUMBER)) {
    const span = { line, start: match.index, end: match.index + match[0].length }
    if (span.start < from || [...document.dates, ...document.taxIds].some((token) => overlap(token.span, spanOf(line, span.start, span.end)))) continue
    if (/^(?:19|20)\d{2}$/.test(match[0])) continue
    return { number: match[0].replaceAll(' ', ''), ...span }
  }
  return undefined
}

function numberBelow(document: Document, line: Line): FoundNumber | undefined {
  for (const below of document.sheet.lines.slice(line.at + 1, line.at + 1 + REACH)) {
    const found = below.page === line.page ? numberBehind(document, below, 0) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function reasonOf(document: Document): string | undefined {
  for (const line of document.sheet.lines) {
    const match = REASON.exec(line.folded)
    if (match === null || match[1] === undefined) continue
    const reason = line.text.slice(line.folded.indexOf(match[1], match.index)).trim()
    if (/\p{L}{3}/u.test(reason)) return reason.slice(0, 200)
  }
  return undefined
}
