import { countries, rulesOf } from './countries.ts'
import type { CountryRules, TaxIdKind, TaxIdVerdict } from './country-rules.ts'

/** A tax id found in a text. */
export type FoundTaxId = {
  country: string
  kind: TaxIdKind
  /** Normalised, and repaired where `isRepaired`. */
  value: string
  /** As it stands in the text. */
  raw: string
  index: number
  /** Whether a word like RUC or NIF stands before it. */
  isLabelled: boolean
  /** False only for a labelled id whose check digit fails and that no single repair makes right. */
  valid: boolean
  /** One character was read as its look-alike: report TAX_ID_REPAIRED. */
  isRepaired: boolean
}

const LOOK_ALIKES: readonly (readonly [string, string])[] = [['0', 'O'], ['1', 'I'], ['5', 'S'], ['8', 'B'], ['2', 'Z'], ['6', 'G']]
const LOOK_ALIKE_OF: ReadonlyMap<string, string> = new Map(LOOK_ALIKES.flatMap(([a, b]) => [[a, b], [b, a]] as const))

/**
 * Puts one misread character right: 0↔O, 1↔I, 5↔S, 8↔B, 2↔Z, 6↔G. Undefined unless exactly one such change makes the id
 * pass its check.
 */
export function repairTaxId(country: string, raw: string): TaxIdVerdict | undefined {
  const rules = rulesOf(country)
  if (rules === undefined) return undefined

  const text = raw.replace(/[l|]/g, 'I').toUpperCase()
  const passing = new Map<string, TaxIdVerdict>()
  for (let i = 0; i < text.length; i++) {
    const twin = LOOK_ALIKE_OF.get(text.charAt(i))
    if (twin === undefined) continue
    const verdict = rules.checkTaxId(text.slice(0, i) + twin + text.slice(i + 1), 'buyer')
    if (verdict.valid) passing.set(verdict.normalized, verdict)
  }
  return passing.size === 1 ? [...passing.values()][0] : undefined
}

type Search = { rules: CountryRules; label: RegExp; shapes: readonly { pattern: RegExp; needsLabel: boolean; isMisread: boolean }[] }

const NOT_INSIDE = ['(?<![\\p{L}\\d&]|\\d[-.])', '(?![\\p{L}\\d]|[-.]\\d)'] as const
/** How far before an id its label may end, and what may stand between: "RUC N° ", "NIF del cliente: ". */
const LABEL_REACH = 40
const AFTER_LABEL = '[\\s.:#]*(?:\\p{L}{1,12}[\\s.:º°]+){0,2}[\\s.:#º°-]*$'

function searchOf(rules: CountryRules): Search {
  const compile = (sources: readonly string[], needsLabel: boolean, isMisread = false) =>
    sources.map((source) => ({ pattern: new RegExp(`${NOT_INSIDE[0]}(?:${source})${NOT_INSIDE[1]}`, isMisread ? 'giu' : 'gu'), needsLabel, isMisread }))
  const { label, anywhere, labelled, misread } = rules.taxIdSearch
  return {
    rules,
    label: new RegExp(`(?<!\\p{L})(?:${label})${AFTER_LABEL}`, 'iu'),
    shapes: [...compile(anywhere, false), ...compile(labelled, true), ...compile(misread, true, true)],
  }
}

const searches: ReadonlyMap<string, Search> = new Map(countries.map((rules) => [rules.country, searchOf(rules)]))
const ALL_COUNTRIES = countries.map((rules) => rules.country)

/**
 * Finds tax ids by shape: those that pass their check digit anywhere, and behind a label also those that need one
 * character repaired or that fail. In the order of the text; where two readings overlap, the valid, labelled one of the
 * country named first stays. `among`: ISO codes, all known countries when absent.
 */
export function findTaxIds(text: string, among: readonly string[] = ALL_COUNTRIES): FoundTaxId[] {
  const found = among.flatMap((country) => {
    const search = searches.get(country)
    return search === undefined ? [] : findIn(text, search)
  })
  const best = found.sort((a, b) => rank(b) - rank(a))
  const kept: FoundTaxId[] = []
  for (const one of best) if (!kept.some((other) => doOverlap(one, other))) kept.push(one)
  return kept.sort((a, b) => a.index - b.index)
}

function rank(found: FoundTaxId): number {
  return (found.valid ? 4 : 0) + (found.isLabelled ? 2 : 0) + (found.isRepaired ? 0 : 1)
}

function doOverlap(a: FoundTaxId, b: FoundTaxId): boolean {
  return a.index < b.index + b.raw.length && b.index < a.index + a.raw.length
}

function findIn(text: string, search: Search): FoundTaxId[] {
  const found: FoundTaxId[] = []
  for (const { pattern, needsLabel, isMisread } of search.shapes) {
    for (const match of text.matchAll(pattern)) {
      const isLabelled = search.label.test(text.slice(Math.max(0, match.index - LABEL_REACH), match.index))
      if (needsLabel && !isLabelled) continue
      const judged = judge(search.rules, match[0], isLabelled, isMisread)
      if (judged) found.push({ ...judged, raw: match[0], index: match.index, isLabelled })
    }
  }
  return found
}

function judge(rules: CountryRules, raw: string, isLabelled: boolean, isMisread: boolean): Omit<FoundTaxId, 'raw' | 'index' | 'isLabelled'> | undefined {
  const { country } = rules
  const verdict = rules.checkTaxId(raw, 'buyer')
  const asIs = { country, kind: verdict.kind, value: verdict.normalized, valid: verdict.valid, isRepaired: false }
  if (verdict.valid) return asIs
  if (!isLabelled) return undefined

  const repaired = repairTaxId(country, raw)
  if (repaired) return { country, kind: repaired.kind, value: repaired.normalized, valid: true, isRepaired: true }
  // A misread shape that cannot be repaired may be any word behind the label.
  return isMisread || verdict.reason === 'format' ? undefined : asIs
}
