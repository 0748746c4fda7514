import { compactId } from './check-digit.ts'
import { chile } from './cl.ts'
import { colombia } from './co.ts'
import type { CountryRules, TaxIdRole, TaxIdVerdict } from './country-rules.ts'
import { ecuador } from './ec.ts'
import { spain } from './es.ts'
import { mexico } from './mx.ts'
import { peru } from './pe.ts'

/** The countries whose rules are known. A new one is its file and its name here. */
export const countries: readonly CountryRules[] = [peru, chile, ecuador, spain, mexico, colombia]

const byCode: ReadonlyMap<string, CountryRules> = new Map(countries.map((rules) => [rules.country, rules]))

/** The rules of a country by its ISO code, or undefined when none are known. */
export function rulesOf(country: string): CountryRules | undefined {
  return byCode.get(country)
}

/** Checks a tax id by the rules of a country; undefined when they are not known. */
export function checkTaxId(country: string, taxId: string, role: TaxIdRole = 'issuer'): TaxIdVerdict | undefined {
  return byCode.get(country)?.checkTaxId(taxId, role)
}

/**
 * Whether two texts are the same id of a country, whatever their punctuation. A NIT is the same with and without its
 * check digit, and a Spanish one with and without the VAT prefix.
 */
export function isSameTaxId(country: string, a: string, b: string): boolean {
  if (a === b) return a !== ''
  const [one, other] = [normalizedId(country, a), normalizedId(country, b)]
  if (one === '' || other === '') return false
  return one === other || body(one) === other || one === body(other)
}

function normalizedId(country: string, text: string): string {
  return byCode.get(country)?.checkTaxId(text, 'buyer').normalized ?? compactId(text)
}

function body(normalized: string): string {
  return normalized.split('-')[0] ?? ''
}
