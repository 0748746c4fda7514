import { beforeAll, describe, expect, it } from 'vitest'
import type { ItemStatus } from '@chasqui/contracts'
import { Failures } from './failures.ts'
import type { Item } from './item.ts'
import { Items } from './items.ts'
import { withStore } from '../test-store.ts'

const store = withStore()
let failures: Failures
let items: Items
beforeAll(async () => {
  failures = new Failures(store.db)
  items = new Items(store.db)
  await items.ensureIndexes()
})

let made = 0
async function anItem(status: ItemStatus, fields: Partial<Item> = {}, _id = `item-${String(made + 1).padStart(3, '0')}`): Promise<string> {
  made++
  await items.insert([{ _id, tenantId: 't1', batchId: 'b1', idx: made, sourceType: 'documento' }])
  await items.collection().updateOne({ _id }, { $set: { status, ...fields } })
  return _id
}
const failure = { stage: 'ocr' as const, code: 'OCR_UNREADABLE', message: 'm', hint: 'h', retryable: false, at: new Date() }
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute))

describe('what failed since a time', () => {
  it('is told oldest first, page after page, also of one moment, and without what is tried again or has moved on', async () => {
    await anItem('ocr_failed', { failure, movedAt: at(1) })
    const wanted = ['z-2', 'a-3', 'b-3', 'c-3', '0-4']
    // Neither their ids nor the order in which they came are that of their failures.
    for (const id of ['0-4', 'c-3', 'a-3', 'b-3', 'z-2']) await anItem('ocr_failed', { failure, movedAt: at(Number(id.at(-1))) }, id)
    await anItem('preprocessed', { failure, movedAt: at(3) })
    await anItem('published', { movedAt: at(3) })
    const pages: string[][] = []
    for await (const page of failures.since(at(2), 2)) pages.push(page.map(({ _id }) => _id))
    expect(pages).toEqual([wanted.slice(0, 2), wanted.slice(2, 4), wanted.slice(4)])
  })
})

describe('the copies of an item', () => {
  it('are those that ended because of its bytes, and no document that was looked into', async () => {
    const [original, another] = [await anItem('ocr_failed', { failure }), await anItem('ocr_failed', { failure })]
    const copies = [await anItem('duplicate', { duplicateOf: original }), await anItem('duplicate', { duplicateOf: original })]
    await anItem('duplicate', { duplicateOf: original, kind: 'ubl' })
    await anItem('duplicate', { duplicateOf: another })
    await anItem('pending', { duplicateOf: original })
    expect((await failures.copiesOf([original])).map(({ _id }) => _id).sort()).toEqual(copies)
  })
})
