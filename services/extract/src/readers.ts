import type { Reader } from './reader.ts'
import { ubl } from './readers/ubl.ts'

/** Every reader; the first that reads a source gets it. A new kind of document is one file and one line here. */
export const readers: readonly Reader[] = [
  ubl,
]
