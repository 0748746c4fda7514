import { isStoreAway } from '@chasqui/mongo'

/** The driver lets these of Node through as they are when the store dies between two commands on one connection. */
const BROKEN_CONNECTION: ReadonlySet<unknown> = new Set(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT'])

/** Whether a handler failed because the store could not be reached: trying again will help. Pure. */
export function couldNotReachStore(thrown: unknown): boolean {
  return isStoreAway(thrown) || (thrown instanceof Error && 'code' in thrown && BROKEN_CONNECTION.has(thrown.code))
}
