import type { Collection, CreateIndexesOptions, Document, IndexSpecification } from 'mongodb'
import { mongoErrors } from './errors.ts'

export type IndexDeclaration = { keys: IndexSpecification; options: CreateIndexesOptions & { name: string } }

/** Makes what is missing and refuses to run on an index of that name with another definition. */
export async function ensureIndexes<T extends Document>(collection: Collection<T>, declared: readonly IndexDeclaration[]): Promise<void> {
  for (const { keys, options } of declared) {
    try {
      await collection.createIndex(keys, options)
    } catch (cause) {
      throw mongoErrors.fault('INDEX_CONFLICT', { detail: `${collection.collectionName}.${options.name}`, cause })
    }
  }
}
