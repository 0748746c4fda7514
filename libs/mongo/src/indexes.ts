import type { Collection, Document, IndexDescription } from 'mongodb'
import { mongoErrors } from './errors.ts'

export type IndexDeclaration = { keys: Readonly<Record<string, 1 | -1>>; options: Omit<IndexDescription, 'key'> & { name: string } }

/** Makes what is missing and refuses to run on an index of that name with another definition. */
export async function ensureIndexes<T extends Document>(collection: Collection<T>, declared: readonly IndexDeclaration[]): Promise<void> {
  // One command a collection: a process starts with dozens of indexes to look at, and most starts find them all.
  const areThere = await collection.createIndexes(declared.map(({ keys, options }) => ({ key: keys, ...options }))).then(() => true, () => false)
  if (!areThere) for (const one of declared) await ensureIndex(collection, one)
}

async function ensureIndex<T extends Document>(collection: Collection<T>, { keys, options }: IndexDeclaration): Promise<void> {
  try {
    await collection.createIndex(keys, options)
  } catch (cause) {
    throw mongoErrors.fault('INDEX_CONFLICT', { detail: `${collection.collectionName}.${options.name}`, cause })
  }
}
