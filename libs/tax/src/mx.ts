import { compactId } from './check-digit.ts'
import type { CountryRules, InvoiceIdentity, TaxIdVerdict } from './country-rules.ts'
import { normalizedNumber } from './normalize.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ'
const RFC = /^[A-ZÑ&]{3,4}(\d{2})(\d{2})(\d{2})[A-Z0-9]{3}$/

/** The public at large, and foreigners without an RFC: always accepted. */
export const GENERIC_RFCS: ReadonlySet<string> = new Set(['XAXX010101000', 'XEXX010101000'])

/** The last character of an RFC from the 11 (company) or 12 (person) before it: 0–9 or A (SAT, modulo 11). */
export function rfcDigit(body: string): string {
  const padded = body.padStart(12, ' ')
  let total = 0
  for (let i = 0; i < 12; i++) total += ALPHABET.indexOf(padded.charAt(i)) * (13 - i)
  const digit = (11 - (total % 11)) % 11
  return digit === 10 ? 'A' : String(digit)
}

/** YYMMDD of a century that the RFC does not tell: 29 February is possible in every year divisible by four. */
function isDate(year: number, month: number, day: number): boolean {
  const days = [31, year % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  return days !== undefined && day >= 1 && day <= days
}

/** An RFC of 12 (company) or 13 characters (person). Stamped documents carry RFCs whose check digit fails. */
function checkTaxId(text: string): TaxIdVerdict {
  const normalized = compactId(text.normalize('NFC'))
  const verdict = { kind: 'RFC', normalized, isCheckDigitGuaranteed: false } as const
  if (GENERIC_RFCS.has(normalized)) return { valid: true, ...verdict }
  const match = RFC.exec(normalized)
  if (!match || !isDate(Number(match[1]), Number(match[2]), Number(match[3]))) return { valid: false, reason: 'format', ...verdict }
  const expected = rfcDigit(normalized.slice(0, -1))
  return normalized.endsWith(expected) ? { valid: true, ...verdict } : { valid: false, reason: 'checksum', expected, ...verdict }
}

const UUID = /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$/

/** The stamp's UUID; where none was read, as on a photo, the RFC and the issuer's own number. */
function businessParts(identity: InvoiceIdentity): readonly string[] | undefined {
  const uuid = identity.fiscalId?.kind === 'uuid' ? identity.fiscalId.value.trim().toUpperCase() : ''
  if (UUID.test(uuid)) return [uuid]
  const number = normalizedNumber(identity.series && identity.folio ? `${identity.series} ${identity.folio}` : (identity.number ?? ''))
  if (!identity.issuerTaxId || number === '') return undefined
  return [checkTaxId(identity.issuerTaxId).normalized, number]
}

/** Mexico. IVA by the LIVA, articles 1 and 2-A; the border stimulus (8 %) by the decree of 31 December 2018. */
export const mexico: CountryRules = {
  country: 'MX',
  writing: { decimal: '.', dateOrder: 'day-first' },
  currencies: ['MXN', 'USD'],
  rates: [
    { kind: 'IVA', category: 'general', rate: '15', from: '1995-04-01', to: '2009-12-31' },
    { kind: 'IVA', category: 'general', rate: '16', from: '2010-01-01' },
    { kind: 'IVA', category: 'border', rate: '10', from: '1995-04-01', to: '2009-12-31' },
    { kind: 'IVA', category: 'border', rate: '11', from: '2010-01-01', to: '2013-12-31' },
    { kind: 'IVA', category: 'border stimulus', rate: '8', from: '2019-01-01' },
    { kind: 'IVA', category: 'zero', rate: '0' },
  ],
  taxIdSearch: {
    label: 'R\\.? ?F\\.? ?C\\.?',
    anywhere: ['[A-ZÑ&]{3,4}[- ]?\\d{6}[- ]?[A-Z0-9]{3}'],
    labelled: [],
    misread: ['[A-ZÑ&0-9|]{3,4}[- ]?[0-9OoIl|SBZG]{6}[- ]?[A-Z0-9|]{3}'],
  },
  checkTaxId,
  isInvoiceNumber: (number) => UUID.test(number.toUpperCase()) || /^[^|\p{C}]{1,65}$/u.test(number),
  businessParts,
}
