import { z } from 'zod'
import { FAILED_STATES, FINAL_STATES, ITEM_STATES, type ItemStatus } from '@chasqui/contracts'
import { PERSON_FIELDS, waitsForAPerson, type Item } from '@chasqui/mongo/items'

/** Of a duplicate: the item that came first, which stands for both. */
export const OriginalView = z.object({
  id: z.string(), batch_id: z.string(), status: z.enum(ITEM_STATES),
  say: z.string().describe('what that means for this one, in a sentence'),
}).meta({ id: 'Original' })
export type OriginalView = z.infer<typeof OriginalView>

/** As much of the item that came first as its view needs. */
export const ORIGINAL_FIELDS = ['tenantId', 'batchId', 'failure', ...PERSON_FIELDS] as const satisfies (keyof Item)[]
type Original = Pick<Item, '_id' | (typeof ORIGINAL_FIELDS)[number]>

/** The item that came first, as a duplicate shows it. Pure. */
export function originalView(original: Original): OriginalView {
  return { id: original._id, batch_id: original.batchId, status: original.status, say: sayOf(original) }
}

const ENDS: Partial<Record<ItemStatus, string>> = {
  published: 'It is in the books through that item.',
  duplicate: 'That item is a duplicate itself; look at its original.',
}

/** Nothing more is done about a duplicate, so what became of the first one decides whether the document is in the books. Pure. */
export function sayOf(original: Omit<Original, '_id' | 'tenantId' | 'batchId'>): string {
  const { status, failure } = original
  const end = ENDS[status]
  if (end !== undefined) return end
  if (FAILED_STATES.has(status)) return `That item failed${failure ? ` with ${failure.code}` : ''}, so the document is not in the books: once that one is retried and published, this one needs nothing.`
  if (FINAL_STATES.has(status)) return `That item was ${status}, so the document is not in the books: send it again to import it all the same.`
  if (waitsForAPerson(original)) return 'That item waits for a person; once it is approved, this one needs nothing.'
  return 'That item is on its way; once it is in the books, this one needs nothing.'
}
