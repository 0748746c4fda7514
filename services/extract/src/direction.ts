import type { Canonical, Tenant } from '@chasqui/contracts'
import { alphanumeric } from '@chasqui/tax'

export type Direction = 'purchase' | 'sale'

/**
 * Whether the tenant bought or sold, told by tax ids alone: its own id on the issuer makes a sale, on the buyer a
 * purchase. A row, ticket or expense that names no buyer is what the tenant itself paid. Undefined: neither party is
 * the tenant. An issuer that is also the buyer is a sale here; validation names it SELF_INVOICE.
 */
export function directionOf(document: Pick<Canonical, 'docType' | 'source' | 'vendor' | 'buyer'>, tenant: Pick<Tenant, 'taxIds'>): Direction | undefined {
  const { vendor, buyer } = document
  if (isOwn(vendor?.taxId, tenant)) return 'sale'
  if (isOwn(buyer?.taxId, tenant)) return 'purchase'
  const namesNoBuyer = buyer?.taxId === undefined && buyer?.name === undefined
  return namesNoBuyer && isPaidByTheTenant(document) ? 'purchase' : undefined
}

function isPaidByTheTenant({ docType, source }: Pick<Canonical, 'docType' | 'source'>): boolean {
  if (docType === 'receipt' || docType === 'expense') return true
  return source === 'row' && DOCUMENTS_OF_A_LEDGER.has(docType)
}

const DOCUMENTS_OF_A_LEDGER: ReadonlySet<string> = new Set(['invoice', 'credit_note', 'debit_note'])

/** Whether a tax id is one of the tenant's, whatever its punctuation; a VAT number may carry its country in front. */
export function isOwn(taxId: string | undefined, tenant: Pick<Tenant, 'taxIds'>): boolean {
  if (taxId === undefined) return false
  const id = alphanumeric(taxId)
  return id !== '' && tenant.taxIds.some((own) => {
    const ours = alphanumeric(own)
    return ours === id || id === `ES${ours}` || ours === `ES${id}`
  })
}
