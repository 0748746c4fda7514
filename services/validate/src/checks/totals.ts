import type { Canonical, Finding } from '@chasqui/contracts'
import { add, isWithin, isZero, sub, sum } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'
import { addsUp, minus, units, unitOfDocument } from './arithmetic.ts'

type Totals = NonNullable<Canonical['totals']>

/** Kinds whose bases share the net out among them; the others (ISC, ICE, RE …) stand on top of the same base. */
const MAIN_KINDS: ReadonlySet<string> = new Set(['IVA', 'IGV', 'IGIC'])
/** Kinds that are part of the base of the main one. */
const INSIDE_THE_BASE: ReadonlySet<string> = new Set(['ISC', 'ICE', 'IEPS'])

/** The sum of the taxes: as stated, else of the breakdown; undefined when neither is there. */
function taxOf({ tax, taxBreakdown }: Totals): string | undefined {
  return tax ?? (taxBreakdown.length > 0 ? sum(taxBreakdown.map((line) => line.amount)) : undefined)
}

/** The net: as stated, else what the breakdown and the untaxed parts make; undefined when neither is there. */
function netOf(totals: Totals): string | undefined {
  const main = totals.taxBreakdown.filter((line) => MAIN_KINDS.has(line.kind))
  if (totals.subtotal !== undefined || main.length === 0) return totals.subtotal
  return sum(main.map((line) => line.base))
}

/**
 * Whether total = net + taxes + tip, with discounts, surcharges and rounding where they are not in the net yet: within
 * one unit of the currency for XML and two elsewhere. Undefined when there is too little to tell.
 */
export function doesTotalHold(document: Canonical): boolean | undefined {
  const { totals } = document
  const net = totals && netOf(totals)
  if (totals?.total === undefined || net === undefined) return undefined

  const base = sum([net, taxOf(totals) ?? '0', totals.tip ?? '0'])
  const untaxed = totals.subtotal === undefined ? [totals.exempt, totals.notSubject, totals.zeroRated] : []
  const tolerance = units(unitOfDocument(document), document.source === 'xml' ? 1 : 2)
  return addsUp(totals.total, base, [totals.rounding, minus(totals.discount), totals.charge, ...untaxed], tolerance)
}

/** The totals agree with each other. */
export function checkTotals(document: Canonical): Finding[] {
  return [...checkTotal(document), ...checkBases(document), ...checkPayable(document)]
}

function checkTotal(document: Canonical): Finding[] {
  const { totals } = document
  if (totals?.total === undefined || doesTotalHold(document) !== false) return []
  const net = netOf(totals) ?? '0'
  const tax = taxOf(totals) ?? '0'
  const made = sum([net, tax, totals.tip ?? '0'])
  const withheld = totals.withholding === undefined || isZero(totals.withholding) ? '' : `, ${sub(made, totals.withholding)} without the ${totals.withholding} withheld`
  const detail = `${net} + ${tax} is ${made}${withheld}, not ${totals.total}${hint(document, net, tax, totals.total)}`
  return [finding('TOTALS_MISMATCH', { field: 'totals.total', value: totals.total, detail })]
}

const WEAK = 0.8

/** Where one of the three figures was read badly, what the other two say it is. */
function hint({ fieldMeta }: Canonical, net: string, tax: string, total: string): string {
  const figures = [
    { field: 'totals.subtotal', says: () => sub(total, tax) },
    { field: 'totals.tax', says: () => sub(total, net) },
    { field: 'totals.total', says: () => add(net, tax) },
  ]
  const weak = figures.filter(({ field }) => (fieldMeta[field]?.confidence ?? 1) < WEAK)
  return weak.length === 1 && weak[0] ? `; ${weak[0].field} was read with little confidence and should be ${weak[0].says()}` : ''
}

/** The bases of the taxes, with what is not taxed, make the net. */
function checkBases(document: Canonical): Finding[] {
  const { totals } = document
  const main = totals?.taxBreakdown.filter((line) => MAIN_KINDS.has(line.kind)) ?? []
  if (totals?.subtotal === undefined || main.length === 0) return []

  const bases = sum(main.map((line) => line.base))
  const inside = totals.taxBreakdown.filter((line) => INSIDE_THE_BASE.has(line.kind)).map((line) => minus(line.amount))
  const terms = [totals.exempt, totals.notSubject, totals.zeroRated, totals.discount, minus(totals.charge), ...inside.slice(0, 4)]
  const tolerance = units(unitOfDocument(document), 1 + totals.taxBreakdown.length)
  if (addsUp(totals.subtotal, bases, terms, tolerance)) return []
  return [finding('TOTALS_MISMATCH', { field: 'totals.subtotal', value: totals.subtotal, detail: `the bases of the taxes make ${bases}, the net is ${totals.subtotal}` })]
}

/** payable = total − withheld, with what was paid before and rounding where they are not in the total yet. */
function checkPayable(document: Canonical): Finding[] {
  const { totals } = document
  if (totals?.total === undefined || totals.payable === undefined) return []

  const withheld = totals.withholding ?? sum(totals.withholdings.map((one) => one.amount))
  const due = sub(totals.total, withheld)
  const terms = [minus(totals.prepaid), totals.rounding, minus(totals.discount), totals.charge]
  if (addsUp(totals.payable, due, terms, units(unitOfDocument(document), 2))) return []
  return [finding('TOTALS_MISMATCH', { field: 'totals.payable', value: totals.payable, detail: `${totals.total} less ${withheld} withheld is ${due}, not ${totals.payable}` })]
}

/** A payslip: what was earned less what was deducted is what is paid. */
export function checkPayroll({ payroll }: Canonical): Finding[] {
  if (payroll?.gross === undefined || payroll.totalDeductions === undefined || payroll.net === undefined) return []
  const net = sub(payroll.gross, payroll.totalDeductions)
  if (isWithin(net, payroll.net, '0.02')) return []
  return [finding('TOTALS_MISMATCH', { field: 'payroll.net', value: payroll.net, detail: `${payroll.gross} less ${payroll.totalDeductions} is ${net}, not ${payroll.net}` })]
}
