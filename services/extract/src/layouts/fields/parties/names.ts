import type { Document } from '../../document.ts'
import { cellAt, cellsBelow, nextCell, restOfCell } from '../../page/around.ts'
import { frontPage, type Cell, type Line } from '../../page/sheet.ts'
import { spanOf, type Span } from '../../page/span.ts'
import { fold } from '../../page/fold.ts'
import type { TaxIdToken } from '../../values/tax-id-token.ts'
import { labelSpans, labelTextOf } from './label-text.ts'
import { BUYER, isVendorHeading } from './roles.ts'

/** Legal forms of the countries, at the end of a name. */
const LEGAL_FORM = /(?<![a-z])(?:s\.? ?l\.?(?: ?[ulp]\.?)?|s\.? ?a\.?(?: ?[uc]\.?)?|s\.? ?a\.? ?c\.?(?: ?s\.?)?|s\.? ?r\.? ?l\.?(?: ?tda\.?)?|e\.? ?i\.? ?r\.? ?l\.?|s\.? ?p\.? ?a\.?|(?:cia\.? ?)?ltda\.?|limitada|sociedad (?:limitada|anonima)|s\.? de r\.? ?l\.?(?: de c\.? ?v\.?)?|s\.? ?a\.? ?s\.?|s\.? ?c\.? ?p?\.?|s\.? ?coop\.?|c\.? ?b\.?|inc\.?|gmbh|ltd\.?|llc|b\.v\.)$/

/** What stands at the head of a page and is no name. */
const STOP = /(?<![a-z])(?:ticket|factura|facturas|boleta|fecha|nota de|simplificada|rectificativa|electronica|calle|c\/|av|avda|avenida|jr|jiron|psje|pasaje|plaza|pza|paseo|carretera|ctra|panamericana|urb|mz|lote|local|piso|oficina|of\.|direccion|domicilio|dir|matriz|sucursal|tel|telef|telefono|fono|fax|movil|cel|whatsapp|www|http|email|e-mail|correo|web|giro|ambiente|emision|clave|autorizacion|numero|obligado|contribuyente|s\.i\.i|sii|sunat|sri|pagina|pag|page|gracias|bienvenid|caja|cajero|mesa|hora|vendedor|registro mercantil|inscrita|tomo|cliente|senor|representacion|consulte|invoice|original|copia|recibo|presupuesto|nomina|iban|cuenta|vencimiento|forma de pago|moneda|regimen|cedible|duplicado|total|base imponible|no constituye|periodo|r\.? ?u\.? ?[ct]|n\.? ?i\.? ?f|c\.? ?i\.? ?f)(?![a-z])/

export type NamedAt = { name: string; span: Span; sure: number; rule: string }

/** The lines of the front page above its table: where the parties are. */
function headLines(document: Document, tableStart: number | undefined): Line[] {
  const first = frontPage(document.sheet)
  const lines = document.sheet.lines.filter((line) => line.page === first)
  return lines.filter((line) => tableStart === undefined || line.at < tableStart)
}

/**
 * The name of the issuer: the line that looks most like a company at the head of the page: with a legal form, near the
 * issuer's id, high up, in large letters; never an address, a title, the buyer or the tenant.
 */
export function vendorName(document: Document, id: TaxIdToken | undefined, buyer: string | undefined, isOwnSale: boolean, tableStart: number | undefined): NamedAt | undefined {
  const lines = headLines(document, tableStart)
  const usual = median(document.sheet.lines.flatMap((line) => line.words.map((word) => word.h)))
  const barred = [buyer, isOwnSale ? undefined : document.tenant.name].filter((name) => name !== undefined).map(nameKey)
  const candidates = lines.flatMap((line, row) => line.cells.flatMap((cell) => {
    const named = nameIn(document, line, cell)
    if (named === undefined || barred.some((name) => nameKey(named.text).includes(name)) || isBuyerCell(document, line, cell)) return []
    return [{ span: named, points: points(line, cell, named, row, id, usual) }]
  }))
  const best = candidates.sort((a, b) => b.points - a.points || a.span.line.at - b.span.line.at)[0]
  if (best === undefined) return undefined
  const span = best.span
  return { name: span.text.replace(/\s+/g, ' ').trim(), span, rule: 'head of the page', sure: best.points >= 6 ? 0.92 : best.points >= 3 ? 0.8 : 0.62 }
}

/** The part of a cell that may be a name: without the id that stands behind it and the label in front of it. */
function nameIn(document: Document, line: Line, cell: Cell): Span | undefined {
  const label = /^(?:razon social\s*:?|(?:emisor|proveedor|empresa|nombre(?: comercial)?|vendedor)\s*:)\s*/.exec(cell.folded)?.[0] ?? ''
  const id = /[\s,(-]*(?<![a-z])(?:r\.? ?u\.? ?[ct]|n\.? ?i\.? ?[ft]|c\.? ?i\.? ?f|vat)[.:\s]*(?:n[o.º]*)?[:\s]*[a-z]?[-.\d ]{7,}[a-z\d]?\)?.*$/.exec(cell.folded)
  const end = id === null ? cell.folded.length : id.index
  const text = cell.folded.slice(label.length, end).replace(/[\s,;:-]+$/, '')
  const letters = text.replace(/[^a-zñ]/g, '').length
  if (letters < 3 || letters < 0.55 * text.replace(/\s/g, '').length || text.includes(':') || /@|\d{5}|%/.test(text)) return undefined
  const labels = labelTextOf(document, line).slice(cell.from + label.length, cell.from + label.length + text.length)
  if (STOP.test(labels) && !(LEGAL_FORM.test(labels) && !/^(?:factura|boleta|fecha|calle|av|cliente|senor)/.test(labels))) return undefined
  return spanOf(line, cell.from + label.length, cell.from + label.length + text.length)
}

function points(line: Line, cell: Cell, named: Span, row: number, id: TaxIdToken | undefined, usual: number): number {
  const folded = line.folded.slice(named.start, named.end)
  let sum = Math.max(0, 2 - 0.2 * row) + (row === 0 ? 0.5 : 0)
  if (named.text === named.text.toUpperCase()) sum += 0.4
  if (LEGAL_FORM.test(folded)) sum += 5
  if (/^(?:razon social|emisor|proveedor)/.test(cell.folded)) sum += 3
  if (usual > 0) sum += Math.min(1, Math.max(0, cell.h / usual - 1))
  if (id !== undefined) {
    const apart = Math.abs(id.span.line.at - line.at)
    const isAligned = Math.abs(id.span.x - named.x) < 12 * line.h
    sum += apart <= 4 ? 1 : 0
    if (isAligned && apart <= 4) sum += 0.5
  }
  return sum
}

function isBuyerCell(document: Document, line: Line, cell: Cell): boolean {
  const labels = labelTextOf(document, line)
  return new RegExp(BUYER.source).test(labels.slice(cell.from, cell.from + cell.text.length)) || new RegExp(`${BUYER.source}[^a-z]*$`).test(labels.slice(0, cell.from))
}

export function nameKey(name: string): string {
  return fold(name).replace(/[^a-z0-9]/g, '')
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

/** Labels of the buyer whose value is its name. */
const BUYER_NAME = /(?<![a-z])(?:senor(?:es|a)?(?: ?\(es\))?|sr(?:es|a)?\.?(?: ?\(es\))?(?=[.:/ ])|cliente(?! ?n)|adqu[a-z]{0,3}r[a-z]*ente|razon social ?\/ ?nombres y apellidos|razon social(?: del cliente)?|nombre(?:s y apellidos)?(?: ?\/ ?razon social)?|facturado a|facturar a|bill(?:ed)? to|customer|receptor|comprador|datos del cliente|destinatario)(?![a-z])[\s:.]*/g
/** Where the name ends when the line goes on. */
const NAME_END = /\s*(?:[-,;(]\s*)?(?<![a-z])(?:r\.? ?u\.? ?[ct]\.?|n\.? ?i\.? ?[ft]\.?|c\.? ?i\.? ?f\.?|d\.? ?n\.? ?i\.?|identificacion|direccion|domicilio|telefono|tel|fecha|vat|ruc ?\/)(?![a-z])/

/** The name that stands behind, beside or below a label of the buyer. */
export function buyerName(document: Document, id: TaxIdToken | undefined): NamedAt | undefined {
  for (const line of document.sheet.lines) {
    for (const label of labelSpans(document, line, BUYER_NAME)) {
      if (/^(?:razon|nombre)/.test(line.folded.slice(label.start)) && !isNearBuyer(document, line, id)) continue
      const beside = [restOfCell(label), isLastOfCell(label) ? nextCell(label) : undefined].map((span) => span && cleanName(span))
      const heading = cellAt(line, label.start)
      const below = cellsBelow(document.sheet, { ...(heading ?? label), line }, 2).map(({ line: under, cell }) => cleanName(spanOf(under, cell.from, cell.from + cell.text.length)))
      const found = [...beside, ...below].find((span) => span !== undefined)
      if (found !== undefined) return { name: found.text.trim(), span: found, sure: 0.9, rule: `label:${label.text.toLowerCase().trim()}` }
    }
  }
  return undefined
}

const isLastOfCell = (label: Span) => restOfCell(label) === undefined

function isNearBuyer(document: Document, line: Line, id: TaxIdToken | undefined): boolean {
  if (id !== undefined) return Math.abs(id.span.line.at - line.at) <= 3
  return line.at > document.sheet.lines.length * 0.1
}

function cleanName(span: Span): Span | undefined {
  const folded = span.line.folded.slice(span.start, span.end)
  const cut = folded.search(NAME_END)
  const text = (cut >= 0 ? folded.slice(0, cut) : folded).replace(/[\s,;:.-]+$/, (tail) => (tail.startsWith('.') ? '.' : ''))
  const letters = text.replace(/[^a-zñ]/g, '').length
  if (letters < 3 || isVendorHeading(text) || /\d{5}|:/.test(text) || /^(?:n\.? ?i\.? ?f|r\.? ?u\.? ?[ct]|c\.? ?i\.? ?f|calle|c\/|av\.|fecha|direccion|domicilio|telefono)/.test(text)) return undefined
  return spanOf(span.line, span.start, span.start + text.length)
}
