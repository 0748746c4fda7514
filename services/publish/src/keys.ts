import { createHash } from 'node:crypto'
import type { Canonical } from '@chasqui/contracts'
import { nearKey, postingKey } from '@chasqui/tax'

/** Under which key a document is posted, and which key tells that another one may be the same. */
export type DocumentKeys = { postingKey: string; nearKey?: string }

/**
 * The keys of an invoice, note, ticket or expense. One without a natural key (a ticket without number) is posted under
 * a key of its item: the same item posts once, and only the near key can tell that another item is the same document.
 */
export function keysOf(tenantId: string, itemId: string, canonical: Canonical): DocumentKeys {
  const { country, docType, subType, number, series, folio, fiscalId, vendor, issueDate, currency, totals } = canonical
  const identity = { country, issuerTaxId: vendor?.taxId }
  const natural = postingKey(tenantId, { ...identity, docType, subType, number, series, folio, fiscalId })
  const near = nearKey(tenantId, { ...identity, issueDate, total: totals?.total, currency })
  return { postingKey: natural?.key ?? itemKey(tenantId, itemId), ...(near ? { nearKey: near.key } : {}) }
}

/** The key of what only its item tells apart: sha256 of `v1|tenant|item|item id`, hex. */
export function itemKey(tenantId: string, itemId: string): string {
  return createHash('sha256').update(`v1|${tenantId}|item|${itemId}`, 'utf8').digest('hex')
}
