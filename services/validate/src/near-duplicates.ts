import DataLoader from 'dataloader'
import type { Canonical, Finding } from '@chasqui/contracts'
import { keysOf } from '@chasqui/document-keys'
import type { Posting, Postings } from '@chasqui/mongo/books'

export type FindNearDuplicates = (tenantId: string, itemId: string, canonical: Canonical) => Promise<Finding[]>

/**
 * Looks in the books for another document of the same issuer, date and total: perhaps the same one, read with another
 * number. A hint for a person, never a block. Neighbours are looked up together.
 */
export function nearDuplicateFinder(postings: Postings): FindNearDuplicates {
  const holders = new DataLoader<{ tenantId: string; key: string }, readonly Posting[]>(async (asked) => {
    const found = new Map<string, Map<string, Posting[]>>()
    for (const tenantId of new Set(asked.map((one) => one.tenantId))) {
      found.set(tenantId, await postings.nearKeys(tenantId, asked.filter((one) => one.tenantId === tenantId).map((one) => one.key)))
    }
    return asked.map(({ tenantId, key }) => found.get(tenantId)?.get(key) ?? [])
  }, { cache: false, maxBatchSize: 100 })

  return async (tenantId, itemId, canonical) => {
    const { postingKey, nearKey } = keysOf(tenantId, itemId, canonical)
    if (nearKey === undefined) return []
    const others = (await holders.load({ tenantId, key: nearKey })).filter((holder) => holder._id !== postingKey && holder.itemId !== itemId)
    if (others.length === 0) return []
    return [{
      code: 'POSSIBLE_DUPLICATE', severity: 'review', field: 'number',
      message: `a document of the same issuer, date and total is in the books under another number than ${canonical.number ?? '(none)'}`,
      ...(canonical.number ? { value: canonical.number } : {}),
    }]
  }
}
