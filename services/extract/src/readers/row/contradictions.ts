import { normalHeader, type FieldOf } from '@chasqui/tables'
import { compare, readingsOf, type ParsedAmount } from '@chasqui/tax'
import type { Finding } from '../xml/fields.ts'
import { cellText, type Cells, type Rival } from './cells.ts'

type DocumentField = FieldOf<'document'>

/** Columns with a known name of a field that may well be something else beside the one that was taken: what is paid after withholdings, the identity card of the buyer. */
const MAY_BE_OTHER: Readonly<Partial<Record<DocumentField, ReadonlySet<string>>>> = {
  total: new Set(['liquido']),
  number: new Set(['documento', 'numero documento', 'numero de documento']),
}

/** Two columns that both name the total or the number of the document and say different things: which one is right, nobody but a person knows. Pure. */
export function contradictions(cells: Cells<'document'>): Finding[] {
  return [
    ...contradicted(cells, 'total', 'totals.total', isAnotherAmount),
    ...contradicted(cells, 'number', 'number', isAnotherNumber),
    // Bases and taxes have many names in one table (base and neto, rate and amount): only the same name twice contradicts itself.
    ...contradicted(cells, 'subtotal', 'totals.subtotal', (a, b) => isSameName(a, b) && isAnotherAmount(a, b)),
    ...contradicted(cells, 'tax', 'totals.tax', (a, b) => isSameName(a, b) && isAnotherAmount(a, b)),
  ]
}

function contradicted(cells: Cells<'document'>, field: DocumentField, path: string, isAnother: (taken: Rival, other: Rival) => boolean): Finding[] {
  const [taken, ...others] = cells.columnsOf(field)
  if (taken === undefined) return []
  const other = others.find((one) => (isSameName(taken, one) || MAY_BE_OTHER[field]?.has(normalHeader(one.header)) !== true) && isAnother(taken, one))
  if (other === undefined) return []
  return [{ code: 'FIELD_STATED_TWICE', severity: 'review', field: path, message: `${said(taken)}, ${said(other)}`, value: cellText(other.value)?.slice(0, 100) }]
}

const said = ({ header, value }: Rival) => `"${header.slice(0, 60)}" says ${(cellText(value) ?? '').slice(0, 40)}`

function isSameName(a: Rival, b: Rival): boolean {
  return normalHeader(b.header).replace(/ \d+$/, '') === normalHeader(a.header)
}

/** A text that is no amount at all is another kind of column. */
function isAnotherAmount(a: Rival, b: Rival): boolean {
  const [one, other] = [possible(a.amount()), possible(b.amount())]
  return one.length > 0 && other.length > 0 && !one.some((value) => other.some((same) => compare(value, same) === 0))
}

function possible(amount: ParsedAmount): readonly string[] {
  return 'reject' in amount ? [] : readingsOf(amount)
}

/** 123 beside F001-00000123 is its folio; a word without a digit names a kind of document. */
function isAnotherNumber(a: Rival, b: Rival): boolean {
  const [one, other] = [bare(a.value), bare(b.value)]
  if (!/\d/.test(one) || !/\d/.test(other)) return false
  return one !== other && !one.endsWith(`-${other}`) && !other.endsWith(`-${one}`)
}

function bare(value: unknown): string {
  return (cellText(value) ?? '').toUpperCase().replace(/[^A-Z0-9]+/g, '-').replace(/(?<=^|-)0+(?=\d)/g, '')
}
