import { compactId } from './check-digit.ts'
import type { CountryRules, InvoiceIdentity, TaxIdKind, TaxIdVerdict } from './country-rules.ts'
import { normalizedNumber } from './normalize.ts'

const NIF_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE'
const CIF_LETTERS = 'JABCDEFGHI'

/** The letter of a NIF or NIE from its number (X, Y, Z already 0, 1, 2). RD 1065/2007, article 19. */
export function nifLetter(digits: string): string {
  return NIF_LETTERS[Number(digits) % 23] ?? ''
}

/** The control of a CIF from its seven digits, as the digit; the letter that may stand for it is `JABCDEFGHI`[digit]. */
export function cifControl(seven: string): number {
  let total = 0
  for (let i = 0; i < 7; i++) {
    const digit = seven.charCodeAt(i) - 48
    const part = i % 2 === 0 ? digit * 2 : digit
    total += part > 9 ? part - 9 : part
  }
  return (10 - (total % 10)) % 10
}

function verdict(kind: TaxIdKind, normalized: string, control: string, expected: readonly string[]): TaxIdVerdict {
  if (expected.includes(control)) return { valid: true, kind, normalized, isCheckDigitGuaranteed: true }
  return { valid: false, kind, normalized, reason: 'checksum', expected: expected.join('/'), isCheckDigitGuaranteed: true }
}

/**
 * A NIF, NIE or CIF, with or without the VAT prefix ES. Which CIFs end in a letter and which in a digit is a rule of
 * thumb with exceptions, so both controls are accepted.
 */
function checkTaxId(text: string): TaxIdVerdict {
  const normalized = compactId(text).replace(/^ES(?=[A-Z0-9]{9}$)/, '')
  const control = normalized.slice(8)
  if (/^\d{8}[A-Z]$/.test(normalized)) return verdict('NIF', normalized, control, [nifLetter(normalized.slice(0, 8))])
  if (/^[XYZ]\d{7}[A-Z]$/.test(normalized)) {
    const digits = 'XYZ'.indexOf(normalized.charAt(0)) + normalized.slice(1, 8)
    return verdict('NIE', normalized, control, [nifLetter(digits)])
  }
  if (/^[KLM]\d{7}[A-Z]$/.test(normalized)) return verdict('NIF', normalized, control, [nifLetter(normalized.slice(1, 8))])
  if (/^[A-HJNP-SUVW]\d{7}[0-9A-J]$/.test(normalized)) {
    const digit = cifControl(normalized.slice(1, 8))
    return verdict('CIF', normalized, control, [String(digit), CIF_LETTERS.charAt(digit)])
  }
  const kind = /^[XYZ]/.test(normalized) ? 'NIE' : /^[A-W]/.test(normalized) ? 'CIF' : 'NIF'
  return { valid: false, kind, normalized, reason: 'format', isCheckDigitGuaranteed: true }
}

/** Spain has no electronic id: issuer and number are what makes an invoice unique. */
function businessParts(identity: InvoiceIdentity): readonly string[] | undefined {
  const number = normalizedNumber(identity.series && identity.folio ? `${identity.series} ${identity.folio}` : (identity.number ?? ''))
  if (!identity.issuerTaxId || number === '') return undefined
  return [checkTaxId(identity.issuerTaxId).normalized, number]
}

const M = '[0-9A-Z|]'

/**
 * Spain. IVA by law 37/1992 and its changes: RDL 8/2010 (18, 8), RDL 20/2012 (21, 10), RDL 20/2022 and 4/2024 (food);
 * IRPF by RD 439/2007, article 95; IGIC by the Canaries' law 4/2012.
 */
export const spain: CountryRules = {
  country: 'ES',
  writing: { decimal: ',', dateOrder: 'day-first' },
  currencies: ['EUR'],
  rates: [
    { kind: 'IVA', category: 'general', rate: '16', from: '1995-01-01', to: '2010-06-30' },
    { kind: 'IVA', category: 'general', rate: '18', from: '2010-07-01', to: '2012-08-31' },
    { kind: 'IVA', category: 'general', rate: '21', from: '2012-09-01' },
    { kind: 'IVA', category: 'reduced', rate: '7', from: '1995-01-01', to: '2010-06-30' },
    { kind: 'IVA', category: 'reduced', rate: '8', from: '2010-07-01', to: '2012-08-31' },
    { kind: 'IVA', category: 'reduced', rate: '10', from: '2012-09-01' },
    { kind: 'IVA', category: 'super-reduced', rate: '4', from: '1995-01-01' },
    { kind: 'IVA', category: 'basic food', rate: '0', from: '2023-01-01', to: '2024-09-30' },
    { kind: 'IVA', category: 'basic food', rate: '2', from: '2024-10-01', to: '2024-12-31' },
    { kind: 'IVA', category: 'oils and pasta', rate: '5', from: '2023-01-01', to: '2024-09-30' },
    { kind: 'IVA', category: 'oils and pasta', rate: '7.5', from: '2024-10-01', to: '2024-12-31' },
    { kind: 'IVA', category: 'electricity', rate: '10', from: '2021-06-26', to: '2023-12-31' },
    { kind: 'IVA', category: 'electricity', rate: '5', from: '2022-07-01', to: '2023-12-31' },
    { kind: 'RE', category: 'with 21', rate: '5.2', from: '2012-09-01' },
    { kind: 'RE', category: 'with 10', rate: '1.4', from: '2012-09-01' },
    { kind: 'RE', category: 'with 4', rate: '0.5', from: '1995-01-01' },
    { kind: 'RE', category: 'with 16 and 18', rate: '4', from: '1995-01-01', to: '2012-08-31' },
    { kind: 'RE', category: 'with 7 and 8', rate: '1', from: '1995-01-01', to: '2012-08-31' },
    { kind: 'RE', category: 'with 5', rate: '0.62', from: '2023-01-01', to: '2024-09-30' },
    { kind: 'RE', category: 'with 7.5', rate: '1', from: '2024-10-01', to: '2024-12-31' },
    { kind: 'RE', category: 'with 2', rate: '0.26', from: '2024-10-01', to: '2024-12-31' },
    { kind: 'RE', category: 'tobacco', rate: '1.75' },
    { kind: 'RE', category: 'with 0', rate: '0', from: '2023-01-01', to: '2024-09-30' },
    { kind: 'IGIC', category: 'general', rate: '7' },
    { kind: 'IGIC', category: 'reduced', rate: '3' },
    { kind: 'IGIC', category: 'zero', rate: '0' },
    { kind: 'IGIC', category: 'increased', rate: '9.5' },
    { kind: 'IGIC', category: 'increased', rate: '15' },
    { kind: 'IRPF', category: 'professionals', rate: '15', from: '2015-07-12' },
    { kind: 'IRPF', category: 'new professionals', rate: '7', from: '2015-07-12' },
  ],
  taxIdSearch: {
    label: 'N\\.? ?I\\.? ?F\\.?|C\\.? ?I\\.? ?F\\.?|N\\.? ?I\\.? ?E\\.?|D\\.? ?N\\.? ?I\\.?|VAT',
    anywhere: [
      '(?:ES[- ]?)?\\d{8}[- ]?[A-Z]',
      '(?:ES[- ]?)?[A-HJ-NP-SUVWXYZ][- ]?\\d{7}[- ]?[0-9A-Z]',
      '[A-HJ-NP-SUVW][- ]?\\d{2}\\.\\d{3}\\.\\d{3}',
      '\\d{1,2}\\.\\d{3}\\.\\d{3}[- ]?[A-Z]',
    ],
    labelled: [],
    misread: [`(?:ES[- ]?)?${M}[- ]?${M}{7}[- ]?${M}`],
  },
  checkTaxId,
  isInvoiceNumber: (number) => /^[A-Z0-9/-]{1,30}$/i.test(number),
  businessParts,
}
