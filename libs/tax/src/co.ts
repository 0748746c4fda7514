import { compactId } from './check-digit.ts'
import type { CountryRules, InvoiceIdentity, TaxIdVerdict } from './country-rules.ts'
import { alphanumeric, normalizedNumber } from './normalize.ts'

const WEIGHTS = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71]

/** The dígito de verificación of a NIT (DIAN, orden administrativa 4 of 1989). */
export function nitDigit(body: string): string {
  let total = 0
  for (let i = 0; i < body.length; i++) total += (body.charCodeAt(body.length - 1 - i) - 48) * (WEIGHTS[i] ?? 0)
  const rest = total % 11
  return String(rest < 2 ? rest : 11 - rest)
}

/** The number and, when it was written, its check digit. */
function nitParts(text: string): { body: string; digit: string | undefined } | undefined {
  const dashed = /^([\d.\s]{6,14}?)\s*[-\u2010-\u2015]\s*(\d)$/.exec(text.trim())
  if (dashed) {
    const body = compactId(dashed[1] ?? '')
    return /^\d{6,10}$/.test(body) ? { body, digit: dashed[2] } : undefined
  }
  const compact = compactId(text)
  // Without a dash: companies have 9 digits, and the cédulas that are a person's NIT have up to 10 and begin with 1.
  if (/^1\d{9}$/.test(compact) || /^\d{6,9}$/.test(compact)) return { body: compact, digit: undefined }
  return /^(?:\d{10}|1\d{10})$/.test(compact) ? { body: compact.slice(0, -1), digit: compact.slice(-1) } : undefined
}

/** A NIT with or without its check digit; normalised "900000001-2", or "900000001" when none was written. */
function checkTaxId(text: string): TaxIdVerdict {
  const parts = nitParts(text)
  if (parts === undefined) return { valid: false, kind: 'NIT', normalized: compactId(text), reason: 'format', isCheckDigitGuaranteed: true }

  const { body, digit } = parts
  const verdict = { kind: 'NIT', normalized: digit === undefined ? body : `${body}-${digit}`, isCheckDigitGuaranteed: true } as const
  const expected = nitDigit(body)
  return digit === undefined || digit === expected ? { valid: true, ...verdict } : { valid: false, reason: 'checksum', expected, ...verdict }
}

/** The CUFE when there is one; else the NIT, whose check digit is often left out and therefore never in the key, and the number. */
function businessParts(identity: InvoiceIdentity): readonly string[] | undefined {
  const cufe = identity.fiscalId?.kind === 'cufe' ? alphanumeric(identity.fiscalId.value) : ''
  if (cufe !== '') return [cufe]
  const number = normalizedNumber(identity.number ?? `${identity.series ?? ''}${identity.folio ?? ''}`)
  if (!identity.issuerTaxId || number === '') return undefined
  return [nitParts(identity.issuerTaxId)?.body ?? compactId(identity.issuerTaxId), number]
}

/** Colombia. IVA by the Estatuto Tributario, article 468; 19 % since law 1819 of 2016. */
export const colombia: CountryRules = {
  country: 'CO',
  writing: { decimal: ',', dateOrder: 'day-first' },
  currencies: ['COP', 'USD'],
  rates: [
    { kind: 'IVA', category: 'general', rate: '16', from: '2006-01-01', to: '2016-12-31' },
    { kind: 'IVA', category: 'general', rate: '19', from: '2017-01-01' },
    { kind: 'IVA', category: 'reduced', rate: '5' },
    { kind: 'IVA', category: 'zero', rate: '0' },
  ],
  taxIdSearch: {
    label: 'N\\.? ?I\\.? ?T\\.?',
    anywhere: ['\\d{3}\\.?\\d{3}\\.?\\d{3} ?- ?\\d'],
    labelled: ['\\d{3}\\.?\\d{3}\\.?\\d{3,4}', '\\d{6,10}-\\d'],
    misread: ['[0-9OoIl|SBZG]{3}\\.?[0-9OoIl|SBZG]{3}\\.?[0-9OoIl|SBZG]{3} ?- ?[0-9OoIl|SBZG]'],
  },
  checkTaxId,
  isInvoiceNumber: (number) => /^[A-Z0-9]{0,6}[- ]?\d{1,15}$/i.test(number),
  businessParts,
}
