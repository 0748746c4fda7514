import { z } from 'zod'
import { FAILED_STATES, FINAL_STATES, ITEM_STATES, type ItemStatus } from '@chasqui/contracts'
import type { Item } from '@chasqui/mongo'
import type { GatewayContext } from '../context.ts'

/** Of a duplicate: the item that came first, which stands for both. */
export const OriginalView = z.object({
  id: z.string(), batch_id: z.string(), status: z.enum(ITEM_STATES),
  say: z.string().describe('what that means for this one, in a sentence'),
}).meta({ id: 'Original' })
export type OriginalView = z.infer<typeof OriginalView>

type Original = Pick<Item, '_id' | 'tenantId' | 'batchId' | 'status' | 'failure' | 'needsReview'>

const FIELDS = ['tenantId', 'batchId', 'status', 'failure', 'needsReview'] as const satisfies (keyof Item)[]

/** The originals of those among these items that are duplicates, by their ids: one read for all. */
export async function originalsOf({ items }: GatewayContext, some: readonly Item[]): Promise<Map<string, OriginalView>> {
  const duplicates = some.filter((item) => item.status === 'duplicate' && item.duplicateOf !== undefined)
  if (duplicates.length === 0) return new Map()
  const found = await items.findMany([...new Set(duplicates.map((item) => item.duplicateOf as string))], FIELDS)
  const tenants = new Set(some.map((item) => item.tenantId))
  return new Map(found.filter((one) => tenants.has(one.tenantId)).map((one) => [one._id, originalView(one)]))
}

function originalView(original: Original): OriginalView {
  return { id: original._id, batch_id: original.batchId, status: original.status, say: sayOf(original) }
}

const ENDS: Partial<Record<ItemStatus, string>> = {
  published: 'It is in the books through that item.',
  duplicate: 'That item is a duplicate itself; look at its original.',
}

/** Nothing more is done about a duplicate, so what became of the first one decides whether the document is in the books. Pure. */
export function sayOf({ status, failure, needsReview }: Pick<Original, 'status' | 'failure' | 'needsReview'>): string {
  const end = ENDS[status]
  if (end !== undefined) return end
  if (FAILED_STATES.has(status)) return `That item failed${failure ? ` with ${failure.code}` : ''}, so the document is not in the books: once that one is retried and published, this one needs nothing.`
  if (FINAL_STATES.has(status)) return `That item was ${status}, so the document is not in the books: send it again to import it all the same.`
  if (status === 'validated' && needsReview) return 'That item waits for a person; once it is approved, this one needs nothing.'
  return 'That item is on its way; once it is in the books, this one needs nothing.'
}
