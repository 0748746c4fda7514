import type { Collection, Db, Filter } from 'mongodb'
import { FAILED_STATES, FINAL_STATES, pipeline, WORKING_STATES, type ItemStatus } from '@chasqui/contracts'
import type { Batch } from './batches.ts'
import type { Item } from './item.ts'
import { WAITS_FOR_A_PERSON } from './waits-for-a-person.ts'

/** Which tenant's: undefined is every one's. */
type Whose = { tenantId?: string | undefined }

/** States that an item does not stay in by itself. What waits for a person is told from these by its own fields. */
const MOVING_STATES: readonly ItemStatus[] = pipeline.flatMap(({ states }) => [states.from, states.working])

const BATCHES_AT_ONCE = 50
const ADRIFT_AT_ONCE = 200

/** What rests and should move, and how much of it there is: asked by who goes round, and may take their time. */
export class Sweeps {
  readonly #items: Collection<Item>
  readonly #batches: Collection<Batch>

  constructor(db: Db) {
    this.#items = db.collection<Item>('import_items')
    this.#batches = db.collection<Batch>('import_batches')
  }

  /**
   * Handed over, with no live lease and no retry to come, and not moved since `before`; or their retry should have come before it. Oldest first.
   * @param options.limit of each of the two, so that many of the one do not hide the other
   */
  async stuck({ tenantId, before, limit, now = new Date() }: Whose & { before: Date; limit: number; now?: Date }): Promise<Item[]> {
    const mine = tenantId === undefined ? {} : { tenantId }
    const [resting, overdue] = await Promise.all([
      this.#items.find({
        ...mine, inFlight: true, movedAt: { $lt: before },
        $and: [{ $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lt: now } }] }, { $or: [{ nextRetryAt: { $exists: false } }, { nextRetryAt: { $lt: before } }] }],
      } as Filter<Item>, { sort: { movedAt: 1 }, limit }).toArray(),
      this.#items.find({ ...mine, nextRetryAt: { $lt: before }, movedAt: { $lt: before } }, { sort: { nextRetryAt: 1 }, limit }).toArray(),
    ])
    return [...new Map([...resting, ...overdue].map((item) => [item._id, item])).values()]
  }

  /**
   * In a state that should move and in nobody's hands: neither waiting, nor handed over, nor to be tried again. The look every second and the
   * reconciler see none of these. Looks into batches that were changed since `since`; some at a time, so that whoever has enough may stop.
   */
  async *adrift({ tenantId, before, since, states = MOVING_STATES }: Whose & { before: Date; since: Date; states?: readonly ItemStatus[] }): AsyncGenerator<Item[]> {
    for await (const batchIds of this.#changedSince(tenantId, since)) {
      const found = this.#items.find({
        batchId: { $in: batchIds }, status: { $in: [...states] }, movedAt: { $lt: before }, waiting: { $exists: false }, inFlight: { $exists: false }, nextRetryAt: { $exists: false },
        $nor: [WAITS_FOR_A_PERSON],
      } as Filter<Item>, { batchSize: ADRIFT_AT_ONCE })
      let group: Item[] = []
      for await (const item of found) {
        if (group.push(item) < ADRIFT_AT_ONCE) continue
        yield group
        group = []
      }
      if (group.length > 0) yield group
    }
  }

  /** Pending, handed over, and not taken since `before`; oldest first. */
  releasedAndNotTaken({ tenantId, before, limit }: Whose & { before: Date; limit: number }): Promise<Item[]> {
    return this.#items.find({ ...(tenantId === undefined ? {} : { tenantId }), inFlight: true, status: 'pending', movedAt: { $lt: before }, nextRetryAt: { $exists: false } }, { sort: { movedAt: 1 }, limit }).toArray()
  }

  /** What is on its way, by tenant and state. */
  async movingByStatus(): Promise<{ tenantId: string; status: string; items: number }[]> {
    const rows = await this.#items.aggregate<{ _id: { tenantId: string; status: string }; n: number }>([
      { $match: { inFlight: true } }, { $group: { _id: { tenantId: '$tenantId', status: '$status' }, n: { $sum: 1 } } },
    ]).toArray()
    return rows.map(({ _id, n }) => ({ ..._id, items: n }))
  }

  /** How many documents of each tenant wait for a person. */
  async inReview(): Promise<{ tenantId: string; items: number }[]> {
    const rows = await this.#items.aggregate<{ _id: string; n: number }>([{ $match: WAITS_FOR_A_PERSON }, { $group: { _id: '$tenantId', n: { $sum: 1 } } }]).toArray()
    return rows.map(({ _id, n }) => ({ tenantId: _id, items: n }))
  }

  async *#changedSince(tenantId: string | undefined, since: Date): AsyncGenerator<string[]> {
    for (let after = ''; ;) {
      const page = await this.#batches.find({ _id: { $gt: after }, updatedAt: { $gte: since }, cancelledAt: { $exists: false }, ...(tenantId === undefined ? {} : { tenantId }) }, { projection: { _id: 1 }, sort: { _id: 1 }, limit: BATCHES_AT_ONCE }).toArray()
      if (page.length > 0) yield page.map(({ _id }) => _id)
      if (page.length < BATCHES_AT_ONCE) return
      after = page.at(-1)?._id ?? ''
    }
  }
}

/** Whether an item can be sent round again: neither at its end nor in a worker's hands. Pure. */
export function isBetweenStages(status: ItemStatus): boolean {
  return !FINAL_STATES.has(status) && !WORKING_STATES.has(status) && !FAILED_STATES.has(status)
}
