import { setTimeout as delay } from 'node:timers/promises'
import type { RunningServer } from './child-server.ts'
import type { Report } from './report.ts'

export type KeptServer = {
  url: string
  /** Of the process that serves at this moment. */
  pid: () => number | undefined
  /** Stops the server and starts it no more. */
  stop: () => Promise<void>
}

type Pace = { firstMs: number; longestMs: number; steadyMs: number }
const PACE: Pace = { firstMs: 500, longestMs: 30_000, steadyMs: 60_000 }

/**
 * Starts a server and, whenever it ends without having been told to, starts it again on the same port, so that whoever was
 * connected finds it there. After a second end soon after the first it waits longer each time; it never gives up.
 * A server that somebody else runs is left to them.
 */
export async function keepUp(name: string, start: (at: { port?: number }) => Promise<RunningServer>, report: Report, pace: Pace = PACE): Promise<KeptServer> {
  let server = await start({})
  const { url } = server
  const port = Number(new URL(url).port)
  const stopping = new AbortController()
  let restarting: Promise<void> | undefined

  const watch = async (): Promise<void> => {
    for (let soon = 0; ; soon++) {
      const startedAt = Date.now()
      const { pid } = server
      await server.exited
      if (stopping.signal.aborted) return
      if (Date.now() - startedAt > pace.steadyMs) soon = 0
      report(`${name} (process ${pid}) has ended; starting it again on port ${port} with the same data`)
      restarting = startAgain(soon)
      await restarting
      if (stopping.signal.aborted) return
      report(`${name} is back, as process ${server.pid}`)
    }
  }

  const startAgain = async (triedBefore: number): Promise<void> => {
    for (let tries = triedBefore; ; tries++) {
      const waitMs = Math.min(pace.longestMs, pace.firstMs * 2 ** tries)
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      try {
        server = await start({ port })
        return
      } catch (error) {
        report(`${name} could not be started again; trying once more. ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }

  void watch()
  return {
    url,
    pid: () => server.pid,
    stop: async () => {
      stopping.abort()
      await restarting
      await server.stop()
    },
  }
}
