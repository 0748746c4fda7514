import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { Fault } from '@chasqui/errors'
import { children, task, type TaskContext, type TaskDefinition } from '@chasqui/worker'

/** Task types for the fault run: every way in which a task can go. Registered by its workers alone. */

const flakyFault = (): Fault => new Fault('FAULT_FLAKY', { say: 'It fails a few times', hint: 'Wait', retry: true })
const permanentFault = (): Fault => new Fault('FAULT_PERMANENT', { say: 'It fails for good', hint: 'Nothing', retry: false })

const outsideUrl = process.env['OUTSIDE_URL'] ?? ''

async function say(body: object): Promise<Record<string, unknown>> {
  const response = await fetch(outsideUrl, { method: 'POST', body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`the outside answers ${response.status}`)
  return await response.json() as Record<string, unknown>
}

/** A run that the outside sees begin and end, with one effect out there. */
async function seen<T>(type: string, { taskId }: TaskContext, work: () => Promise<T>): Promise<T> {
  const run = randomUUID()
  await say({ what: 'start', run, taskId, type, pid: process.pid })
  try {
    return await work()
  } finally {
    await say({ what: 'end', run })
  }
}

function effect(ctx: TaskContext): Promise<boolean> {
  return ctx.once('effect', async ({ effectId, epoch, mayHaveHappened }) => {
    await say({ what: 'effect', effectId, taskId: ctx.taskId, epoch, mayHaveHappened })
    return true
  })
}

export const RETRIES = { baseMs: 500, capMs: 4_000 } as const
const quickly = { lane: 'default', softLimit: '30s', hardLimit: '40s', retries: { maxRetries: 3, base: `${RETRIES.baseMs}ms`, cap: `${RETRIES.capMs}ms` } } as const
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
    // It ends with its input, so it does not outlive a killed worker.
    const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] })
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

/** What comes after a process that stopped itself is still at work when that one writes its end. */
const NEXT_RUN_MS = 3_000

const late = task({
  ...quickly, type: 'fault.late', description: 'its process stops when the work is done, until another has begun it', params: Nothing,
  run: (ctx) => seen('fault.late', ctx, async () => {
    const { sleeps } = await say({ what: 'sleep', taskId: ctx.taskId, pid: process.pid })
    if (sleeps === true) {
      process.kill(process.pid, 'SIGSTOP')
      const { isTakenOver } = await say({ what: 'woke', taskId: ctx.taskId })
      // Its end is written late, and must count for nothing: the effect is the other's.
      if (isTakenOver === true) return { done: 'late' }
    } else {
      await delay(NEXT_RUN_MS, undefined, { signal: ctx.signal })
    }
    return { done: await effect(ctx) }
  }),
})

/** Of each ten children one fails; the first is still at work when the others have ended. */
function childNo(n: number): { type: string; params: Record<string, unknown>; label: string } {
  const label = `child ${n}`
  if (n === 0) return { type: 'fault.slow', params: { ms: 3_000 }, label }
  return n % 10 === 9 ? { type: 'fault.permanent', params: {}, label } : { type: 'fault.quick', params: {}, label }
}

const parent = task({
  ...quickly, type: 'fault.parent', description: 'has children', params: z.object({ children: z.int().min(0).max(500) }),
  run: async (_ctx, params) => children(Array.from({ length: params.children }, (_, n) => childNo(n))),
})

export const faultTasks: readonly TaskDefinition[] = [quick, slow, flaky, permanent, poison, busy, stubborn, capped, late, parent]
