import { itemLetterId } from '@chasqui/mongo'
import { pipeline, stageNamed, type Canonical, type ItemStatus, type StageName } from '@chasqui/contracts'
import { idsOf, type Failure, type Item } from '@chasqui/mongo/items'
import { anInvoice } from '@chasqui/testkit'
import { ItemStatements } from '@chasqui/worker'
import type { GatewayContext } from './context.ts'

/** Plays the stages: moves items as they do, the record first and the fact after it. */
export function stagesOf(context: GatewayContext) {
  const statements = new ItemStatements(context, new AbortController().signal)
  let moves = 0

  async function move(itemId: string, to: ItemStatus, set: Partial<Item> = {}): Promise<void> {
    const item = await read(itemId)
    const isResting = to === 'published' || to === 'duplicate' || to.endsWith('_failed') || set.needsReview === true
    const [result] = await context.items.apply([{
      ids: idsOf(item), expect: { status: item.status }, to, set: { ...set, ...(isResting ? {} : { inFlight: true as const }) },
      unset: ['waiting', 'nextRetryAt', ...(isResting ? ['inFlight'] as const : []), ...(to.endsWith('_failed') ? [] : ['failure'] as const)],
      attempt: { stage: stageOf(to), n: 1, startedAt: new Date(), endedAt: new Date(), ok: !to.endsWith('_failed'), worker: 'test', msgSeq: 1, durationMs: 0, ...(set.failure ? { errorCode: set.failure.code, errorMessage: set.failure.message } : {}) },
    }], `test-${++moves}`)
    if (result?.kind !== 'moved') throw new Error(`${itemId} did not go from ${item.status} to ${to}`)
    await statements.state(idsOf(item), { ...item, ...set, status: to }, undefined)
  }

  async function read(itemId: string): Promise<Item> {
    const [item] = await context.items.findMany([itemId])
    if (!item) throw new Error(`no item ${itemId}`)
    return item
  }

  /** Along the done states, up to and with the one of this stage. */
  async function through(itemId: string, last: StageName, set: () => Partial<Item> = () => ({})): Promise<void> {
    for (const { name, states } of pipeline) {
      if ((await read(itemId)).status === states.from) await move(itemId, states.done as ItemStatus, name === last ? set() : {})
      if (name === last) return
    }
  }

  return {
    move, read, through,
    /** Notes a try of the stage that failed and is tried again. */
    async retryLater(itemId: string, stage: StageName, n: number): Promise<void> {
      const { from } = stageNamed(stage).states
      await context.items.apply([{
        ids: idsOf(await read(itemId)), expect: { status: from }, to: from, set: { tries: n },
        attempt: { stage, n, startedAt: new Date(), endedAt: new Date(), ok: false, worker: 'test', msgSeq: n, durationMs: 0, errorCode: 'BUSY', errorMessage: 'busy' },
      }], `test-${++moves}`)
    },
    /** To the stage and to its failure. */
    async fail(itemId: string, stage: StageName, code = 'BROKEN'): Promise<void> {
      const { states } = stageNamed(stage)
      const before = pipeline[pipeline.findIndex(({ name }) => name === stage) - 1]
      if (before) await through(itemId, before.name)
      const failure: Failure = { stage, code, message: `${code} happened`, hint: 'Mend it', retryable: false, at: new Date() }
      await move(itemId, states.failed as ItemStatus, { failure })
      await context.deadLetters.write({
        _id: itemLetterId(itemId, stage, (await read(itemId)).run), kind: 'item', service: stage, tenantId: (await read(itemId)).tenantId, itemId, stage, errorCode: code, errorMessage: failure.message,
        attempts: [], payload: {}, subject: 'test', msgSeq: 1, deliveries: 1,
      })
    },
    publish: (itemId: string, canonical: Canonical = anInvoice()): Promise<void> =>
      through(itemId, 'publish', () => ({ canonical, docType: canonical.docType, promotedTo: 'invoices', promotedId: `invoice-of-${itemId}`, promotedAt: new Date(), posted: { invoices: 1, expenses: 0, bankTransactions: 0, vendors: 1, duplicates: 0 } })),
    /** To where it waits for a person. */
    review: (itemId: string): Promise<void> =>
      through(itemId, 'validate', () => ({ canonical: anInvoice(), needsReview: true, findings: [{ code: 'POSSIBLE_DUPLICATE', severity: 'review', message: 'may be the same as another' }] })),
  }
}

function stageOf(status: ItemStatus): StageName {
  return pipeline.find(({ states }) => states.done === status || states.failed === status)?.name ?? 'preprocess'
}
