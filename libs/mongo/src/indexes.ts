import { MongoServerError, type Collection, type CreateIndexesOptions, type Document, type IndexSpecification } from 'mongodb'
import { mongoErrors } from './errors.ts'
import { RETIRED_INDEXES } from './retired-indexes.ts'

export type IndexDeclaration = { keys: IndexSpecification; options: CreateIndexesOptions & { name: string } }

/** Makes what is missing, refuses to run on an index of that name with another definition, and drops what is retired. */
export async function ensureIndexes<T extends Document>(collection: Collection<T>, declared: readonly IndexDeclaration[]): Promise<void> {
  for (const { keys, options } of declared) {
    try {
      await collection.createIndex(keys, options)
    } catch (cause) {
      throw mongoErrors.fault('INDEX_CONFLICT', { detail: `${collection.collectionName}.${options.name}`, cause })
    }
  }
  // Last: what takes the place of a retired one is there before that goes.
  await dropRetired(collection, RETIRED_INDEXES[collection.collectionName] ?? [])
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
