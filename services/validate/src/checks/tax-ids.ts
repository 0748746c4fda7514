import type { Canonical, Finding, Party } from '@chasqui/contracts'
import { checkTaxId, isSameTaxId, type TaxIdRole, type TaxIdVerdict } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'
import { type CheckContext, isScanned } from './check.ts'

/** Ids of kinds that no country's rules describe. */
const FOREIGN_KINDS: ReadonlySet<string> = new Set(['PASSPORT', 'VAT', 'OTHER'])

/** What documents print in the place of an id that the buyer did not give. */
const NOBODY = /^[\s.0-]*$/

/** Issuer and buyer carry tax ids of their country, by default the document's: never the tenant's, which may be another. */
export function checkTaxIds(document: Canonical, { tenant }: CheckContext): Finding[] {
  const isOwn = (party: Party) => tenant.taxIds.some((own) => isSameTaxId(tenant.country, own, party.taxId ?? ''))
  const judge = (party: Party | undefined, role: TaxIdRole, field: string): Finding[] =>
    party?.taxId === undefined || (role === 'buyer' && NOBODY.test(party.taxId)) || isOwn(party) ? [] : judgeTaxId(document, party, role, field)
  return [...judge(document.vendor, 'issuer', 'vendor.taxId'), ...judge(document.buyer, 'buyer', 'buyer.taxId')]
}

function judgeTaxId(document: Canonical, party: Party, role: TaxIdRole, field: string): Finding[] {
  if (FOREIGN_KINDS.has(party.taxIdType ?? '')) return []
  const value = party.taxId ?? ''
  const verdict = checkTaxId(party.country ?? document.country, value, role)
  if (verdict === undefined || verdict.valid) return []
  return [verdict.reason === 'format' ? malformed(document, field, value, verdict) : failed(document, field, value, verdict)]
}

function malformed(document: Canonical, field: string, value: string, { kind }: TaxIdVerdict): Finding {
  return finding('INVALID_TAX_ID_FORMAT', { severity: isScanned(document, field) ? 'warning' : 'error', field, value, detail: `"${value}" is no ${kind}` })
}

function failed(document: Canonical, field: string, value: string, { kind, expected, isCheckDigitGuaranteed }: TaxIdVerdict): Finding {
  const severity = !isCheckDigitGuaranteed ? 'warning' : isScanned(document, field) ? 'review' : 'error'
  return finding('INVALID_TAX_ID_CHECKSUM', { severity, field, value, detail: `the check digit of the ${kind} ${value} should be ${expected}` })
}
