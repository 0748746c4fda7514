import DataLoader from 'dataloader'
import type { ItemIds, Stage } from '@chasqui/contracts'
import { CLAIM_FIELDS, type Item, type Items, type Move, type MoveResult } from '@chasqui/mongo/items'
import { workerErrors } from '../errors.ts'
import { grouped } from '../grouped.ts'
import type { StoreWait } from '../store-wait.ts'
import type { StageObserver } from './stage-observer.ts'

const GROUP_MAX = 100

/** Moves and reads of items, as one stage of one process makes them: those that come together are one statement, which waits while the record store is away. */
export class ItemWrites {
  readonly #items: Items
  readonly #worker: string
  readonly #storeWait: StoreWait
  readonly #observer: StageObserver
  readonly #read: DataLoader<string, Item | null>
  readonly apply: (move: Move) => Promise<MoveResult>

  constructor(items: Items, worker: string, parts: { storeWait: StoreWait; observer: StageObserver }) {
    this.#items = items
    this.#worker = worker
    this.#storeWait = parts.storeWait
    this.#observer = parts.observer
    this.apply = grouped((moves) => this.#applyAll(moves), { max: GROUP_MAX, isolates: true, ownerOf: (move) => move.ids.tenantId })
    this.#read = new DataLoader<string, Item | null>((ids) => this.#readAll(ids), { cache: false, maxBatchSize: GROUP_MAX })
  }

  /** @throws MESSAGE_FOREIGN when it is another tenant's, or nobody's */
  async load(itemId: string, tenantId: string): Promise<Item> {
    const item = await this.#read.load(itemId)
    if (!item || item.tenantId !== tenantId) throw workerErrors.fault('MESSAGE_FOREIGN', { detail: itemId })
    return item
  }

  /** The process stops with the item in hand. Noted as a retry that is due now, it is nobody's crash. */
  async handBack(ids: ItemIds, owner: string | undefined, { from, working }: Stage['states']): Promise<void> {
    await this.#items.apply([{
      ids, to: from, expect: owner === undefined ? { status: from } : { status: working, owner },
      set: { nextRetryAt: new Date() }, unset: [...CLAIM_FIELDS],
    }], this.#worker).catch(() => undefined)
  }

  /** Under one mark: a move that was written before the store went away is found to be ours. */
  async #applyAll(moves: Move[]): Promise<MoveResult[]> {
    const startedAt = performance.now()
    const mark = this.#items.mark(this.#worker)
    const results = await this.#storeWait.run(() => this.#items.apply(moves, this.#worker, mark))
    this.#observer.committed(moves.length, (performance.now() - startedAt) / 1000)
    return results
  }

  async #readAll(ids: readonly string[]): Promise<(Item | null)[]> {
    const found = new Map((await this.#items.findMany(ids)).map((item) => [item._id, item]))
    return ids.map((id) => found.get(id) ?? null)
  }
}
