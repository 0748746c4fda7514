import fc from 'fast-check'
import { MongoServerError, type Collection } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { readAll } from './paging.ts'

type Named = { _id: string; name: string }
type Bounds = { name?: string | { $gt: string }; _id?: { $gt: string } }

async function gathered(records: AsyncIterable<Named>): Promise<Named[]> {
  const all: Named[] = []
  for await (const record of records) all.push(record)
  return all
}

function inOrder(records: readonly Named[]): Named[] {
  return records.toSorted((a, b) => (`${a.name} ${a._id}` < `${b.name} ${b._id}` ? -1 : 1))
}

/** A collection in the order of names whose server drops one cursor after the other when so many records were read from it. */
function dropping(records: readonly Named[], drops: number[], why: Error = new MongoServerError({ message: 'cursor not found', code: 43 })): Collection<Named> {
  const fits = ({ name, _id }: Named, bounds: Bounds): boolean =>
    (typeof bounds.name === 'string' ? name === bounds.name : bounds.name === undefined || name > bounds.name.$gt) && (bounds._id === undefined || _id > bounds._id.$gt)
  return {
    find: (bounds: Bounds) => ({
      batchSize: async function* () {
        const most = drops.shift()
        for (const [n, record] of inOrder(records).filter((one) => fits(one, bounds)).entries()) {
          if (n === most) throw why
          yield record
        }
      },
    }),
  } as unknown as Collection<Named>
}

const listing = { filter: {}, order: { field: 'name', direction: 1 } } as const

describe('a list that is read to its end', () => {
  it('has each record once and in order, wherever the server drops its cursor', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }), async (names, drops) => {
      const records = names.map((name, n) => ({ _id: `id${String(n).padStart(2, '0')}`, name }))
      const read = await gathered(readAll(dropping(records, [...drops]), listing))
      expect(read).toEqual(inOrder(records))
    }))
  })

  it('fails when the server drops a cursor of which nothing was read', async () => {
    await expect(gathered(readAll(dropping([{ _id: 'id1', name: 'a' }], [0]), listing))).rejects.toThrow('cursor not found')
  })

  it('fails with what else goes wrong', async () => {
    await expect(gathered(readAll(dropping([{ _id: 'id1', name: 'a' }, { _id: 'id2', name: 'a' }], [1], new Error('the store is away')), listing))).rejects.toThrow('the store is away')
  })
})
