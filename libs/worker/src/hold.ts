import { setTimeout as delay } from 'node:timers/promises'

const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 2_000

/**
 * Does work that needs a server until the server is there. While one is away nothing is lost and no try is used up: the
 * message stays in hand, its acknowledgement deadline is extended by the heartbeat.
 * @param isAway tells "could not be reached" from "was refused"; only the first is waited for
 * @throws whatever the work throws when the server is there, and the abort reason when the process stops meanwhile
 */
export async function holdWhileAway<T>(work: () => Promise<T>, isAway: (error: unknown) => boolean, signal: AbortSignal, onAway: (error: unknown) => void): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)) {
    try {
      return await work()
    } catch (error) {
      if (!isAway(error) || signal.aborted) throw error
      onAway(error)
      await delay(waitMs, undefined, { signal })
    }
  }
}
