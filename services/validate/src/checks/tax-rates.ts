import type { Canonical, Finding } from '@chasqui/contracts'
import { abs, div, isLegalRate, isZero, mul, percentOf, ratesInForce, rulesOf, wasEverLegalRate, type Rate } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'
import { addsUp, minus, units, unitOfDocument } from './arithmetic.ts'
import { doesTotalHold } from './totals.ts'

type Used = { kind: string; rate: string | null; field: string }

/**
 * Every rate was in force in the country of the document on its date. A fiscal XML says exactly what its issuer
 * charged, so an unlawful rate refuses it. A rate that was read from paper or typed into a table is only a warning where
 * the totals agree all the same; where they do not, one of the figures was misread.
 */
export function checkTaxRates(document: Canonical): Finding[] {
  const { country, issueDate } = document
  if (issueDate === undefined) return []
  const severity = document.source === 'xml' || doesTotalHold(document) === false ? 'error' : 'warning'
  const used = ratesOf(document)
  return (used.length > 0 ? used : rateOfRow(document, issueDate))
    .filter(({ kind, rate }) => !isLawful(document, kind, rate, issueDate))
    .map(({ kind, rate, field }) => {
      const lawful = ratesInForce(country, kind, issueDate).map((one) => one.rate)
      const detail = `${kind} ${rate} % on ${issueDate} in ${country}; in force: ${[...new Set(lawful)].join(', ')}`
      return finding('INVALID_TAX_RATE', { severity, field, value: rate ?? undefined, detail })
    })
}

/** The rates of the breakdown; where there is none, of the lines that name their tax, each once. */
function ratesOf({ totals, lines }: Canonical): Used[] {
  const breakdown = totals?.taxBreakdown ?? []
  if (breakdown.length > 0) return breakdown.map(({ kind, rate }, index) => ({ kind, rate, field: `totals.taxBreakdown.${index}.rate` }))
  const used = new Map<string, Used>()
  lines.forEach(({ taxKind, taxRate }, index) => {
    if (taxKind === undefined || taxRate === undefined) return
    const key = `${taxKind} ${taxRate}`
    if (!used.has(key)) used.set(key, { kind: taxKind, rate: taxRate, field: `lines.${index}.taxRate` })
  })
  return [...used.values()]
}

const VAT_KINDS: ReadonlySet<string> = new Set(['IVA', 'IGV', 'IGIC'])
/** In percent of the tax: an invoice of many lines, which a row does not show, is as far off when each was rounded. */
const DRIFT = '1'

/**
 * The rate that follows from net and tax of a row that names none, where no lawful one explains them: of the whole net, or of
 * it without the parts that the row states as not taxed.
 */
function rateOfRow(document: Canonical, issueDate: string): Used[] {
  const { source, country, totals } = document
  if (source !== 'row' || totals?.subtotal === undefined || totals.tax === undefined || isZero(totals.subtotal) || isZero(totals.tax)) return []
  const { subtotal, tax } = totals
  const known = (rulesOf(country)?.rates ?? []).filter((rate) => VAT_KINDS.has(rate.kind))
  const explains = ({ kind, rate }: Rate) => {
    const share = (part: string | undefined) => minus(part === undefined ? undefined : percentOf(part, rate))
    const tolerances = [units(unitOfDocument(document), 1.5), abs(percentOf(tax, DRIFT))]
    return isLawful(document, kind, rate, issueDate) && tolerances.some((tolerance) => addsUp(tax, percentOf(subtotal, rate), [share(totals.exempt), share(totals.notSubject), share(totals.zeroRated), share(totals.discount)], tolerance))
  }
  const [first] = known
  if (first === undefined || known.some(explains)) return []
  return [{ kind: first.kind, rate: div(mul(tax, '100'), subtotal, 2), field: 'totals.tax' }]
}

/** A note carries the rate of the document that it corrects, which may be older than itself. */
function isLawful({ country, docType, references }: Canonical, kind: string, rate: string | null, issueDate: string): boolean {
  if (isLegalRate(country, kind, rate, issueDate)) return true
  if (docType !== 'credit_note' && docType !== 'debit_note') return false
  const corrected = references.map((reference) => reference.date).filter((date) => date !== undefined)
  return corrected.length > 0 ? corrected.some((date) => isLegalRate(country, kind, rate, date)) : wasEverLegalRate(country, kind, rate, issueDate)
}
