import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Turns } from './turns.ts'

const never = new AbortController().signal

/** Runs pages through the turns; each ends when it is told to, so that the order is seen. */
class Desk {
  readonly started: string[] = []
  readonly #turns: Turns
  readonly #documents = new Map<string, object>()
  readonly #end = new Map<string, () => void>()

  constructor(slots: number) {
    this.#turns = new Turns(slots)
  }

  /** Pages of a document named like `t1.a`: tenant and document. */
  bring(name: string, pages: number, signal: AbortSignal = never): Promise<unknown>[] {
    const document = this.#documents.get(name) ?? {}
    this.#documents.set(name, document)
    return Array.from({ length: pages }, () => this.#turns.run({ tenantId: name.split('.')[0] as string, document }, signal, () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.started.push(name)
      this.#end.set(`${name}#${this.started.length}`, resolve)
      return promise
    }))
  }

  /** Ends the oldest page in hand of that document, or of any. */
  async end(name = ''): Promise<void> {
    await settled()
    const key = [...this.#end.keys()].find((one) => one.startsWith(name))
    if (key === undefined) return
    this.#end.get(key)?.()
    this.#end.delete(key)
    await settled()
  }

  get inHand(): number {
    return this.#end.size
  }
}

const settled = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

describe('turns', () => {
  it('give all slots to a document that is alone', async () => {
    const desk = new Desk(2)
    void desk.bring('t1.a', 5)
    await settled()
    expect(desk.started).toEqual(['t1.a', 't1.a'])
  })

  it('give the next free slot to a document that comes while another holds them all', async () => {
    const desk = new Desk(2)
    void desk.bring('t1.long', 20)
    await settled()
    void desk.bring('t1.short', 1)
    await desk.end('t1.long')
    expect(desk.started).toEqual(['t1.long', 't1.long', 't1.short'])
  })

  it('give a company with one document as much as one with many', async () => {
    const desk = new Desk(2)
    for (const name of ['t1.a', 't1.b', 't1.c', 't1.d']) void desk.bring(name, 4)
    await settled()
    void desk.bring('t2.a', 4)
    for (let i = 0; i < 6; i++) await desk.end()
    expect(desk.started.slice(2).filter((name) => name === 't2.a').length).toBeGreaterThanOrEqual(3)
  })

  it('let a long document go on while a stream of short ones passes', async () => {
    const desk = new Desk(1)
    void desk.bring('t1.long', 4)
    await settled()
    for (let i = 0; i < 8; i++) {
      void desk.bring(`t1.short${i}`, 1)
      await desk.end()
    }
    expect(desk.started.filter((name) => name === 't1.long').length).toBeGreaterThanOrEqual(3)
  })

  it('forget a page whose signal fires before its turn', async () => {
    const desk = new Desk(1)
    void desk.bring('t1.a', 1)
    const abort = new AbortController()
    const [waiting] = desk.bring('t1.b', 1, abort.signal)
    abort.abort(new Error('cancelled'))
    await expect(waiting).rejects.toThrow('cancelled')
    await desk.end()
    expect(desk.started).toEqual(['t1.a'])
  })

  it('start every page once and never hold more slots than there are', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 })), { maxLength: 8 }), async (slots, documents) => {
      const desk = new Desk(slots)
      let pages = 0
      for (const [tenant, document, count] of documents) {
        void desk.bring(`t${tenant}.${document}`, count)
        pages += count
      }
      await settled()
      for (let i = 0; i < pages; i++) {
        expect(desk.inHand).toBe(Math.min(slots, pages - i))
        await desk.end()
      }
      expect(desk.started).toHaveLength(pages)
    }), { numRuns: 30 })
  })
})
