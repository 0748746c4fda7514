import type { Evidence, Finding, Totals } from '@chasqui/contracts'
import { abs, compare, decimalsOf, rulesOf, unitOf } from '@chasqui/tax'
import type { Document } from '../../document.ts'
import { overlap } from '../../page/span.ts'
import type { Line } from '../../page/sheet.ts'
import { evidenceOf } from '../../page/span.ts'
import type { AmountToken } from '../../values/amount-token.ts'
import { derivedFrom, type Reading } from '../reading.ts'
import { breakdownOf } from './breakdown.ts'
import { strongest, unitsOf, type Candidate } from './candidates.ts'
import type { Role } from './labels.ts'
import { ledgerOf, type Claim } from './ledger.ts'
import { NO_TAX } from './pairs.ts'
import { solve, type Solution } from './solve.ts'
import { plain, ratedLinesOf, TAX_WORD, taxTablesOf, type TaxRow } from './tax-rows.ts'
import { fromUnits, toUnits, type Units } from './units.ts'

export type TotalsReading = Reading<Totals | undefined> & {
  /** Whether subtotal + taxes = total was found printed. */
  isProven: boolean
  /** Amounts are named as subtotal or tax, and yet they and the total do not come out: something was misread. */
  isContradicted: boolean
  score: number
}

/** What a figure deserves that arithmetic confirms, that only its label names, or that was found by arithmetic alone. */
const SURE = { proven: 0.97, paid: 0.9, arithmetic: 0.85, label: 0.8, weakLabel: 0.65, derived: 0.9 } as const

/** Kinds whose rates tell a tax from any other amount. */
const VAT_KINDS: ReadonlySet<string> = new Set(['IVA', 'IGV', 'IGIC'])

/** Reads the sum of a document: which amounts are subtotal, taxes, total and what stands between them. */
export function readTotals(document: Document, isExcluded: (line: Line) => boolean): TotalsReading {
  const { sheet, country, amounts } = document
  const currency = document.currency.code ?? 'EUR'
  const rates = lawfulRates(country)
  const unit = unitOf(currency)
  const claims = ledgerOf(sheet, amounts, isExcluded)
  const tables = taxTablesOf(sheet, amounts, isExcluded, new Set(rates), unit)
  const settled = new Set(strongest(claims, ['change', 'none', 'paid']).map((claim) => claim.token))
  const pool = largest(amounts.filter((token) => token.isMoneyLike && !isExcluded(token.span.line) && !settled.has(token)))
  const rated = ratedLinesOf(sheet, amounts, isExcluded)
  const hasTax = sheet.lines.some((line) => TAX_WORD.test(line.folded))
  const solution = solve({ claims, tables, rated, hasTax, pool, unit: toUnits(unit), rates })
  return written(solution, { document, claims, tables, decimals: decimalsOf(currency), rates, unit })
}

/** The figures of a sum are among its largest amounts; a catalogue of thousands of prices must not cost minutes. */
const MAX_POOL = 250

function largest(tokens: readonly AmountToken[]): AmountToken[] {
  if (tokens.length <= MAX_POOL) return [...tokens]
  return tokens.toSorted((a, b) => compare(abs(b.values[0] ?? '0'), abs(a.values[0] ?? '0'))).slice(0, MAX_POOL)
}

/** The rates of VAT-like taxes that the country has ever had, in percent. */
function lawfulRates(country: string): string[] {
  const rates = rulesOf(country)?.rates.filter((rate) => VAT_KINDS.has(rate.kind)).map((rate) => plain(rate.rate)) ?? []
  return [...new Set(rates)].filter((rate) => rate !== '0')
}

export type Writer = { document: Document; claims: readonly Claim[]; tables: readonly (readonly TaxRow[])[]; decimals: number; rates: readonly string[]; unit: string }

function written(solution: Solution, writer: Writer): TotalsReading {
  const { document, claims, decimals } = writer
  const meta: Record<string, Evidence> = {}
  const findings: Finding[] = []
  const text = (units: Units) => fromUnits(units, decimals)
  const put = (path: string, candidate: Candidate | undefined): string | undefined => {
    if (candidate === undefined) return undefined
    meta[`totals.${path}`] = evidenceFor(document, candidate, solution.isProven)
    if (candidate.token === undefined && (!solution.isProven || candidate.isGuessed === true)) findings.push(derivedFinding(`totals.${path}`, candidate, text(candidate.units)))
    if (!solution.isProven && (candidate.token?.values.length ?? 1) > 1) findings.push(ambiguous(`totals.${path}`, candidate))
    return text(candidate.units)
  }
  if (solution.total === undefined) return { value: undefined, meta, findings, isProven: false, isContradicted: false, score: 0 }

  const parts = breakdownOf(solution, writer)
  const subtotal = netOf(solution, put, meta)
  const tax = solution.tax === undefined ? undefined : text(solution.tax.units + parts.otherTax)
  if (solution.tax !== undefined && solution.tax.rule !== NO_TAX) put('tax', solution.tax)
  const totals: Totals = {
    ...defined({
      subtotal: subtotal === undefined ? undefined : text(subtotal),
      tax: solution.tax?.rule === NO_TAX && parts.otherTax === 0n ? undefined : tax,
      total: put('total', solution.total),
      payable: put('payable', solution.payable),
      discount: put('discount', solution.discount),
      withholding: put('withholding', solution.withholding),
      prepaid: put('prepaid', solution.prepaid),
    }),
    ...extrasOf(solution, put, text),
    ...untaxedOf(claims, document, text, meta, solution),
    taxBreakdown: parts.lines,
    withholdings: withholdingsOf(document.country, solution, subtotal, text),
  }
  parts.lines.forEach((line, i) => { meta[`totals.taxBreakdown.${i}`] = parts.evidence[i] ?? derivedFrom(`rate of ${line.rate ?? '0'}`, SURE.derived) })
  const isContradicted = !solution.isProven && solution.total.isPaid !== true && claims.some((claim) => PARTS.has(claim.role) && claim.token.isMoneyLike && claim.token !== solution.total?.token)
  return { value: totals, meta, findings, isProven: solution.isProven, isContradicted, score: solution.score }
}

const PARTS: ReadonlySet<Role> = new Set<Role>(['subtotal', 'taxed', 'tax', 'exempt', 'withholding'])
/** What an amount deserves at most that other amounts contradict: a person looks at it. */
const CONTRADICTED = 0.55

/** Takes the certainty from a total that the named parts, or the lines, contradict. */
export function doubted(reading: TotalsReading, isAlsoDoubted: boolean): Record<string, Evidence> {
  const total = reading.meta['totals.total']
  if (total === undefined || reading.isProven || !(reading.isContradicted || isAlsoDoubted)) return reading.meta
  return { ...reading.meta, 'totals.total': { ...total, confidence: Math.min(total.confidence, CONTRADICTED) } }
}

type Put = (path: string, candidate: Candidate | undefined) => string | undefined

/** The canonical subtotal is after discounts; the printed one may be before them. */
function netOf(solution: Solution, put: Put, meta: Record<string, Evidence>): Units | undefined {
  if (solution.subtotal === undefined) return undefined
  put('subtotal', solution.subtotal)
  if (solution.discount === undefined) return solution.subtotal.units
  meta['totals.subtotal'] = derivedFrom('printed subtotal − discount', SURE.derived)
  return solution.subtotal.units - solution.discount.units
}

const EXTRA_FIELDS = { tip: 'tip', charge: 'charge', rounding: 'rounding' } as const

function extrasOf(solution: Solution, put: Put, text: (units: Units) => string): Partial<Totals> {
  const extras: Partial<Totals> = {}
  for (const claim of solution.extras) {
    const field = claim.role in EXTRA_FIELDS ? EXTRA_FIELDS[claim.role as keyof typeof EXTRA_FIELDS] : undefined
    if (field === undefined) continue
    put(field, { units: unitsOf(claim), points: 0, rule: `label:${claim.label.text.toLowerCase()}`, token: claim.token, claims: [claim] })
    const sign = field === 'rounding' && claim.token.span.text.includes('-') ? -1n : 1n
    extras[field] = text(sign * unitsOf(claim))
  }
  return extras
}

function untaxedOf(claims: readonly Claim[], document: Document, text: (units: Units) => string, meta: Record<string, Evidence>, solution: Solution): Partial<Totals> {
  const untaxed: Partial<Totals> = {}
  if (!solution.isProven) return untaxed
  for (const role of ['exempt', 'zeroRated', 'notSubject'] as const) {
    const claim = strongest(claims, [role]).find((one) => unitsOf(one) > 0n && one.token.isMoneyLike)
    if (claim === undefined) continue
    untaxed[role] = text(unitsOf(claim))
    meta[`totals.${role}`] = evidenceOf(document.sheet, claim.token.span, `label:${claim.label.text.toLowerCase()}`, SURE.proven, true)
  }
  return untaxed
}

function withholdingsOf(country: string, solution: Solution, base: Units | undefined, text: (units: Units) => string): Totals['withholdings'] {
  const { withholding } = solution
  if (withholding === undefined) return []
  const rate = withholding.claims[0]?.rate
  const isRate = rate !== undefined && !solution.tax?.claims.some((claim) => claim.rate !== undefined && overlap(claim.rate.span, rate.span))
  return [{ kind: country === 'ES' ? 'IRPF' : 'RETENCION', amount: text(withholding.units), ...defined({ rate: isRate ? rate.rate : undefined, base: base === undefined ? undefined : text(base) }) }]
}

function evidenceFor(document: Document, candidate: Candidate, isProven: boolean): Evidence {
  const { token, label } = candidate
  if (token === undefined) return derivedFrom(candidate.rule.replace('derived:', ''), isProven ? SURE.derived : SURE.weakLabel)
  const labelSure = (candidate.claims[0]?.weight ?? 0) >= 0.8 ? SURE.label : SURE.weakLabel
  const sure = isProven ? (label === undefined && candidate.rows === undefined ? SURE.arithmetic : SURE.proven) : candidate.isPaid === true ? SURE.paid : labelSure
  return evidenceOf(document.sheet, token.span, candidate.rule, token.isRepaired && !isProven ? sure * 0.7 : sure, isProven || candidate.isPaid === true)
}

function derivedFinding(field: string, candidate: Candidate, value: string): Finding {
  return { code: 'FIELD_DERIVED', severity: 'review', field, message: `Not printed; computed as ${candidate.rule.replace('derived:', '')}`, value }
}

function ambiguous(field: string, candidate: Candidate): Finding {
  const raw = candidate.token?.span.text ?? ''
  return { code: 'AMOUNT_AMBIGUOUS', severity: 'review', field, message: `"${raw}" may be ${candidate.token?.values.join(' or ')}; nothing on the page tells which`, value: raw }
}

export function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

