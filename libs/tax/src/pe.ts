import { compactId, weightedSum } from './check-digit.ts'
import type { CountryRules, InvoiceIdentity, TaxIdRole, TaxIdVerdict } from './country-rules.ts'
import { plainUpper, withoutLeadingZeros } from './normalize.ts'

const RUC = /^(?:10|15|16|17|20)\d{9}$/
const DNI = /^\d{8}$/
const WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]

/** The last digit of a RUC from its first ten (SUNAT, modulo 11). */
export function rucDigit(first10: string): string {
  return String((11 - (weightedSum(first10, WEIGHTS) % 11)) % 10)
}

/** A RUC of 11 digits, or a DNI of 8 (which has no public check digit and may only buy). */
function checkTaxId(text: string, role: TaxIdRole): TaxIdVerdict {
  const normalized = compactId(text)
  if (DNI.test(normalized) && role === 'buyer') return { valid: true, kind: 'DNI', normalized, isCheckDigitGuaranteed: true }

  const verdict = { kind: 'RUC', normalized, isCheckDigitGuaranteed: true } as const
  if (!RUC.test(normalized)) return { valid: false, reason: 'format', ...verdict }
  const expected = rucDigit(normalized.slice(0, 10))
  if (normalized[10] !== expected) return { valid: false, reason: 'checksum', expected, ...verdict }
  return { valid: true, ...verdict }
}

/** F, B and E series of electronic documents (E001, EB01: SUNAT's portal), numeric series of paper; number 1–8 digits. */
const NUMBER = /^(?:[FBE][A-Z0-9]{3}|\d{1,4})-\d{1,8}$/

const TYPE_OF: Readonly<Record<string, string>> = { receipt: '03', credit_note: '07', debit_note: '08', invoice: '01' }

/** RUC, type, series-number without leading zeros: what SUNAT itself holds unique. */
function businessParts(identity: InvoiceIdentity): readonly string[] | undefined {
  const printed = identity.series && identity.folio ? `${identity.series}-${identity.folio}` : identity.number
  const match = /^([A-Z0-9]{1,4})\s*-\s*(\d+)$/.exec(plainUpper(printed ?? '').trim())
  const type = identity.subType ?? TYPE_OF[identity.docType]
  if (!match || !identity.issuerTaxId || !type) return undefined
  return [compactId(identity.issuerTaxId), type, `${match[1]}-${withoutLeadingZeros(match[2] ?? '')}`]
}

const MISREAD = '[0-9OoIl|SBZG]'

/**
 * Peru. IGV rates include the 2 % (2026: 2.5 %) of IPM, as documents print them; the parts stand beside them.
 * Sources: DL 821 and its changes; law 29666 (18 % from March 2011); laws 31556 and 32219 (restaurants and hotels of small
 * companies); law 32387 (IPM rises to 4 % by 2029 while the sum stays 18; the steps of 2027 and 2028 are its even division).
 */
export const peru: CountryRules = {
  country: 'PE',
  writing: { decimal: '.', dateOrder: 'day-first' },
  currencies: ['PEN', 'USD'],
  rates: [
    { kind: 'IGV', category: 'general', rate: '19', from: '2003-08-01', to: '2011-02-28' },
    { kind: 'IGV', category: 'general', rate: '18', from: '2011-03-01' },
    { kind: 'IGV', category: 'general without IPM', rate: '16', from: '2011-03-01', to: '2025-12-31' },
    { kind: 'IGV', category: 'general without IPM', rate: '15.5', from: '2026-01-01', to: '2026-12-31' },
    { kind: 'IGV', category: 'general without IPM', rate: '15', from: '2027-01-01', to: '2027-12-31' },
    { kind: 'IGV', category: 'general without IPM', rate: '14.5', from: '2028-01-01', to: '2028-12-31' },
    { kind: 'IGV', category: 'general without IPM', rate: '14', from: '2029-01-01' },
    { kind: 'IGV', category: 'MYPE restaurants and hotels', rate: '10', from: '2022-09-01', to: '2025-12-31' },
    { kind: 'IGV', category: 'MYPE restaurants and hotels', rate: '10.5', from: '2026-01-01', to: '2026-12-31' },
    { kind: 'IGV', category: 'MYPE restaurants and hotels', rate: '15', from: '2027-01-01' },
    { kind: 'IGV', category: 'MYPE without IPM', rate: '8', from: '2022-09-01', to: '2026-12-31' },
    { kind: 'IGV', category: 'MYPE without IPM', rate: '12', from: '2027-01-01' },
    { kind: 'IGV', category: 'IVAP (rice)', rate: '4', code: '1016' },
    { kind: 'IGV', category: 'export, exempt, not subject', rate: '0' },
    { kind: 'IPM', category: 'general', rate: '2', to: '2025-12-31' },
    { kind: 'IPM', category: 'general', rate: '2.5', from: '2026-01-01', to: '2026-12-31' },
    { kind: 'IPM', category: 'general', rate: '3', from: '2027-01-01', to: '2027-12-31' },
    { kind: 'IPM', category: 'general', rate: '3.5', from: '2028-01-01', to: '2028-12-31' },
    { kind: 'IPM', category: 'general', rate: '4', from: '2029-01-01' },
  ],
  taxIdSearch: {
    label: 'R\\.? ?U\\.? ?C\\.?|D\\.? ?N\\.? ?I\\.?',
    anywhere: ['(?:10|15|16|17|20)\\d{9}'],
    labelled: ['(?:10|15|16|17|20)[ -]?\\d{8}[ -]?\\d', '\\d{8}'],
    misread: [`${MISREAD}{11}`],
  },
  checkTaxId,
  isInvoiceNumber: (number) => NUMBER.test(number),
  businessParts,
}
