import { createServer } from 'node:http'
import { once } from 'node:events'
import { json } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

const Said = z.discriminatedUnion('what', [
  z.object({ what: z.literal('effect'), effectId: z.string(), taskId: z.string(), epoch: z.int() }),
  z.object({ what: z.literal('start'), taskId: z.string(), epoch: z.int(), type: z.string(), pid: z.int() }),
  z.object({ what: z.literal('end'), taskId: z.string(), epoch: z.int() }),
])

export type SeenRun = { taskId: string; epoch: number; type: string; pid: number; startedAt: number; endedAt?: number }
export type SeenEffect = { effectId: string; taskId: string; epoch: number; at: number }

/**
 * The world outside the record, in the process that nobody kills: it takes effects under an idempotency key, as the services do that tasks speak to, and sees every run
 * begin and end by its own clock.
 */
export async function startOutside(): Promise<Outside> {
  const runs: SeenRun[] = []
  const effects = new Map<string, SeenEffect>()
  let repeatsRefused = 0
  const server = createServer((request, response) => {
    void (async () => {
      const said = Said.parse(await json(request))
      const at = Date.now()
      if (said.what === 'start') runs.push({ taskId: said.taskId, epoch: said.epoch, type: said.type, pid: said.pid, startedAt: at })
      if (said.what === 'end') {
        const run = runs.findLast(({ taskId, epoch }) => taskId === said.taskId && epoch === said.epoch)
        if (run) run.endedAt = at
      }
      if (said.what === 'effect') {
        if (effects.has(said.effectId)) repeatsRefused++
        else effects.set(said.effectId, { effectId: said.effectId, taskId: said.taskId, epoch: said.epoch, at })
      }
      response.writeHead(204).end()
    })().catch(() => response.writeHead(400).end())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, runs, effects,
    repeatsRefused: () => repeatsRefused,
    close: () => { server.closeAllConnections(); server.close() },
  }
}

export type Outside = { url: string; runs: SeenRun[]; effects: Map<string, SeenEffect>; repeatsRefused: () => number; close: () => void }
