import { compactId, weightedSum234567 } from './check-digit.ts'
import type { CountryRules, InvoiceIdentity, TaxIdVerdict } from './country-rules.ts'
import { withoutLeadingZeros } from './normalize.ts'

const COMPACT_RUT = /^0*(\d{1,8})([\dK])$/

/** The check digit (0–9 or K) of a RUT's body (SII, modulo 11 with weights 2–7 from the right). */
export function rutDigit(body: string): string {
  const rest = 11 - (weightedSum234567(body) % 11)
  return rest === 11 ? '0' : rest === 10 ? 'K' : String(rest)
}

/** A RUT in any punctuation, with or without leading zeros; normalised "76000001-9". */
function checkTaxId(text: string): TaxIdVerdict {
  const compact = compactId(text)
  const match = COMPACT_RUT.exec(compact)
  if (!match) return { valid: false, kind: 'RUT', normalized: compact, reason: 'format', isCheckDigitGuaranteed: true }

  const [, body = '', digit = ''] = match
  const verdict = { kind: 'RUT', normalized: `${body}-${digit}`, isCheckDigitGuaranteed: true } as const
  const expected = rutDigit(body)
  return digit === expected ? { valid: true, ...verdict } : { valid: false, reason: 'checksum', expected, ...verdict }
}

/** How people write a RUT: "76.000.001-9". Takes a normalised one. */
export function formatRut(normalized: string): string {
  const [body = '', digit = ''] = normalized.split('-')
  return `${body.replace(/\B(?=(\d{3})+$)/g, '.')}-${digit}`
}

const TYPE_OF: Readonly<Record<string, string>> = { invoice: '33', receipt: '39', credit_note: '61', debit_note: '56' }

/** RUT, DTE type, folio: what the SII itself holds unique. */
function businessParts(identity: InvoiceIdentity): readonly string[] | undefined {
  const folio = /(\d+)\D*$/.exec((identity.folio ?? identity.number ?? '').replace(/(?<=\d)\.(?=\d{3})/g, ''))?.[1]
  const type = identity.subType ?? TYPE_OF[identity.docType]
  if (!folio || !identity.issuerTaxId || !type) return undefined
  return [checkTaxId(identity.issuerTaxId).normalized, type, withoutLeadingZeros(folio)]
}

const MISREAD = '[0-9OoIl|SBZG]'

/** Chile. IVA by DL 825, article 14; 19 % since law 19888 (October 2003). */
export const chile: CountryRules = {
  country: 'CL',
  writing: { decimal: ',', dateOrder: 'day-first' },
  currencies: ['CLP', 'USD', 'CLF'],
  rates: [
    { kind: 'IVA', category: 'general', rate: '18', to: '2003-09-30' },
    { kind: 'IVA', category: 'general', rate: '19', from: '2003-10-01' },
  ],
  taxIdSearch: {
    label: 'R\\.? ?U\\.? ?T\\.?',
    anywhere: ['\\d{1,2}\\.\\d{3}\\.\\d{3} ?- ?[\\dKk]', '\\d{7,8}-[\\dKk]'],
    labelled: ['\\d{7,8} ?-? ?[\\dKk]'],
    misread: [`${MISREAD}{1,2}[.,]?${MISREAD}{3}[.,]?${MISREAD}{3} ?-? ?[0-9OoIl|SBZGKk]`],
  },
  checkTaxId,
  isInvoiceNumber: (number) => /^[1-9]\d{0,9}$/.test(number),
  businessParts,
}
