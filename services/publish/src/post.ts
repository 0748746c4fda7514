import { openBooks, type Books } from '@chasqui/mongo/books'
import { Items } from '@chasqui/mongo/items'
import { grouped } from '@chasqui/worker'
import type { Db } from 'mongodb'
import { destinationOf } from './destinations/by-type.ts'
import type { PostRequest } from './destinations/destination.ts'
import { postDocuments, type DocumentWork } from './post-documents.ts'
import type { PostResult } from './post-result.ts'
import { postStatements } from './post-statements.ts'

export type Poster = {
  /**
   * Puts the document of an item into the books, once, however often and by however many it is asked.
   * @throws what the record store throws; asking again is safe
   */
  post: (request: PostRequest) => Promise<PostResult>
}

const DOCUMENTS_MAX = 100
/** Fewer: a statement is thousands of records, and its neighbours wait for it. */
const STATEMENTS_MAX = 10

/** @param books given only by tests that let a step fail */
export function createPoster(db: Db, books: Books = openBooks(db)): Poster {
  const ledger = { books, items: new Items(db) }
  // Two groups side by side, so that tickets do not wait behind a year of bank movements.
  const documents = grouped((group: DocumentWork[]) => postDocuments(ledger, group), { max: DOCUMENTS_MAX, isolates: true, ownerOf: ({ request }) => request.tenant.id })
  const statements = grouped((group: PostRequest[]) => postStatements(ledger, group), { max: STATEMENTS_MAX, isolates: true, ownerOf: ({ tenant }) => tenant.id })
  return {
    post: async (request) => {
      const destination = destinationOf(request)
      switch (destination.kind) {
        case 'nowhere': return destination
        case 'statement': return statements(request)
        case 'document': return documents({ request, destination })
      }
    },
  }
}
