import { createServer } from 'node:http'
import { once } from 'node:events'
import { json } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

const Said = z.discriminatedUnion('what', [
  z.object({ what: z.literal('effect'), effectId: z.string(), taskId: z.string(), epoch: z.int(), mayHaveHappened: z.boolean() }),
  z.object({ what: z.literal('start'), run: z.string(), taskId: z.string(), type: z.string(), pid: z.int() }),
  z.object({ what: z.literal('end'), run: z.string() }),
  z.object({ what: z.literal('sleep'), taskId: z.string(), pid: z.int() }),
  z.object({ what: z.literal('woke'), taskId: z.string() }),
])
type Said = z.infer<typeof Said>

/** `run` is the run's own name for itself. */
export type SeenRun = { run: string; taskId: string; type: string; pid: number; startedAt: number; endedAt?: number }
export type SeenEffect = { effectId: string; taskId: string; epoch: number; at: number }

/** What wakes a process that stopped itself. */
export type Sleepers = { sleeps: (pid: number) => void; wake: (pid: number) => void }

const LONGEST_SLEEP_MS = 40_000

/**
 * The world outside the record, in the process that nobody kills: it takes effects under an idempotency key, as the services do that tasks speak to, and sees every run
 * begin and end by its own clock. A process that stops itself with a task in hand is woken when another has begun the task.
 */
export async function startOutside(sleepers: Sleepers): Promise<Outside> {
  const runs: SeenRun[] = []
  const effects = new Map<string, SeenEffect>()
  const doubled: SeenEffect[] = []
  const asleep = new Map<string, { pid: number; isTakenOver: boolean; timer: NodeJS.Timeout }>()
  let repeatsRefused = 0

  const hear = (said: Said, at: number): object => {
    switch (said.what) {
      case 'start': {
        const { what: _what, ...run } = said
        runs.push({ ...run, startedAt: at })
        const sleeper = asleep.get(said.taskId)
        if (sleeper && sleeper.pid !== said.pid && !sleeper.isTakenOver) {
          sleeper.isTakenOver = true
          clearTimeout(sleeper.timer)
          sleepers.wake(sleeper.pid)
        }
        return {}
      }
      case 'end': {
        const run = runs.findLast(({ run: name }) => name === said.run)
        if (run) run.endedAt = at
        return {}
      }
      case 'effect': {
        const { effectId, taskId, epoch } = said
        const done = effects.get(effectId)
        if (!done) effects.set(effectId, { effectId, taskId, epoch, at })
        // A worker that stopped just before it spoke could not know of what a later run has done: its epoch tells.
        else if (said.mayHaveHappened || epoch < done.epoch) repeatsRefused++
        else doubled.push({ effectId, taskId, epoch, at })
        return {}
      }
      case 'sleep': {
        if (asleep.has(said.taskId)) return { sleeps: false }
        asleep.set(said.taskId, { pid: said.pid, isTakenOver: false, timer: setTimeout(() => sleepers.wake(said.pid), LONGEST_SLEEP_MS) })
        sleepers.sleeps(said.pid)
        return { sleeps: true }
      }
      case 'woke': return { isTakenOver: asleep.get(said.taskId)?.isTakenOver ?? false }
    }
  }

  const server = createServer((request, response) => {
    void (async () => {
      const said = Said.parse(await json(request))
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(hear(said, Date.now())))
    })().catch(() => response.writeHead(400).end())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, runs, effects, doubled,
    repeatsRefused: () => repeatsRefused,
    close: () => {
      for (const { timer } of asleep.values()) clearTimeout(timer)
      server.closeAllConnections()
      server.close()
    },
  }
}

export type Outside = { url: string; runs: SeenRun[]; effects: Map<string, SeenEffect>; doubled: SeenEffect[]; repeatsRefused: () => number; close: () => void }
