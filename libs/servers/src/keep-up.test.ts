import { expect, it, vi } from 'vitest'
import type { RunningServer } from './child-server.ts'
import { keepUp } from './keep-up.ts'

const QUICK = { firstMs: 1, longestMs: 40, steadyMs: 1_000 }

/** Servers that end when they are told to, and starts that fail. */
function starts(failing: readonly number[] = []) {
  const ports: (number | undefined)[] = []
  const ends: (() => void)[] = []
  const start = async ({ port }: { port?: number }): Promise<RunningServer> => {
    ports.push(port)
    if (failing.includes(ports.length)) throw new Error('no room on the disk')
    const { promise: exited, resolve } = Promise.withResolvers<void>()
    ends.push(resolve)
    const end = async (): Promise<void> => resolve()
    return { url: 'nats://127.0.0.1:4222', pid: ports.length, exited, stop: end, kill: end }
  }
  return { ports, start, end: () => ends.at(-1)?.() }
}

it('starts a server that ended again on its port, and says so', async () => {
  const { ports, start, end } = starts()
  const said: string[] = []
  const kept = await keepUp('nats-server', start, (line) => said.push(line), QUICK)
  end()
  await vi.waitUntil(() => said.length === 2, { interval: 5 })
  expect(ports).toEqual([undefined, 4222])
  expect(said).toEqual(['nats-server (process 1) has ended; starting it again on port 4222 with the same data', 'nats-server is back, as process 2'])
  expect(kept.pid()).toBe(2)
  await kept.stop()
})

it('tries on when it cannot be started, and says why it could not', async () => {
  const { ports, start, end } = starts([2, 3])
  const said: string[] = []
  const kept = await keepUp('nats-server', start, (line) => said.push(line), QUICK)
  end()
  await vi.waitUntil(() => kept.pid() === 4, { interval: 5 })
  expect(ports).toHaveLength(4)
  expect(said[1]).toBe('nats-server could not be started again; trying once more. no room on the disk')
  await kept.stop()
})

it('waits longer each time when it ends again soon', async () => {
  const { start, end } = starts()
  const back: number[] = []
  const kept = await keepUp('nats-server', start, (line) => { if (line.includes('is back')) back.push(performance.now()) }, { ...QUICK, firstMs: 10 })
  const took: number[] = []
  for (const n of [1, 2, 3, 4]) {
    const endedAt = performance.now()
    end()
    await vi.waitUntil(() => back.length === n, { interval: 5 })
    took.push((back[n - 1] as number) - endedAt)
  }
  // 10, 20, 40 and no more than 40.
  expect(took[1]).toBeGreaterThan(19)
  expect(took[2]).toBeGreaterThan(39)
  await kept.stop()
})

it('leaves a server alone that was stopped', async () => {
  const { ports, start, end } = starts()
  const kept = await keepUp('nats-server', start, () => undefined, QUICK)
  await kept.stop()
  end()
  await new Promise(setImmediate)
  expect(ports).toHaveLength(1)
})
