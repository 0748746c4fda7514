import { z } from 'zod'
import { control, itemReceived, pipeline, stageConsumers, streams, subjectOf } from '@chasqui/contracts'
import { CLAIM_FIELDS, idsOf, Sweeps, type Item, type Move } from '@chasqui/mongo/items'
import { task, type Deps, type TaskContext } from '@chasqui/worker'
import { whose } from '../task-support/whose.ts'

const AT_ONCE = 200
const DAY_MS = 24 * 60 * 60_000
const FIRST_STAGE = pipeline[0]

/** The items of imports that nobody was told of: an import of records from an older version, a lost message, a broker that was wiped. */
export const backfillPending = task({
  type: 'imports.backfill_pending', lane: 'high', softLimit: '5m', hardLimit: '6m', atOnce: { limit: 1, by: 'tenant' },
  description: 'Let items that are pending and have no message wait for their turn again',
  params: z.object({
    older_than_minutes: z.int().min(1).max(24 * 60).default(5).describe('how long an item may be pending without a message'),
    within_days: z.int().min(1).max(3_650).default(30).describe('of items in nobody\'s hands: only in batches that were changed so lately'),
    limit: z.int().min(1).max(100_000).default(10_000).describe('at most so many in one run'),
  }),
  schedules: [{ id: 'imports.backfill_pending', description: 'Releases pending items without a message', cron: '2-59/5 * * * *', zone: 'UTC', misfire: 'latest' }],
  async run(ctx, { older_than_minutes: minutes, within_days: days, limit }) {
    const { deps, signal, progress } = ctx
    const before = new Date(Date.now() - minutes * 60_000)
    const sweeps = new Sweeps(deps.store.db)
    const counts = { released: 0, adrift: 0, have_a_message: 0 }
    const handled = await firstStageHasHandled(deps)
    const notTaken = await sweeps.releasedAndNotTaken({ tenantId: whose(ctx), before, limit })
    for (let at = 0; at < notTaken.length; at += AT_ONCE) {
      signal.throwIfAborted()
      const some = notTaken.slice(at, at + AT_ONCE)
      const without = (await Promise.all(some.map(async (item) => await hasMessage(deps, item, handled) ? [] : [item]))).flat()
      counts.have_a_message += some.length - without.length
      counts.released += await letWait(ctx, without)
      progress(at + some.length, notTaken.length, undefined, 'handed over')
    }
    for await (const adrift of sweeps.adrift({ tenantId: whose(ctx), before, since: new Date(Date.now() - days * DAY_MS), states: ['pending'] })) {
      signal.throwIfAborted()
      if (counts.released >= limit) break
      const released = await letWait(ctx, adrift.slice(0, limit - counts.released))
      counts.released += released
      counts.adrift += released
      progress(counts.released, undefined, undefined, 'adrift')
    }
    return { success: true, ...counts }
  },
})

/** They go the way of new items: through the window of their tenant. */
async function letWait({ deps }: TaskContext, items: readonly Item[]): Promise<number> {
  const moves = items.map((item): Move => ({ ids: idsOf(item), expect: { status: 'pending' }, to: 'pending', set: { waiting: true }, unset: [...CLAIM_FIELDS, 'inFlight'], count: { restated: 1 } }))
  const results = await deps.items.apply(moves, deps.processName)
  for (const tenantId of new Set(items.map((item) => item.tenantId))) deps.bus.hint(control.release(tenantId))
  return results.filter(({ kind }) => kind === 'moved').length
}

/** Up to this message of the stream the first stage has answered all; 0 when the broker knows nothing. */
async function firstStageHasHandled({ bus }: Deps): Promise<number> {
  const { stream, durable } = stageConsumers[FIRST_STAGE.name]
  return bus.jsm.consumers.info(stream, durable).then(({ ack_floor }) => ack_floor.stream_seq, () => 0)
}

/** Whether the broker still holds the message of this run for the first stage. */
async function hasMessage({ bus }: Deps, item: Item, handled: number): Promise<boolean> {
  const message = await bus.jsm.streams.getMessage(streams.IMPORTS.name, { last_by_subj: subjectOf(itemReceived, idsOf(item)) }).catch(() => null)
  return message !== null && message.seq > handled && message.json<{ run: number }>().run === item.run
}
