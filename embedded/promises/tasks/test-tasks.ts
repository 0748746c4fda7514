import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { Fault } from '@chasqui/errors'
import type { RecordStore } from '@chasqui/mongo'
import { children, NotNow, task, type TaskContext, type TaskDefinition } from '@chasqui/worker'

/** Tasks for tests alone: no service registers them. What they do outside the record is written down in a collection of its own, one row each time. */

/** What a task did outside the record. */
export type DoneOutside = { taskId: string; what: string; attempt: number; pid: number; at: Date }
export const DONE_OUTSIDE = 'test_done_outside'

async function note({ deps, taskId, attempt }: TaskContext, what: string): Promise<void> {
  await deps.store.db.collection<DoneOutside>(DONE_OUTSIDE).insertOne({ taskId, what, attempt, pid: process.pid, at: new Date() })
}

const LIMITS = { softLimit: '60s', hardLimit: '90s' } as const
const QUICK = { maxRetries: 3, base: '50ms', cap: '200ms' } as const

const noop = task({ type: 'test.noop', lane: 'default', description: 'Does nothing', params: z.object({ n: z.int().default(0) }), ...LIMITS, run: async () => ({ success: true }) })

const high = task({ type: 'test.high', lane: 'high', description: 'Does nothing, at once', params: z.object({}), ...LIMITS, run: async () => ({ success: true }) })

const slow = task({
  type: 'test.slow', lane: 'default', description: 'Takes its time and heeds its signal; shows its progress and what it did', params: z.object({ ms: z.int().default(1_000) }), ...LIMITS,
  async run(ctx, { ms }) {
    await note(ctx, 'started')
    for (let past = 0; past < ms; past += 50) {
      await delay(Math.min(50, ms - past), undefined, { signal: ctx.signal }).catch(async () => {
        await note(ctx, 'aborted')
        throw ctx.signal.reason as Error
      })
      ctx.progress(past, ms)
    }
    await note(ctx, 'ended')
    return { ms }
  },
})

/** Of the lowest lane, by tenant, in this process. */
export const started = new Map<string, number>()

const low = task({
  type: 'test.low', lane: 'low', description: 'Takes its time on the lowest lane', params: z.object({ ms: z.int().default(100) }), ...LIMITS,
  run: async (ctx, { ms }) => { started.set(ctx.tenantId, (started.get(ctx.tenantId) ?? 0) + 1); await delay(ms, undefined, { signal: ctx.signal }); return { ms } },
})

const effect = task({
  type: 'test.effect', lane: 'default', description: 'Has one effect outside the record', params: z.object({ ms: z.int().default(0) }), retries: QUICK, ...LIMITS,
  async run(ctx, { ms }) {
    if (ms > 0) await delay(ms, undefined, { signal: ctx.signal })
    return ctx.once('effect', async ({ mayHaveHappened }) => {
      // The other side knows its ids, as an idempotency key would tell it.
      const there = mayHaveHappened && await ctx.deps.store.db.collection<DoneOutside>(DONE_OUTSIDE).findOne({ taskId: ctx.taskId, what: 'effect' })
      if (!there) await note(ctx, 'effect')
      return { applied: true }
    })
  },
})

const failing = task({
  type: 'test.failing', lane: 'default', description: 'Fails so many times, then succeeds', params: z.object({ times: z.int().default(1), forGood: z.boolean().default(false) }), retries: QUICK, ...LIMITS,
  async run(ctx, { times, forGood }) {
    await note(ctx, `try ${ctx.attempt}`)
    if (ctx.attempt <= times) throw new Fault(forGood ? 'TEST_REFUSED' : 'TEST_FAILED', { say: 'The test wanted it to fail', hint: 'Nothing to do', retry: !forGood })
    return { attempt: ctx.attempt }
  },
})

const notNow = task({
  type: 'test.not_now', lane: 'default', description: 'Is put off so many times, which uses up no try', params: z.object({ times: z.int().default(1), ms: z.int().default(100) }), ...LIMITS,
  async run(ctx, { times, ms }) {
    await note(ctx, 'asked')
    const asked = await ctx.deps.store.db.collection<DoneOutside>(DONE_OUTSIDE).countDocuments({ taskId: ctx.taskId })
    if (asked <= times) throw new NotNow('TEST_NOT_NOW', 'The test wanted it to wait', ms)
    return { attempt: ctx.attempt }
  },
})

const limited = task({
  type: 'test.limited', lane: 'default', description: 'May start five times a second', params: z.object({}), rate: { limit: 5, window: '1s', by: 'type' }, ...LIMITS,
  async run(ctx) { await note(ctx, 'started'); return {} },
})

const alone = task({
  type: 'test.alone', lane: 'default', description: 'Two of a tenant at once', params: z.object({ ms: z.int().default(100) }), atOnce: { limit: 2, by: 'tenant' }, ...LIMITS,
  async run(ctx, { ms }) { await note(ctx, 'started'); await delay(ms); await note(ctx, 'ended'); return {} },
})

/** What is open, for every process: a gate that runs wait at, a bank that answers. */
const OPEN = 'test_open'
const LOOK_MS = 50

export async function open({ db }: RecordStore, name: string): Promise<void> {
  await db.collection<{ _id: string }>(OPEN).insertOne({ _id: name })
}

export async function shut({ db }: RecordStore, name: string): Promise<void> {
  await db.collection<{ _id: string }>(OPEN).deleteOne({ _id: name })
}

const isOpen = async ({ db }: RecordStore, name: string): Promise<boolean> => await db.collection<{ _id: string }>(OPEN).countDocuments({ _id: name }) > 0

const gated = task({
  type: 'test.gated', lane: 'default', description: 'Has its effect, then waits at a gate, which may stop it', params: z.object({ gate: z.string() }), retries: QUICK, ...LIMITS,
  async run(ctx, { gate }) {
    await note(ctx, 'started')
    await ctx.once('effect', async () => { await note(ctx, 'effect'); return {} })
    while (!await isOpen(ctx.deps.store, gate)) await delay(LOOK_MS, undefined, { signal: ctx.signal })
    await note(ctx, 'ended')
    return { pid: process.pid }
  },
})

/** An outside service that is away until somebody opens it. */
export const BANK = 'bank'

const bank = task({
  type: 'test.bank', lane: 'default', description: 'Calls an outside service; none is answered before so many tasks have called', params: z.object({ callers: z.int().default(1) }), outside: BANK, retries: QUICK, ...LIMITS,
  run: (ctx, { callers }) => ctx.outside(BANK, async () => {
    const { db } = ctx.deps.store
    await note(ctx, 'called')
    do await delay(LOOK_MS, undefined, { signal: ctx.signal })
    while ((await db.collection<DoneOutside>(DONE_OUTSIDE).distinct('taskId', { what: 'called' })).length < callers)
    const answers = await isOpen(ctx.deps.store, BANK)
    await note(ctx, answers ? 'answered' : 'failed')
    if (!answers) throw new Fault('BANK_AWAY', { say: 'The bank does not answer', hint: 'Nothing to do', retry: true })
    return {}
  }),
})

const account = task({
  type: 'test.account', lane: 'default', description: 'May start three times a second with each account', params: z.object({ account: z.string() }), outside: BANK, account: ({ account: name }) => name,
  rate: { limit: 3, window: '1s', by: 'account' }, ...LIMITS,
  async run(ctx) { await note(ctx, 'started'); return {} },
})

const till = task({
  type: 'test.till', lane: 'default', description: 'One at once with each account', params: z.object({ account: z.string(), ms: z.int().default(100) }), outside: BANK, account: ({ account: name }) => name,
  atOnce: { limit: 1, by: 'account' }, ...LIMITS,
  async run(ctx, { ms }) { await note(ctx, 'started'); await delay(ms); await note(ctx, 'ended'); return {} },
})

const poison = task({
  type: 'test.poison', lane: 'default', description: 'Kills its worker', params: z.object({}), ...LIMITS,
  async run(ctx) { await note(ctx, 'killed'); process.kill(process.pid, 'SIGKILL'); await delay(60_000); return {} },
})

const cpu = task({
  type: 'test.cpu', lane: 'default', description: 'Blocks its thread', params: z.object({ ms: z.int().default(1_000), fromTheFirstLine: z.boolean().default(false) }), ...LIMITS,
  async run(ctx, { ms, fromTheFirstLine }) {
    if (!fromTheFirstLine) await note(ctx, 'started')
    const until = Date.now() + ms
    while (Date.now() < until) Math.sqrt(Math.random())
    return { pid: process.pid }
  },
})

const never = task({
  type: 'test.never', lane: 'default', description: 'Never ends and heeds no signal; what it started can be killed', params: z.object({}), softLimit: '60s', hardLimit: '90s',
  async run(ctx) {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    ctx.onKill(() => { child.kill('SIGKILL') })
    await note(ctx, `child ${child.pid}`)
    await once(child, 'exit')
    await note(ctx, 'child ended')
    return {}
  },
})

const dallying = task({
  type: 'test.dallying', lane: 'default', description: 'Takes longer than it may, and stops when it is told to', params: z.object({}), retries: { ...QUICK, maxRetries: 1 }, softLimit: '1s', hardLimit: '80s',
  async run(ctx) {
    await once(ctx.signal, 'abort')
    await note(ctx, `told: ${(ctx.signal.reason as Fault).code}`)
    throw ctx.signal.reason as Error
  },
})

const stubborn = task({
  type: 'test.stubborn', lane: 'default', description: 'Goes on past every limit; what it started can be killed', params: z.object({}), retries: { ...QUICK, maxRetries: 0 }, softLimit: '1s', hardLimit: '2s',
  async run(ctx) {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    ctx.onKill(() => { child.kill('SIGKILL') })
    await note(ctx, `child ${child.pid}`)
    return new Promise<never>(() => {})
  },
})

const blocked = task({
  type: 'test.blocked', lane: 'default', description: 'Blocks its thread for ever', params: z.object({}), softLimit: '1s', hardLimit: '2s',
  async run(ctx) {
    await note(ctx, 'started')
    for (;;) Math.sqrt(Math.random())
  },
})

const counting = task({
  type: 'test.counting', lane: 'default', description: 'Shows its progress far too often', params: z.object({ ms: z.int() }), ...LIMITS,
  async run(ctx, { ms }) {
    const until = Date.now() + ms
    let calls = 0
    do {
      ctx.progress(++calls, 1_000_000)
      await delay(2)
    } while (Date.now() < until)
    ctx.progress(++calls, 1_000_000, 'the last')
    return { calls }
  },
})

/** What must be seen nowhere. */
export const PASSWORD = 'hunter2-of-the-bank'
const TELLS = `no answer from https://user:${PASSWORD}@bank.pe/v1?token=${PASSWORD} to {"password":"${PASSWORD}"} with Bearer ${PASSWORD}`

const leaky = task({
  type: 'test.leaky', lane: 'default', description: 'Tells a password, and a parameter that is a secret, wherever it can', params: z.object({ pin: z.string().meta({ secret: true }) }), retries: { ...QUICK, maxRetries: 1 }, ...LIMITS,
  async run(ctx, { pin }) {
    const tells = `${TELLS} and the PIN ${pin}`
    ctx.progress(1, 2, tells, `PIN ${pin}`)
    for (const log of [ctx.log, ctx.deps.log]) log.warn({ err: new Error(tells), config: { password: PASSWORD, by: [pin] } }, tells)
    const runs = await ctx.deps.store.db.collection<DoneOutside>(DONE_OUTSIDE).countDocuments({ taskId: ctx.taskId })
    await note(ctx, 'told')
    if (runs === 0) throw new NotNow('TEST_NOT_NOW', tells, 50)
    if (runs === 1) throw new Error(tells)
    throw new Fault('TEST_FAILED', { say: 'The test wanted it to fail', hint: 'Nothing to do', retry: true }, { detail: tells, cause: new Error(tells) })
  },
})

const deaf = task({
  type: 'test.deaf', lane: 'default', description: 'Heeds its signal only after a while', params: z.object({ ms: z.int().default(1_000) }), ...LIMITS,
  async run(ctx, { ms }) {
    await note(ctx, 'started')
    await once(ctx.signal, 'abort')
    await note(ctx, 'aborted')
    await delay(ms)
    await note(ctx, 'stopped')
    throw ctx.signal.reason as Error
  },
})

const parent = task({
  type: 'test.parent', lane: 'default', description: 'Has children', params: z.object({ children: z.array(z.object({ type: z.string(), params: z.record(z.string(), z.unknown()).default({}) })), joins: z.boolean().default(false) }), retries: QUICK, ...LIMITS,
  run: async (_ctx, { children: list }) => children(list.map(({ type, params }, at) => ({ type, params, label: `child ${at}` }))),
  async join(ctx, ended, { joins }) {
    if (joins) await note(ctx, 'joined')
    const countOf = (state: string): number => ended.filter((child) => child.state === state).length
    return { total: ended.length, succeeded: countOf('SUCCESS'), failed: countOf('FAILURE'), revoked: countOf('REVOKED'), expired: countOf('EXPIRED') }
  },
})

export const testTasks: readonly TaskDefinition[] = [noop, high, slow, low, effect, failing, notNow, limited, alone, gated, bank, account, till, poison, cpu, never, deaf, dallying, stubborn, blocked, counting, leaky, parent]
