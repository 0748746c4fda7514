import { z } from 'zod'
import { task, type TaskDefinition } from '@chasqui/worker'

/** Task types that only the measurement runs; no service registers them. Each lane of a namespace is a queue of its own. */

/** Epoch milliseconds with decimals: comparable between the processes of one machine. */
export const nowMs = (): number => performance.timeOrigin + performance.now()

/** When a handler saw what it was waiting for. */
export type Seen = { taskId: string; at: number }

/** Its result says when it started. */
export const noop = task({
  type: 'bench.noop', lane: 'default', softLimit: '10s', hardLimit: '20s',
  description: 'Does nothing, and says when',
  params: z.object({ n: z.int().min(0).default(0).describe('tells one from another') }),
  run: async () => ({ at: nowMs() }),
})

/** @param onRevoked hears when a handler's signal fired */
export function slow(onRevoked: (seen: Seen) => void): TaskDefinition {
  return task({
    type: 'bench.slow', lane: 'high', softLimit: '60s', hardLimit: '90s',
    description: 'Waits until it is told to stop',
    params: z.object({}),
    run: ({ signal, taskId }) => new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        onRevoked({ taskId, at: nowMs() })
        reject(new Error('told to stop'))
      }, { once: true })
    }),
  })
}
