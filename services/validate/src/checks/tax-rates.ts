import type { Canonical, Finding } from '@chasqui/contracts'
import { isLegalRate, ratesInForce, wasEverLegalRate } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'
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
  return ratesOf(document)
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

/** A note carries the rate of the document that it corrects, which may be older than itself. */
function isLawful({ country, docType, references }: Canonical, kind: string, rate: string | null, issueDate: string): boolean {
  if (isLegalRate(country, kind, rate, issueDate)) return true
  if (docType !== 'credit_note' && docType !== 'debit_note') return false
  const corrected = references.map((reference) => reference.date).filter((date) => date !== undefined)
  return corrected.length > 0 ? corrected.some((date) => isLegalRate(country, kind, rate, date)) : wasEverLegalRate(country, kind, rate, issueDate)
}
