import { v7 as uuidv7 } from 'uuid'
import { beforeAll, describe, expect, it } from 'vitest'
import { Batches, type Batch } from './batches.ts'
import { withStore } from '../test-store.ts'

const store = withStore()
let batches: Batches
let other: Batches
beforeAll(async () => {
  batches = new Batches(store.db)
  other = new Batches(store.otherDb)
  await batches.ensureIndexes()
})

const aBatch = (fields: Partial<Batch> = {}): Batch => {
  const now = new Date()
  return { _id: uuidv7(), tenantId: 't1', sourceType: 'invoices', origin: 'api', reserved: 0, createdBy: 'k1', createdAt: now, updatedAt: now, ...fields }
}
const found = async (batch: Batch): Promise<Batch> => await batches.find(batch.tenantId, batch._id) as Batch

describe('a batch', () => {
  it('that is put on record again stays as it was', async () => {
    const batch = await batches.insert(aBatch())
    await batches.reserve('t1', batch._id, 3, 10)
    expect(await batches.insert({ ...batch, origin: 'photo' })).toMatchObject({ _id: batch._id, origin: 'api', reserved: 3 })
  })

  it('is found by its own tenant alone', async () => {
    const batch = await batches.insert(aBatch())
    expect(await batches.find('t2', batch._id)).toBeNull()
    expect(await batches.reserve('t2', batch._id, 1, 10)).toBeUndefined()
    await batches.touch('t2', batch._id)
    await batches.cancel('t2', batch._id)
    expect(await found(batch)).toEqual(batch)
  })
})

describe('places in a batch', () => {
  it('are handed out once each, to however many ask at once', async () => {
    for (let round = 0; round < 5; round++) {
      const batch = await batches.insert(aBatch())
      const firsts = await Promise.all(Array.from({ length: 24 }, (_, n) => (n % 2 ? batches : other).reserve('t1', batch._id, 3, 1_000)))
      expect(firsts.sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 24 }, (_, n) => 1 + n * 3))
    }
  })

  it('end at the limit: who would pass it gets none, and the rest can still be taken', async () => {
    const batch = await batches.insert(aBatch())
    const firsts = await Promise.all(Array.from({ length: 10 }, () => batches.reserve('t1', batch._id, 3, 20)))
    expect(firsts.filter((first) => first !== undefined)).toHaveLength(6)
    expect((await found(batch)).reserved).toBe(18)
    expect(await batches.reserve('t1', batch._id, 2, 20)).toBe(19)
    expect(await batches.reserve('t1', batch._id, 1, 20)).toBeUndefined()
    expect(await batches.reserve('t1', batch._id, 0, 20)).toBe(21)
  })

  it('are no longer handed out when it is cancelled', async () => {
    const batch = await batches.insert(aBatch())
    await batches.cancel('t1', batch._id)
    expect(await batches.reserve('t1', batch._id, 1, 20)).toBeUndefined()
    const { cancelledAt } = await found(batch)
    await batches.cancel('t1', batch._id)
    expect((await found(batch)).cancelledAt).toEqual(cancelledAt)
  })
})

describe('what is remembered of a batch at rest', () => {
  it.each<[string, (batch: Batch) => Promise<unknown>]>([
    ['something is sent into it', (batch) => batches.reserve('t1', batch._id, 1, 10)],
    ['nothing is sent into it, which is a change too', (batch) => batches.reserve('t1', batch._id, 0, 10)],
    ['resting items are set in motion', (batch) => batches.touch('t1', batch._id)],
    ['it is cancelled', (batch) => batches.cancel('t1', batch._id)],
  ])('is forgotten when %s, and not written by who had looked before', async (_what, change) => {
    const batch = await batches.insert(aBatch())
    await batches.noteSettled(batch, 'ERROR')
    expect((await found(batch)).settled).toBe('ERROR')
    await change(batch)
    expect((await found(batch)).settled).toBeUndefined()
    await batches.noteSettled(batch, 'ERROR')
    expect((await found(batch)).settled).toBeUndefined()
    await batches.noteSettled(await found(batch), 'PARTIAL')
    expect((await found(batch)).settled).toBe('PARTIAL')
  })
})

describe('the alarm of a batch', () => {
  const alarmed = async (): Promise<string[]> => (await batches.alarmed()).map(({ _id }) => _id)

  it('is raised by one of those who read the same, counted, and lowered again', async () => {
    const batch = await batches.insert(aBatch())
    expect((await Promise.all(Array.from({ length: 6 }, (_, n) => (n % 2 ? batches : other).setAlarm(batch, new Date())))).filter(Boolean)).toHaveLength(1)
    expect(await found(batch)).toMatchObject({ alarmedAt: expect.any(Date), alerts: 1 })
    expect(await batches.setAlarm(batch, undefined)).toBe(false)
    expect(await batches.setAlarm(await found(batch), undefined)).toBe(true)
    expect(await found(batch)).not.toHaveProperty('alarmedAt')
    expect(await batches.setAlarm(batch, new Date())).toBe(false)
    expect(await batches.setAlarm(await found(batch), new Date())).toBe(true)
    expect((await found(batch)).alerts).toBe(2)
  })

  it('is looked at until nothing moves, and again after a change that nobody had seen', async () => {
    const batch = await batches.insert(aBatch())
    await batches.setAlarm(batch, new Date())
    expect(await alarmed()).toContain(batch._id)
    await batches.noteAlarmSeen(await found(batch))
    expect(await alarmed()).not.toContain(batch._id)
    const before = await found(batch)
    await batches.touch('t1', batch._id)
    await batches.noteAlarmSeen(before)
    expect(await alarmed()).toContain(batch._id)
  })

  it('ends with a cancel', async () => {
    const batch = await batches.insert(aBatch())
    await batches.setAlarm(batch, new Date())
    await batches.cancel('t1', batch._id)
    expect(await found(batch)).not.toHaveProperty('alarmedAt')
  })
})

describe('the list', () => {
  it('is newest first, from after an id, and leaves out what is known to be in another state', async () => {
    const made: Batch[] = []
    for (let n = 0; n < 4; n++) made.unshift(await batches.insert(aBatch({ tenantId: 't-list' })))
    await batches.insert(aBatch({ tenantId: 't-other' }))
    const [first, second, third, fourth] = made.map((batch) => batch._id)
    const ids = async (options: Parameters<Batches['list']>[1]) => (await batches.list('t-list', options)).map((batch) => batch._id)
    expect(await ids({ limit: 3 })).toEqual([first, second, third])
    expect(await ids({ limit: 3, before: third })).toEqual([fourth])
    await batches.noteSettled(made[1] as Batch, 'ERROR')
    await batches.noteSettled(made[2] as Batch, 'PROMOTED')
    expect(await ids({ limit: 9, maybe: 'PROMOTED' })).toEqual([first, third, fourth])
  })
})
