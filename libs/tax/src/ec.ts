import { compactId, weightedSum } from './check-digit.ts'
import { checkClaveAcceso } from './clave-acceso.ts'
import type { CountryRules, InvoiceIdentity, TaxIdRole, TaxIdVerdict } from './country-rules.ts'

/** Who buys without giving a name; never an issuer. */
export const CONSUMIDOR_FINAL = '9999999999999'

const PROVINCE = /^(?:0[1-9]|1\d|2[0-4]|30|50)/

/** The tenth digit of a cédula, and of the RUC of a person (modulo 10). */
export function cedulaDigit(first9: string): string {
  let total = 0
  for (let i = 0; i < 9; i++) {
    const product = (first9.charCodeAt(i) - 48) * (i % 2 === 0 ? 2 : 1)
    total += product > 9 ? product - 9 : product
  }
  return String((10 - (total % 10)) % 10)
}

function mod11Digit(digits: string, weights: readonly number[]): string {
  const rest = weightedSum(digits, weights) % 11
  return rest === 0 ? '0' : String(11 - rest)
}

/** The tenth digit of a private company's RUC. "10" when no digit fits: such a number was never given out. */
export function companyRucDigit(first9: string): string {
  return mod11Digit(first9, [4, 3, 2, 7, 6, 5, 4, 3, 2])
}

/** The ninth digit of a public body's RUC. */
export function publicRucDigit(first8: string): string {
  return mod11Digit(first8, [3, 2, 7, 6, 5, 4, 3, 2])
}

type Rule = { position: number; digit: (id: string) => string; hasOffice: (id: string) => boolean }

const PERSON: Rule = { position: 9, digit: cedulaDigit, hasOffice: (id) => id.slice(10) !== '000' }
const COMPANY: Rule = { position: 9, digit: companyRucDigit, hasOffice: (id) => id.slice(10) !== '000' }
const PUBLIC: Rule = { position: 8, digit: publicRucDigit, hasOffice: (id) => id.slice(9) !== '0000' }

/**
 * The rules a RUC may follow, by its third digit, the usual one first: 6 may also be a person, and 9 a public body.
 * No rule: no such RUC.
 */
function rulesFor(thirdDigit: string): readonly Rule[] {
  if (thirdDigit <= '5') return [PERSON]
  if (thirdDigit === '6') return [PUBLIC, PERSON]
  return thirdDigit === '9' ? [COMPANY, PUBLIC] : []
}

/** A cédula (10 digits) or RUC (13). A buyer may also be the final consumer. */
function checkTaxId(text: string, role: TaxIdRole): TaxIdVerdict {
  const normalized = compactId(text)
  if (normalized === CONSUMIDOR_FINAL && role === 'buyer') return { valid: true, kind: 'RUC', normalized, isCheckDigitGuaranteed: true }

  const isCedula = normalized.length === 10
  const third = normalized[2] ?? ''
  const isPerson = third <= '5'
  // The SRI is said to give companies numbers without a check digit since about 2020.
  const verdict = { kind: isCedula ? 'CEDULA' : 'RUC', normalized, isCheckDigitGuaranteed: isCedula || isPerson } as const
  const malformed = { valid: false, reason: 'format', ...verdict } as const
  if (!/^(?:\d{10}|\d{13})$/.test(normalized) || !PROVINCE.test(normalized)) return malformed

  const rules = isCedula ? (third <= '6' ? [PERSON] : []) : rulesFor(third).filter((rule) => rule.hasOffice(normalized))
  const usual = rules[0]
  if (usual === undefined) return malformed
  if (rules.some((rule) => normalized[rule.position] === rule.digit(normalized))) return { valid: true, ...verdict }
  return { valid: false, reason: 'checksum', expected: usual.digit(normalized), ...verdict }
}

const NUMBER = /^\d{3}-\d{3}-\d{9}$/
const TYPE_OF: Readonly<Record<string, string>> = { invoice: '01', receipt: '01', credit_note: '04', debit_note: '05' }

/** The access key; on paper RUC, codDoc and number with their zeros. */
function businessParts(identity: InvoiceIdentity): readonly string[] | undefined {
  if (identity.fiscalId?.kind === 'claveAcceso') {
    const clave = checkClaveAcceso(identity.fiscalId.value)
    if (clave.reason !== 'format') return [clave.normalized]
  }
  const match = /^(\d{1,3})\D?(\d{1,3})\D(\d{1,9})$/.exec((identity.number ?? '').replace(/\s/g, ''))
  const type = identity.subType ?? TYPE_OF[identity.docType]
  if (!match || !identity.issuerTaxId || !type) return undefined
  const [, office = '', point = '', sequence = ''] = match
  return [compactId(identity.issuerTaxId), type, `${office.padStart(3, '0')}-${point.padStart(3, '0')}-${sequence.padStart(9, '0')}`]
}

const MISREAD = '[0-9OoIl|SBZG]'

/**
 * Ecuador. IVA by the LRTI, article 65: 14 % for the year after the earthquake of April 2016 (12 % went on in Manabí and
 * Esmeraldas), 15 % since April 2024 (decree 198); `code` is the SRI's codigoPorcentaje.
 */
export const ecuador: CountryRules = {
  country: 'EC',
  writing: { decimal: ',', isDecimalWeak: true, dateOrder: 'day-first' },
  currencies: ['USD'],
  rates: [
    { kind: 'IVA', category: 'general', rate: '12', to: '2024-03-31', code: '2' },
    { kind: 'IVA', category: 'general', rate: '14', from: '2016-06-01', to: '2017-05-31', code: '3' },
    { kind: 'IVA', category: 'general', rate: '15', from: '2024-04-01', code: '4' },
    { kind: 'IVA', category: 'building materials', rate: '5', from: '2024-04-01', code: '5' },
    { kind: 'IVA', category: 'tourism on decreed holidays', rate: '8', code: '8' },
    { kind: 'IVA', category: 'zero', rate: '0', code: '0' },
  ],
  taxIdSearch: {
    label: 'R\\.? ?U\\.? ?C\\.?|c[eé]dula(?: de identidad)?|C\\.? ?I\\.?',
    anywhere: ['\\d{10}(?!000)\\d{3}'],
    labelled: ['\\d{10}-?(?!000)\\d{3}', '\\d{9}-?\\d'],
    misread: [`${MISREAD}{13}`, `${MISREAD}{10}`],
  },
  checkTaxId,
  isInvoiceNumber: (number) => NUMBER.test(number),
  businessParts,
}
