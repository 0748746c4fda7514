import { describe, expect, it } from 'vitest'
import { pastFacts } from './past-facts.ts'

const SUBJECT = { stream: 'IMPORTS', filter: 'imports.>' } as const
const ALWAYS = { from: new Date(0), to: new Date('2100-01-01') }

/** A broker whose consumer has so many messages, and gives so many at each fetch. */
function aBroker(messages: number, gives: readonly number[], pendingAfter = (left: number): number => left) {
  const broker = { left: messages, fetches: 0, deleted: 0 }
  const consumer = {
    info: async () => ({ num_pending: pendingAfter(broker.left) }),
    async *fetched(count: number) {
      for (let n = 0; n < count; n++) yield { time: new Date(), info: { pending: --broker.left } }
    },
    fetch: async () => consumer.fetched(Math.min(broker.left, gives[broker.fetches++] ?? 0)),
    delete: async () => { broker.deleted++; return true },
  }
  return { broker, bus: { js: { consumers: { get: async () => consumer } } } as unknown as Parameters<typeof pastFacts>[0] }
}

async function countOf(bus: Parameters<typeof pastFacts>[0], most = Infinity): Promise<number> {
  let count = 0
  for await (const _ of pastFacts(bus, SUBJECT, ALWAYS, new AbortController().signal)) if (++count === most) break
  return count
}

describe('past facts', () => {
  it('come all, also when the broker is slow now and then', async () => {
    const { bus, broker } = aBroker(9, [3, 0, 0, 3, 0, 0, 3])
    expect([await countOf(bus), broker.deleted]).toEqual([9, 1])
  })

  it('that do not come are told, never taken for none', async () => {
    const { bus, broker } = aBroker(9, [3, 0, 0, 0, 6])
    await expect(countOf(bus)).rejects.toMatchObject({ code: 'REPLAY_STALLED', retry: true })
    expect(broker.deleted).toBe(1)
  })

  it('that were removed meanwhile are not waited for', async () => {
    const { bus, broker } = aBroker(9, [3, 0], (left) => left === 6 ? 0 : left)
    expect([await countOf(bus), broker.fetches, broker.deleted]).toEqual([3, 2, 1])
  })

  it('leave no consumer behind when whoever reads has enough', async () => {
    const { bus, broker } = aBroker(9, [9])
    expect([await countOf(bus, 2), broker.deleted]).toEqual([2, 1])
  })
})
