import { expect, it } from 'vitest'
import type { Item } from './item.ts'
import { withStore } from '../test-store.ts'
import { IS_WAITING_FOR_A_PERSON, WAITS_FOR_A_PERSON, waitsForAPerson } from './waits-for-a-person.ts'

const store = withStore()
const AT = new Date('2026-03-05T12:00:00Z')

const looks: [what: string, fields: Partial<Item>, waits: boolean][] = [
  ['passed its checks with something to be looked at', { status: 'validated', needsReview: true }, true],
  ['passed its checks with nothing to be looked at', { status: 'validated', needsReview: false }, false],
  ['passed its checks before anybody noted what is to be looked at', { status: 'validated' }, false],
  ['was approved', { status: 'validated', needsReview: false, approvedAt: AT }, false],
  ['was approved, whatever else stands there', { status: 'validated', needsReview: true, approvedAt: AT }, false],
  ['waits for a place', { status: 'validated', needsReview: true, waiting: true }, false],
  ['is handed over', { status: 'validated', needsReview: true, inFlight: true }, false],
  ['waits for its next try', { status: 'validated', needsReview: true, nextRetryAt: AT }, false],
  ['did not pass its checks', { status: 'validation_failed', needsReview: true }, false],
  ['has not come to its checks', { status: 'extracted', needsReview: true }, false],
  ['is in the books', { status: 'published', needsReview: true }, false],
  ['was rejected', { status: 'rejected', needsReview: true }, false],
]

it('who waits for a person is the same to who has the item, who looks for items and who counts them', async () => {
  const items = store.db.collection<Item>('import_items')
  await items.insertMany(looks.map(([what, fields]) => ({ _id: what, ...fields }) as Item))
  const found = await items.find(WAITS_FOR_A_PERSON, { projection: { _id: 1 } }).toArray()
  const counted = await items.aggregate<{ _id: string; waits: boolean }>([{ $project: { waits: IS_WAITING_FOR_A_PERSON } }]).toArray()
  const read = await items.find().toArray()
  const wanted = looks.filter(([, , waits]) => waits).map(([what]) => what)
  expect(found.map(({ _id }) => _id)).toEqual(wanted)
  expect(counted.filter(({ waits }) => waits).map(({ _id }) => _id)).toEqual(wanted)
  expect(read.filter(waitsForAPerson).map(({ _id }) => _id)).toEqual(wanted)
})
