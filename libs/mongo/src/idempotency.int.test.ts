import { beforeAll, describe, expect, it } from 'vitest'
import { IdempotencyKeys } from './idempotency.ts'
import { withStore } from './test-store.ts'

const store = withStore()
let keys: IdempotencyKeys
let other: IdempotencyKeys
beforeAll(async () => {
  keys = new IdempotencyKeys(store.db)
  other = new IdempotencyKeys(store.otherDb)
  await keys.ensureIndexes()
})

const T0 = new Date('2026-01-01T00:00:00Z')
const after = (ms: number): Date => new Date(T0.getTime() + ms)

describe('a key', () => {
  it('is first for one of those who come with it at once', async () => {
    const states = await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 ? keys : other).begin('t1 POST /x', 'race', 'body', T0)))
    expect(states.map((state) => state.kind).sort()).toEqual([...Array<string>(11).fill('at work'), 'first'])
  })

  it('gives the first answer again, headers and all', async () => {
    await keys.begin('s', 'answered', 'body', T0)
    await keys.answer('s', 'answered', { status: 201, headers: { Location: '/x/1' }, body: { id: '1' } })
    expect(await other.begin('s', 'answered', 'body', after(1))).toEqual({ kind: 'answered', status: 201, headers: { Location: '/x/1' }, body: { id: '1' } })
  })

  it('is refused with another body, before and after the answer', async () => {
    await keys.begin('s', 'body', 'one', T0)
    expect(await keys.begin('s', 'body', 'two', T0)).toEqual({ kind: 'other body' })
    await keys.answer('s', 'body', { status: 200, body: null })
    expect(await keys.begin('s', 'body', 'two', T0)).toEqual({ kind: 'other body' })
  })

  it('means something else in another scope', async () => {
    await keys.begin('t1 POST /x', 'scope', 'body', T0)
    expect(await keys.begin('t2 POST /x', 'scope', 'body', T0)).toEqual({ kind: 'first' })
    expect(await keys.begin('t1 POST /y', 'scope', 'body', T0)).toEqual({ kind: 'first' })
  })

  it('whose first request died goes on with what that had reserved, for one of those who come', async () => {
    await keys.begin('s', 'died', 'body', T0)
    await keys.reserve('s', 'died', { firstIdx: 7 })
    expect(await keys.begin('s', 'died', 'body', after(29_000))).toEqual({ kind: 'at work' })
    const states = await Promise.all([keys, other, keys, other].map((one) => one.begin('s', 'died', 'body', after(31_000))))
    expect(states.map((state) => state.kind).sort()).toEqual(['at work', 'at work', 'at work', 'resume'])
    expect(states.find((state) => state.kind === 'resume')).toEqual({ kind: 'resume', reserved: { firstIdx: 7 } })
  })

  it('whose first request knows that it failed goes on at once', async () => {
    await keys.begin('s', 'failed', 'body')
    await keys.reserve('s', 'failed', { firstIdx: 1 })
    await keys.release('s', 'failed')
    expect(await keys.begin('s', 'failed', 'body')).toEqual({ kind: 'resume', reserved: { firstIdx: 1 } })
  })

  it('whose request was refused is as good as new; one that was answered is not forgotten', async () => {
    await keys.begin('s', 'refused', 'body', T0)
    await keys.forget('s', 'refused')
    expect(await keys.begin('s', 'refused', 'other body', T0)).toEqual({ kind: 'first' })
    await keys.answer('s', 'refused', { status: 200, body: 1 })
    await keys.forget('s', 'refused')
    await keys.release('s', 'refused')
    expect(await keys.begin('s', 'refused', 'other body', after(60_000))).toMatchObject({ kind: 'answered' })
  })

  it('is kept for 24 hours, without its text', async () => {
    await keys.begin('s', 'secret-looking-key', 'body', T0)
    const kept = await store.db.collection('idempotency_keys').find({ expiresAt: after(24 * 3_600_000) }).toArray()
    expect(kept.length).toBeGreaterThan(0)
    expect(JSON.stringify(kept)).not.toContain('secret-looking-key')
  })
})
