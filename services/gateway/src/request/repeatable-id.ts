import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { RequestIdentity } from './once.ts'

/**
 * The id of what a request makes at one place: the same each time, and in the order of time and place like every other
 * id, because items wait for their turn in the order of their ids. Pure.
 */
export function repeatableId({ key, atMs }: RequestIdentity, place: number): string {
  return uuidv7({ msecs: atMs, seq: place, random: createHash('sha256').update(`${key} ${place}`).digest().subarray(0, 16) })
}
