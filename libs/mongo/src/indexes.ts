import { MongoServerError, type Collection, type Document, type IndexDescription } from 'mongodb'
import { mongoErrors } from './errors.ts'
import { RETIRED_INDEXES } from './retired-indexes.ts'

export type IndexDeclaration = { keys: Readonly<Record<string, 1 | -1>>; options: Omit<IndexDescription, 'key'> & { name: string } }

let inTurn: Promise<unknown> = Promise.resolve()

/**
 * Makes what is missing, refuses to run on an index of that name with another definition, and drops what is retired. One collection after the other in a process:
 * beside each other a server makes them no faster, and the stand-in for one that makes several collections at a time may never end.
 * @throws INDEX_CONFLICT
 */
export function ensureIndexes<T extends Document>(collection: Collection<T>, declared: readonly IndexDeclaration[]): Promise<void> {
  const made = inTurn.then(() => ensure(collection, declared))
  inTurn = made.catch(() => undefined)
  return made
}

async function ensure<T extends Document>(collection: Collection<T>, declared: readonly IndexDeclaration[]): Promise<void> {
  // One command a collection: a process starts with dozens of indexes to look at, and most starts find them all.
  const areThere = await collection.createIndexes(declared.map(({ keys, options }) => ({ key: keys, ...options }))).then(() => true, () => false)
  if (!areThere) for (const one of declared) await ensureIndex(collection, one)
  // Last: what takes the place of a retired one is there before that goes.
  await dropRetired(collection, RETIRED_INDEXES[collection.collectionName] ?? [])
}

async function ensureIndex<T extends Document>(collection: Collection<T>, { keys, options }: IndexDeclaration): Promise<void> {
  try {
    await collection.createIndex(keys, options)
  } catch (cause) {
    throw mongoErrors.fault('INDEX_CONFLICT', { detail: `${collection.collectionName}.${options.name}`, cause })
  }
}

const INDEX_NOT_FOUND = 27

async function dropRetired<T extends Document>(collection: Collection<T>, retired: readonly string[]): Promise<void> {
  if (retired.length === 0) return
  for (const { name } of await collection.listIndexes().toArray() as { name: string }[]) {
    if (!retired.includes(name)) continue
    await collection.dropIndex(name).catch((error: unknown) => {
      // Another process that starts was faster.
      if (!(error instanceof MongoServerError && error.code === INDEX_NOT_FOUND)) throw error
    })
  }
}
