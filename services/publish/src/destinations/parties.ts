import type { Canonical, Party } from '@chasqui/contracts'
import { vendorIdOf, type PartyOnRecord, type Vendor } from '@chasqui/mongo/books'
import { checkTaxId, normalizedNumber, plainUpper } from '@chasqui/tax'
import { present } from '../present.ts'
import type { PostRequest, RecordContext } from './destination.ts'
import { recordHead } from './source.ts'

/** A party as it is kept: its tax id in the one way of the books. */
export function partyOf(party: Party, country: string): PartyOnRecord {
  return present({ ...party, taxId: oneTaxId(party, country) }) as PartyOnRecord
}

/** A tax id in the one way it is written in the books: `ESB12345674` and `B-12345674` are one vendor. */
export function oneTaxId(party: Party | undefined, country: string): string | undefined {
  const taxId = party?.taxId
  return taxId === undefined ? undefined : checkTaxId(party?.country ?? country, taxId)?.normalized ?? taxId
}

/** Whether the tenant issued the document. What names neither party as the tenant counts as bought: a person approved it. */
export function isSale({ tenant, canonical }: PostRequest): boolean {
  if (canonical.direction !== undefined) return canonical.direction === 'sale'
  const issuer = oneTaxId(canonical.vendor, canonical.country)
  return issuer !== undefined && tenant.taxIds.includes(issuer)
}

export function vendorIdIn({ tenant, canonical }: PostRequest): string | null {
  const taxId = oneTaxId(canonical.vendor, canonical.country)
  return taxId === undefined ? null : vendorIdOf(tenant.id, taxId)
}

/** The vendor of a document, as the record that is made when there is none yet. */
export function vendorRecord(request: PostRequest, context: RecordContext): Vendor | undefined {
  const { vendor, country } = request.canonical
  const taxId = oneTaxId(vendor, country)
  if (vendor === undefined || taxId === undefined) return undefined
  const name = vendor.name ?? vendor.tradeName ?? taxId
  return {
    country, ...partyOf(vendor, country),
    ...recordHead(request, { ...context, entityId: vendorIdOf(request.tenant.id, taxId) }),
    taxId, name, nameNorm: plainUpper(name).replace(/\s+/g, ' ').trim(),
  }
}

/** The number of a document as numbers are compared. */
export function numberNormOf({ number }: Pick<Canonical, 'number'>): string | undefined {
  return number === undefined ? undefined : normalizedNumber(number) || undefined
}
