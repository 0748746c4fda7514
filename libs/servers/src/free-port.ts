import { createServer } from 'node:net'
import { Fault } from '@chasqui/errors'
import { errors } from './errors.ts'

const LOOPBACK = '127.0.0.1'

/** A TCP port of the loopback interface that nothing listened on a moment ago. */
export function freePort(): Promise<number> {
  return listenOnce(0)
}

/** Refuses with `PORT_TAKEN` when something listens on this loopback port. */
export async function assertPortIsFree(port: number, wantedBy: string): Promise<void> {
  try {
    await listenOnce(port)
  } catch (cause) {
    throw errors.fault('PORT_TAKEN', { detail: `${LOOPBACK}:${port}, wanted by ${wantedBy}; to see who has it, type: ss -ltnp 'sport = :${port}'`, cause })
  }
}

/**
 * Runs `start` on the wanted port, or on a free one. Between finding a free port and listening on it another program may take it:
 * such a loser is started again elsewhere, at most three times in all.
 */
export async function onPort<T>(wanted: number | undefined, wantedBy: string, start: (port: number) => Promise<T>): Promise<T> {
  if (wanted !== undefined) {
    await assertPortIsFree(wanted, wantedBy)
    return start(wanted)
  }
  for (let triesLeft = 2; ; triesLeft--) {
    try {
      return await start(await freePort())
    } catch (thrown) {
      if (triesLeft === 0 || !lostItsPort(thrown)) throw thrown
    }
  }
}

function lostItsPort(thrown: unknown): boolean {
  return thrown instanceof Fault && thrown.code === 'SERVER_DIED' && /address (is )?already in use/i.test(thrown.detail ?? '')
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, LOOPBACK, () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : port))
    })
  })
}
