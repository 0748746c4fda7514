import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { Fault } from '@chasqui/errors'
import { children, task, type TaskContext, type TaskDefinition } from '@chasqui/worker'

/** Task types for the fault run: every way in which a task can go. Registered by its workers alone. */

const flakyFault = (): Fault => new Fault('FAULT_FLAKY', { say: 'It fails a few times', hint: 'Wait', retry: true })
const permanentFault = (): Fault => new Fault('FAULT_PERMANENT', { say: 'It fails for good', hint: 'Nothing', retry: false })

const outsideUrl = process.env['OUTSIDE_URL'] ?? ''

async function say(body: object): Promise<void> {
  await fetch(outsideUrl, { method: 'POST', body: JSON.stringify(body) })
}

/** A run that the outside sees begin and end, with one effect out there. */
async function seen<T>(type: string, ctx: TaskContext, work: () => Promise<T>): Promise<T> {
  const epoch = epochOf(ctx)
  await say({ what: 'start', taskId: ctx.taskId, epoch: await epoch, type, pid: process.pid })
  try {
    return await work()
  } finally {
    await say({ what: 'end', taskId: ctx.taskId, epoch: await epoch })
  }
}

async function epochOf(ctx: TaskContext): Promise<number> {
  return (await ctx.store.tasks.find(undefined, ctx.taskId))?.epoch ?? 0
}

function effect(ctx: TaskContext): Promise<boolean> {
  return ctx.once('effect', async ({ effectId, epoch }) => {
    await say({ what: 'effect', effectId, taskId: ctx.taskId, epoch })
    return true
  })
}

const quickly = { lane: 'default', softLimit: '30s', hardLimit: '40s', retries: { maxRetries: 3, base: '500ms', cap: '4s' } } as const
const Nothing = z.object({})
const Ms = z.object({ ms: z.int().min(0).max(60_000) })

const quick = task({ ...quickly, type: 'fault.quick', description: 'does one thing', params: Nothing, run: (ctx) => seen('fault.quick', ctx, async () => ({ done: await effect(ctx) })) })

const slow = task({
  ...quickly, type: 'fault.slow', lane: 'low', description: 'takes its time, heeds its signal', params: Ms,
  run: (ctx, { ms }) => seen('fault.slow', ctx, async () => {
    for (let done = 0; done < ms; done += 200) {
      ctx.progress(done, ms)
      await delay(200, undefined, { signal: ctx.signal })
    }
    return { done: await effect(ctx) }
  }),
})

const flaky = task({
  ...quickly, type: 'fault.flaky', description: 'fails n times, then does one thing', params: z.object({ failures: z.int().min(0) }),
  run: (ctx, { failures }) => seen('fault.flaky', ctx, async () => {
    if (ctx.attempt <= failures) throw flakyFault()
    return { done: await effect(ctx) }
  }),
})

const permanent = task({ ...quickly, type: 'fault.permanent', description: 'fails for good', params: Nothing, run: (ctx) => seen('fault.permanent', ctx, async () => { throw permanentFault() }) })

const poison = task({
  ...quickly, type: 'fault.poison', description: 'kills its worker', params: Nothing,
  run: (ctx) => seen('fault.poison', ctx, async () => {
    process.kill(process.pid, 'SIGKILL')
    await delay(60_000)
  }),
})

const busy = task({
  ...quickly, type: 'fault.busy', description: 'lets nothing else run in its process', params: Ms,
  run: (ctx, { ms }) => seen('fault.busy', ctx, async () => {
    const until = Date.now() + ms
    while (Date.now() < until) Math.sqrt(Math.random())
    return { done: await effect(ctx) }
  }),
})

const stubborn = task({
  ...quickly, type: 'fault.stubborn', lane: 'low', softLimit: '2s', hardLimit: '4s', retries: { maxRetries: 0 }, description: 'heeds no signal and leaves a child behind', params: Nothing,
  run: (ctx) => seen('fault.stubborn', ctx, async () => {
    const child = spawn('sleep', ['300'], { stdio: 'ignore' })
    ctx.onKill(() => { child.kill('SIGKILL') })
    await new Promise((resolve) => { child.once('exit', resolve) })
    await new Promise(() => undefined)
  }),
})

export const CAP = 2
const capped = task({
  ...quickly, type: 'fault.capped', atOnce: { limit: CAP, by: 'type' }, description: `${CAP} at once, over all processes`, params: Ms,
  run: (ctx, { ms }) => seen('fault.capped', ctx, async () => {
    await delay(ms, undefined, { signal: ctx.signal })
    return { done: await effect(ctx) }
  }),
})

const parent = task({
  ...quickly, type: 'fault.parent', description: 'has children', params: z.object({ children: z.int().min(0).max(500) }),
  run: async (_ctx, params) => children(Array.from({ length: params.children }, (_, n) => n % 10 === 9 ? { type: 'fault.permanent', params: {}, label: `child ${n}` } : { type: 'fault.quick', params: {}, label: `child ${n}` })),
})

export const faultTasks: readonly TaskDefinition[] = [quick, slow, flaky, permanent, poison, busy, stubborn, capped, parent]
