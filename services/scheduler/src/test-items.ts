import { v7 as uuidv7 } from 'uuid'
import type { ItemStatus } from '@chasqui/contracts'
import type { Item } from '@chasqui/mongo/items'
import type { TaskBench } from '@chasqui/worker/test-tasks'

const HOUR_MS = 60 * 60_000

/** Items as they stand on record, put there as no stage would. */
export function itemsOf(bench: TaskBench) {
  let batches = 0
  return {
    batch: async (tenantId: string, ageMs = HOUR_MS): Promise<string> => {
      const _id = `batch-${++batches}-${tenantId}`
      const at = new Date(Date.now() - ageMs)
      await bench.deps.batches.insert({ _id, tenantId, sourceType: 'invoices', origin: 'api', reserved: 1_000, createdBy: 'test', createdAt: at, updatedAt: at })
      return _id
    },
    /** @param ageMs since it came to this state */
    item: async (tenantId: string, batchId: string, status: ItemStatus, fields: Partial<Item> = {}, ageMs = HOUR_MS): Promise<string> => {
      const _id = uuidv7()
      const idx = await bench.deps.items.collection().countDocuments({ batchId }) + 1
      await bench.deps.items.insert([{ _id, tenantId, batchId, idx, sourceType: 'invoices', row: { numero: `F001-${idx}` } }])
      const movedAt = new Date(Date.now() - ageMs)
      const { waiting, ...set } = { waiting: undefined, ...fields }
      await bench.deps.items.collection().updateOne({ _id }, { $set: { status, movedAt, ...set, ...(waiting ? { waiting } : {}) }, ...(waiting ? {} : { $unset: { waiting: '' } }) })
      return _id
    },
    read: async (id: string): Promise<Item> => {
      const [item] = await bench.deps.items.findMany([id])
      if (!item) throw new Error(`no item ${id}`)
      return item
    },
    /** Everything of a tenant on record, word for word. */
    all: async (tenantId: string): Promise<string> => {
      const { db } = bench.deps.store
      const names = ['import_batches', 'import_items', 'import_files', 'dead_letters', 'task_files', 'file_claims', 'invoices']
      return JSON.stringify(await Promise.all(names.map((name) => db.collection(name).find({ tenantId: { $regex: `^${tenantId}(/|$)` } }, { sort: { _id: 1 } }).toArray())))
    },
  }
}
