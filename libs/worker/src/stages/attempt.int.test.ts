import { afterEach, describe, expect, it, vi } from 'vitest'
import { control, stageNamed, type StageName } from '@chasqui/contracts'
import { codes } from '@chasqui/errors'
import type { Logger } from '@chasqui/telemetry'
import { Attempts } from './attempt.ts'
import type { Beating } from '../heartbeat.ts'
import { done, type Outcome } from './outcome.ts'
import { withItems } from './test-stage.ts'

const store = withItems()
const LEASE_MS = 30_000
const ids = { tenantId: 't1', batchId: 'b1', itemId: 'i1', run: 0 }
const faults = codes('test', {
  BUSY: { say: 'busy', hint: 'wait', retry: true },
  BROKEN: { say: 'broken', hint: 'mend it', retry: false },
})

function attemptsOf(stage: StageName = 'ocr') {
  const stop = new AbortController()
  const onLeaseLost = vi.fn()
  const error = vi.fn()
  const attempts = new Attempts(stageNamed(stage), store.items, { leaseMs: LEASE_MS, processStops: stop.signal, onLeaseLost })
  const beating: Beating = { beat: vi.fn() }
  const run = (work: (signal: AbortSignal) => Promise<Outcome>, { of = ids, owner }: { of?: typeof ids; owner?: string } = {}): Promise<Outcome> =>
    attempts.run(of, owner, beating, () => ({ error }) as unknown as Logger, work)
  const runs = (claimed: readonly (typeof ids)[], outcome: Promise<Outcome>) => {
    const beatings = claimed.map((): Beating => ({ beat: vi.fn() }))
    return { beatings, running: Promise.all(claimed.map((of, n) => attempts.run(of, 'me', beatings[n] as Beating, () => ({ error }) as unknown as Logger, () => outcome))) }
  }
  return { attempts, run, runs, stop, beating, onLeaseLost, error }
}

/** Work that ends only when it is told to. */
function untilAborted(signal: AbortSignal): Promise<Outcome> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the child was killed')), { once: true })
  })
}

const never = (): Promise<Outcome> => new Promise(() => undefined)

describe('what work answers or throws', () => {
  it.each<[string, () => Promise<Outcome>, object]>([
    ['an answer is the outcome', async () => done({ scans: 1 }), { kind: 'done', set: { scans: 1 } }],
    ['what may pass is tried again', async () => { throw faults.fault('BUSY') }, { kind: 'retry', fault: { code: 'BUSY' } }],
    ['what is permanent is refused', async () => { throw faults.fault('BROKEN') }, { kind: 'reject', fault: { code: 'BROKEN' } }],
    ['what nobody expected is tried again', async () => { throw new TypeError('x of undefined') }, { kind: 'retry', fault: { code: 'UNEXPECTED' } }],
  ])('%s', async (_what, work, outcome) => {
    const { run, error } = attemptsOf()
    const given = await run(work)
    expect(given).toMatchObject(outcome)
    expect(error).toHaveBeenCalledTimes(given.kind === 'retry' && given.fault.code === 'UNEXPECTED' ? 1 : 0)
  })
})

describe('the limits', () => {
  afterEach(() => { vi.useRealTimers() })

  it.each<[string, (signal: AbortSignal) => Promise<Outcome>, 'softMs' | 'hardMs']>([
    ['soft: the work is told to stop, and what it then throws is the timeout', untilAborted, 'softMs'],
    ['hard: work that does not listen is no longer waited for', never, 'hardMs'],
  ])('%s', async (_what, work, which) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { run } = attemptsOf()
    let outcome: Outcome | undefined
    const running = run(work).then((given) => { outcome = given })
    const limitMs = stageNamed('ocr').limits[which]
    await vi.advanceTimersByTimeAsync(limitMs - 1)
    expect(outcome).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    await running
    expect(outcome).toMatchObject({ kind: 'retry', fault: { code: 'STAGE_TIMEOUT' } })
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a cancelled batch', () => {
  it('stops the work on its items and no other', async () => {
    const { attempts, run } = attemptsOf()
    const mine = run(untilAborted)
    let isOtherOver = false
    const other = run(untilAborted, { of: { ...ids, batchId: 'b2' } }).then((given) => { isOtherOver = true; return given })
    attempts.cancelled(control.cancelBatch('b1'))
    expect(await mine).toEqual({ kind: 'skip', why: 'the batch was cancelled' })
    expect(isOtherOver).toBe(false)
    attempts.cancelled(control.cancelBatch('b2'))
    expect(await other).toMatchObject({ kind: 'skip' })
  })

  it('stops nobody past the point of no return', async () => {
    const { attempts, run } = attemptsOf('publish')
    let signal: AbortSignal | undefined
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const running = run((given) => { signal = given; return promise })
    attempts.cancelled(control.cancelBatch('b1'))
    expect(signal?.aborted).toBe(false)
    resolve(done())
    expect(await running).toMatchObject({ kind: 'done' })
  })
})

it('the end of the process stops the work, and is no outcome of it', async () => {
  const { run, stop } = attemptsOf()
  const running = run(untilAborted)
  stop.abort(new Error('the process stops'))
  await expect(running).rejects.toThrow('the child was killed')
})

describe('the lease', () => {
  it('is renewed with every beat, until the work is over', async () => {
    const of = await store.put('ocr', { status: 'ocr_processing', owner: 'me', leaseUntil: new Date(0) })
    const { run, beating } = attemptsOf()
    const { beat } = beating
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const running = run(() => promise, { of, owner: 'me' })
    beating.beat()
    expect(beat).toHaveBeenCalledTimes(1)
    await vi.waitUntil(async () => ((await store.read(of.itemId)).leaseUntil?.getTime() ?? 0) > Date.now() + LEASE_MS - 5_000)
    resolve(done())
    await running
    expect(beating.beat).toBe(beat)
  })

  it('that went to somebody else stops the work, and is told', async () => {
    const of = await store.put('ocr', { status: 'ocr_processing', owner: 'other', leaseUntil: new Date(0) })
    const { run, beating, onLeaseLost } = attemptsOf()
    const running = run(untilAborted, { of, owner: 'me' })
    beating.beat()
    await running
    expect(onLeaseLost).toHaveBeenCalledTimes(1)
    expect((await store.read(of.itemId)).leaseUntil).toEqual(new Date(0))
  })

  it('is renewed for all claims of the process in one write, and by one write at a time', async () => {
    const all = await Promise.all([1, 2, 3].map(() => store.put('ocr', { status: 'ocr_processing', owner: 'me', leaseUntil: new Date(0) })))
    const { runs } = attemptsOf()
    const isOver = Promise.withResolvers<Outcome>()
    const { beatings, running } = runs(all, isOver.promise)
    const renewing = Promise.withResolvers<boolean[]>()
    const renew = vi.spyOn(store.items, 'renewLeases').mockReturnValue(renewing.promise)
    const beatAll = (): void => { for (const { beat } of beatings) beat() }
    for (let beat = 0; beat < 5; beat++) beatAll()
    await vi.waitUntil(() => renew.mock.calls.length > 0)
    await new Promise(setImmediate)
    expect(renew.mock.calls.map(([claims]) => claims.map(({ itemId }) => itemId))).toEqual([all.map(({ itemId }) => itemId)])
    renewing.resolve(all.map(() => true))
    await new Promise(setImmediate)
    beatAll()
    await vi.waitUntil(() => renew.mock.calls.length === 2)
    isOver.resolve(done())
    await running
    renew.mockRestore()
  })

  it('is kept for the time being when the store cannot be asked', async () => {
    const { run, beating, onLeaseLost } = attemptsOf()
    const asked = vi.spyOn(store.items, 'renewLeases').mockRejectedValueOnce(new Error('no server'))
    let signal: AbortSignal | undefined
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const running = run((given) => { signal = given; return promise }, { owner: 'me' })
    beating.beat()
    await vi.waitUntil(() => asked.mock.settledResults[0]?.type === 'rejected')
    await new Promise(setImmediate)
    expect(signal?.aborted).toBe(false)
    expect(onLeaseLost).not.toHaveBeenCalled()
    resolve(done())
    await running
  })

  it('is none where nothing was claimed', async () => {
    const { run, beating } = attemptsOf('classify')
    const { beat } = beating
    await run(async () => {
      expect(beating.beat).toBe(beat)
      return done()
    })
  })
})
