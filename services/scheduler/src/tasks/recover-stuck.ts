import { z } from 'zod'
import { control, stageAfter } from '@chasqui/contracts'
import { idsOf, Sweeps, type Item } from '@chasqui/mongo/items'
import { traceOfRecord } from '@chasqui/telemetry'
import { ItemStatements, task, type TaskContext } from '@chasqui/worker'
import { whose } from '../task-support/whose.ts'

const AT_ONCE = 200
const DAY_MS = 24 * 60 * 60_000

/**
 * Says the fact again of every item that should move and has rested for long: also of those that the reconciler leaves alone, because the broker still holds
 * as many messages as items rest, or because no field of the item says that it is on its way.
 */
export const recoverStuck = task({
  type: 'imports.recover_stuck', lane: 'high', softLimit: '10m', hardLimit: '12m', atOnce: { limit: 1, by: 'tenant' },
  description: 'Set in motion again what has rested too long in a state that should be moving',
  params: z.object({
    older_than_minutes: z.int().min(1).max(24 * 60).default(30).describe('how long an item may rest before it counts as stuck'),
    within_days: z.int().min(1).max(365).default(7).describe('of items in nobody\'s hands: only in batches that were changed so lately'),
    limit: z.int().min(1).max(100_000).default(10_000).describe('at most so many in one run'),
  }),
  schedules: [{ id: 'imports.recover_stuck', description: 'Sets in motion what got stuck', cron: '*/10 * * * *', zone: 'UTC', misfire: 'latest' }],
  async run(ctx, { older_than_minutes: minutes, within_days: days, limit }) {
    const { deps: { store }, signal, progress } = ctx
    const now = Date.now()
    const before = new Date(now - minutes * 60_000)
    const sweeps = new Sweeps(store.db)
    const counts = new Counts()
    for (let looked = 0; looked < limit;) {
      const some = Math.min(AT_ONCE, limit - looked)
      const stuck = (await sweeps.stuck({ tenantId: whose(ctx), before, limit: some })).slice(0, some)
      if (stuck.length === 0) break
      await setInMotion(ctx, stuck, counts)
      looked += stuck.length
      progress(looked, undefined, undefined, 'stuck')
      signal.throwIfAborted()
    }
    for await (const adrift of sweeps.adrift({ tenantId: whose(ctx), before, since: new Date(now - days * DAY_MS) })) {
      signal.throwIfAborted()
      if (counts.restated >= limit) break
      await setInMotion(ctx, adrift.slice(0, limit - counts.restated), counts, 'adrift')
      progress(counts.restated, undefined, undefined, 'adrift')
    }
    return { success: true, ...counts }
  },
})

class Counts {
  /** Facts said again. */
  restated = 0
  /** Of these, items that were in nobody's hands. */
  adrift = 0
  /** Items that moved while this looked. */
  moved_meanwhile = 0
  by_stage: Record<string, number> = {}
}

/** Also of those that had no place in the window of their tenant: from here on they have one. */
async function setInMotion({ deps, signal }: TaskContext, items: readonly Item[], counts: Counts, why?: 'adrift'): Promise<void> {
  const statements = new ItemStatements(deps, signal)
  await Promise.all(items.map(async (item) => {
    if (!await deps.items.restate(item)) {
      counts.moved_meanwhile++
      return
    }
    await statements.state(idsOf(item), item, traceOfRecord(item), { restated: item.restated + 1, relation: 'link' })
    const stage = stageAfter(item.status)?.name ?? item.status
    counts.restated++
    if (why === 'adrift') counts.adrift++
    counts.by_stage[stage] = (counts.by_stage[stage] ?? 0) + 1
  }))
  for (const tenantId of new Set(items.map((item) => item.tenantId))) deps.bus.hint(control.release(tenantId))
}
