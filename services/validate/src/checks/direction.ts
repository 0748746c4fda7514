import type { Canonical, Finding } from '@chasqui/contracts'
import { isSameTaxId } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'
import { type CheckContext, isInvoiceLike } from './check.ts'

/** One of the parties is the tenant, and they are two. Tickets name no buyer and are not asked. */
export function checkDirection(document: Canonical, { tenant }: CheckContext): Finding[] {
  if (!isInvoiceLike(document)) return []
  const issuer = document.vendor?.taxId
  const buyer = document.buyer?.taxId
  if (issuer !== undefined && buyer !== undefined && isSameTaxId(document.country, issuer, buyer)) {
    return [finding('SELF_INVOICE', { field: 'buyer.taxId', value: buyer })]
  }
  const isOwn = (taxId: string | undefined) => taxId !== undefined && tenant.taxIds.some((own) => isSameTaxId(tenant.country, own, taxId))
  // Where no buyer was read, the reader's word counts: a row of the tenant's own ledger names none.
  if (isOwn(issuer) || isOwn(buyer) || (buyer === undefined && document.direction !== undefined)) return []
  return [finding('NOT_OURS', { field: 'buyer.taxId', value: buyer, detail: `issuer ${issuer ?? 'unknown'}, buyer ${buyer ?? 'unknown'}` })]
}
