import type { Document } from '../../document.ts'
import { overlap } from '../../page/span.ts'
import { cellAt } from '../../page/around.ts'
import type { Line } from '../../page/sheet.ts'
import type { Span } from '../../page/span.ts'
import type { TaxIdToken } from '../../values/tax-id-token.ts'

import { labelTextOf } from './label-text.ts'

export type PartyRole = 'vendor' | 'buyer'

export const BUYER = /(?<![a-z])(?:datos (?:del? )?cliente|clientes?|factura(?:do|r|cion)? a(?![-\w/])|bill(?:ed)? to|sold to|ship to|senor(?:es|a)?(?: ?\(es\))?|sr(?:es|a)?(?: ?\(es\))?(?=[.:/ ])|adqu[a-z]{0,3}r[a-z]*ente(?: o usuario)?|receptor|comprador|customer|destinatario|usuario|razon social ?\/ ?nombres|nombres? y apellidos|ruc ?\/ ?c\.? ?i\.?|identificacion|facturado|abonado|titular|pagador)(?![a-z])/g
const VENDOR = /(?<![a-z])(?:emisor|proveedor|vendedor|seller|vendor|supplier|datos (?:de la )?empresa|prestador|acreedor)(?![a-z])/g

/** How far above an id the heading of its block may stand. */
const MAX_BLOCK_LINES = 8
/** A heading and the lines of its block begin at one edge, give or take so many line heights. */
const ALIGNED = 2.5

/** Who an id belongs to by the words on its line, over it, or at the head of its block; undefined when nothing says. */
function roleOf(document: Document, id: TaxIdToken): PartyRole | undefined {
  return roleOnLine(document, id.span) ?? roleOver(document, id)
}

/** The nearest role word in front of the id on its own line, not beyond another id. */
function roleOnLine(document: Document, span: Span): PartyRole | undefined {
  const before = labelTextOf(document, span.line).slice(0, span.start)
  const buyer = lastEnd(before, BUYER)
  const vendor = lastEnd(before, VENDOR)
  const nearest = Math.max(buyer, vendor)
  if (nearest < 0 || /\d{7}/.test(before.slice(nearest))) return undefined
  return buyer > vendor ? 'buyer' : 'vendor'
}

function lastEnd(text: string, words: RegExp): number {
  return [...text.matchAll(words)].at(-1)?.index ?? -1
}

/** The nearest heading above, in the same column: over the id itself or over the label in front of it. */
function roleOver(document: Document, id: TaxIdToken): PartyRole | undefined {
  const { line } = id.span
  const cell = cellAt(line, id.span.start)
  const label = line.cells.filter((one) => cell !== undefined && one.from < cell.from && isIdLabel(one.folded)).at(-1)
  const edges = [label?.x, cell?.x ?? id.span.x].filter((x) => x !== undefined)
  for (const above of linesAbove(document, line)) {
    for (const heading of above.cells) {
      const role = headingRole(labelTextOf(document, above).slice(heading.from, heading.from + heading.text.length))
      const reach = ALIGNED * Math.max(heading.h, line.h)
      if (role !== undefined && edges.some((x) => Math.abs(heading.x - x) < reach || (x > heading.x && x < heading.x + heading.w))) return role
    }
    if (document.taxIds.some((other) => other.span.line === above && edges.some((x) => Math.abs((cellAt(above, other.span.start)?.x ?? other.span.x) - x) < ALIGNED * line.h))) break
  }
  return undefined
}

const isIdLabel = (folded: string) => /^(?:r\.? ?u\.? ?[ct]|n\.? ?i\.? ?[ft]|c\.? ?i\.? ?f|d\.? ?n\.? ?i|vat|identificacion)[.: ]*(?:n[o.º]*)?[.: ]*$/.test(folded)

function headingRole(folded: string): PartyRole | undefined {
  if (folded.search(new RegExp(BUYER.source)) >= 0) return 'buyer'
  return folded.search(new RegExp(VENDOR.source)) >= 0 ? 'vendor' : undefined
}

const VENDOR_HEADING = new RegExp(`^(?:datos del? )?${VENDOR.source}[\\s:.]*$`)

/** Whether a cell is nothing but the heading of the vendor's block, beside that of the buyer's. */
export function isVendorHeading(folded: string): boolean {
  return VENDOR_HEADING.test(folded)
}

function linesAbove(document: Document, line: Line): Line[] {
  return document.sheet.lines.slice(Math.max(0, line.at - MAX_BLOCK_LINES), line.at).filter((one) => one.page === line.page).reverse()
}

export type Parties = { vendor?: TaxIdToken; buyer?: TaxIdToken }

/**
 * Chooses the ids of vendor and buyer. What the page says about an id counts first; then the tenant: its own id buys,
 * unless it stands at the head of the page over another company's; then the order on the page.
 */
export function chooseParties(document: Document): Parties {
  const own = new Set(document.tenant.taxIds)
  const ids = document.taxIds.filter((id) => !document.dates.some((date) => overlap(date.span, id.span)))
  const known = ids.map((id) => ({ id, role: roleOf(document, id), isOwn: own.has(id.value), canIssue: canIssue(id) }))
  const distinct = known.filter((one, i) => known.findIndex((other) => other.id.value === one.id.value && (other.role !== undefined || one.role === undefined)) === i)

  const vendorSaid = distinct.find((one) => one.role === 'vendor' && one.canIssue)
  const buyerSaid = distinct.find((one) => one.role === 'buyer' && one.id.value !== vendorSaid?.id.value)
  const free = distinct.filter((one) => one.role === undefined && one.id.value !== vendorSaid?.id.value && one.id.value !== buyerSaid?.id.value)
  const ownBuys = buyerSaid === undefined && free.length > 0 && (free.some((one) => !one.isOwn && one.canIssue) || vendorSaid !== undefined) && !(free[0]?.isOwn === true && free.length > 1)
  const buyer = buyerSaid ?? (ownBuys ? free.find((one) => one.isOwn) : undefined)
  const vendor = vendorSaid ?? free.find((one) => one !== buyer && one.canIssue && (!one.isOwn || buyer !== undefined || free.length > 1))
  const other = buyer ?? free.find((one) => one !== vendor)
  return { ...(vendor === undefined ? {} : { vendor: vendor.id }), ...(other === undefined ? {} : { buyer: other.id }) }
}

/** A person's card and Ecuador's final consumer may buy and never issue. */
function canIssue(id: TaxIdToken): boolean {
  return !['CEDULA', 'DNI'].includes(id.kind) && !/^9{13}$/.test(id.value)
}
