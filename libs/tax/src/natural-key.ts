import { createHash } from 'node:crypto'
import { compactId } from './check-digit.ts'
import { rulesOf } from './countries.ts'
import type { InvoiceIdentity } from './country-rules.ts'
import { roundToCurrency } from './money.ts'
import { normalizedNumber } from './normalize.ts'

/** Raised only when a recipe changes: the keys of all older records would then be different. */
const VERSION = 'v1'

/** A natural key: what was hashed, for people, and the hash that unique indexes hold (sha256, lower-case hex). */
export type NaturalKey = { text: string; key: string }

function keyOf(tenantId: string, parts: readonly string[]): NaturalKey {
  const text = [VERSION, tenantId, ...parts].join('|')
  return { text, key: createHash('sha256').update(text, 'utf8').digest('hex') }
}

/**
 * The posting key: the same invoice has the same key whatever file or format it came in. Undefined when the document lacks
 * what its country makes unique (a ticket without number): then only the near key can tell.
 */
export function postingKey(tenantId: string, identity: InvoiceIdentity): NaturalKey | undefined {
  const rules = rulesOf(identity.country)
  const parts = rules ? rules.businessParts(identity) : genericParts(identity)
  return parts && keyOf(tenantId, ['invoice', identity.country, ...parts])
}

/** Issuer and number: enough anywhere that the law asks for a number once an issuer. */
function genericParts(identity: InvoiceIdentity): readonly string[] | undefined {
  const number = normalizedNumber(identity.number ?? '')
  if (!identity.issuerTaxId || number === '') return undefined
  return [compactId(identity.issuerTaxId), number]
}

export type NearIdentity = { country: string; issuerTaxId?: string | undefined; issueDate?: string | undefined; total?: string | undefined; currency?: string | undefined }

/**
 * The near key: issuer, date, total. Two documents with the same near key and different posting keys may be one document
 * whose number was misread. Undefined when a part is missing.
 */
export function nearKey(tenantId: string, identity: NearIdentity): NaturalKey | undefined {
  const { country, issuerTaxId, issueDate, total, currency } = identity
  if (!issuerTaxId || !issueDate || !total || !currency) return undefined
  const issuer = rulesOf(country)?.checkTaxId(issuerTaxId, 'issuer').normalized ?? compactId(issuerTaxId)
  return keyOf(tenantId, ['near', issuer, issueDate, roundToCurrency(total, currency), currency])
}

export type MovementIdentity = {
  /** IBAN, or the bank's own account number where there is none. */
  account: string
  /** YYYY-MM-DD. */
  bookingDate: string
  /** Signed: money in is positive. */
  amount: string
  currency: string
  /** 1-based among the equal (account, date, amount) lines of the file; see `ordinalsOf`. */
  ordinal: number
}

/**
 * The key of a bank movement. The bank's own reference is left out on purpose, so that the same movement exported as OFX,
 * CAMT, MT940, Norma 43 or CSV has one key.
 */
export function movementKey(tenantId: string, movement: MovementIdentity): NaturalKey {
  const { account, bookingDate, amount, currency, ordinal } = movement
  return keyOf(tenantId, ['banktx', compactId(account), bookingDate, roundToCurrency(amount, currency), currency, String(ordinal)])
}

/** The ordinal of each movement of one file among those with the same account, date, amount and currency, in the order of the file. */
export function ordinalsOf(movements: readonly Omit<MovementIdentity, 'ordinal'>[]): number[] {
  const seen = new Map<string, number>()
  return movements.map(({ account, bookingDate, amount, currency }) => {
    const equal = [compactId(account), bookingDate, roundToCurrency(amount, currency), currency].join('|')
    const ordinal = (seen.get(equal) ?? 0) + 1
    seen.set(equal, ordinal)
    return ordinal
  })
}
