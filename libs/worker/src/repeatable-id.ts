import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'

/** Who makes something that may be made again, such as a request that is repeated: its name among all, and when it first came, in milliseconds since 1970. */
export type Maker = { key: string; atMs: number }

/** The id of what is made at one place: the same each time, and in the order of time and place like every other id, because items and tasks wait for their turn in the order of their ids. Pure. */
export function repeatableId({ key, atMs }: Maker, place: number): string {
  return uuidv7({ msecs: atMs, seq: place, random: createHash('sha256').update(`${key} ${place}`).digest().subarray(0, 16) })
}
