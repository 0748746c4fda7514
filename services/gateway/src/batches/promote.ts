import { z } from 'zod'
import { control } from '@chasqui/contracts'
import { itemCountsOf, waitsForAPerson, type Batch, type Breakdown } from '@chasqui/mongo/items'
import type { GatewayContext } from '../context.ts'
import { approval } from '../items/review.ts'

export const PromotedView = z.object({
  total_items: z.int().describe('all items of the batch: the sum of the others'),
  queued: z.int().describe('documents that waited for review and are on their way into the books now'), published: z.int().describe('were in the books already'),
  failed: z.int().describe('failed before they could; retry the batch to send them round again'), ended: z.int().describe('duplicate, rejected, cancelled or reverted: they need nothing more'),
  moving: z.int().describe('on their way without a person, or moved by somebody else meanwhile'),
}).meta({ id: 'Promoted', examples: [{ total_items: 10, queued: 2, published: 5, failed: 1, ended: 1, moving: 1 }] })
export type PromotedView = z.infer<typeof PromotedView>

const AT_ONCE = 200

/** A person lets all documents of a batch that wait for review be published. */
export async function promoteBatch(context: GatewayContext, { tenantId, _id: batchId }: Batch, by: string): Promise<PromotedView> {
  const { breakdown } = await context.lists.summary(tenantId, batchId, new Date())
  let queued = 0
  for (let afterIdx = 0; ;) {
    const items = await context.lists.page(tenantId, batchId, { statuses: ['validated'], afterIdx, limit: AT_ONCE })
    const last = items.at(-1)
    if (!last) break
    afterIdx = last.idx
    const moves = items.filter(waitsForAPerson).map((item) => approval(item, by))
    if (moves.length === 0) continue
    await context.batches.touch(tenantId, batchId)
    queued += (await context.items.apply(moves, context.processName)).filter((result) => result.kind === 'moved').length
  }
  if (queued > 0) context.bus.hint(control.release(tenantId))
  return promotedView(breakdown, queued)
}

/** Where all items of a batch are, when so many of them were queued. Pure. @param breakdown of just before */
export function promotedView(breakdown: Breakdown, queued: number): PromotedView {
  const { total, published, failed, settled } = itemCountsOf(breakdown)
  const ended = settled - published
  // What came or went on meanwhile may have been queued too.
  const moving = Math.max(0, total - published - failed - ended - queued)
  return { total_items: queued + published + failed + ended + moving, queued, published, failed, ended, moving }
}
