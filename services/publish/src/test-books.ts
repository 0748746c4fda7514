import { connectRecordStore, type RecordStore } from '@chasqui/mongo'
import { ensureBookIndexes, openBooks, type Books } from '@chasqui/mongo/books'
import { withServers } from '@chasqui/testkit'
import { afterAll, beforeAll } from 'vitest'
import { createPoster, type Poster } from './post.ts'

export type TestBooks = {
  store: RecordStore
  books: Books
  poster: Poster
  /** Another process: its own connection and caches, the same books. */
  another: () => Promise<{ books: Books; poster: Poster; store: RecordStore }>
  /** Every record of a collection, in the order of ids. */
  all: (collection: string) => Promise<Record<string, unknown>[]>
  count: (collection: string) => Promise<number>
}

/** Empty books on a real record store for a test file. What it answers can be used in hooks and tests. */
export function withBooks(): TestBooks {
  const servers = withServers({ nats: false })
  const database = servers.freshDb()
  const opened: RecordStore[] = []
  const open = async () => {
    const store = await connectRecordStore({ url: servers.mongoUrl, database, name: 'publish-test' })
    opened.push(store)
    const books = openBooks(store.db)
    return { store, books, poster: createPoster(store.db, books) }
  }
  let first: Awaited<ReturnType<typeof open>> | undefined
  const started = () => {
    if (!first) throw new Error('the books are there from the beforeAll on')
    return first
  }
  beforeAll(async () => {
    first = await open()
    await ensureBookIndexes(first.books)
  })
  afterAll(async () => { await Promise.all(opened.map((store) => store.close())) })
  return {
    get store() { return started().store },
    get books() { return started().books },
    get poster() { return started().poster },
    another: open,
    all: (collection) => started().store.db.collection(collection).find({}, { sort: { _id: 1 } }).toArray(),
    count: (collection) => started().store.db.collection(collection).countDocuments({}),
  }
}

type Write = (...input: unknown[]) => Promise<unknown>
const WRITES: ReadonlySet<string> = new Set(['reserveMany', 'ensureMany', 'insertMany', 'rewriteMany', 'tie', 'complete', 'markPosted'])

/** Books of a process that dies: it does `writes` writes, and no more. */
export function booksThatDieAfter(writes: number, books: Books): Books {
  let done = 0
  const dying = (write: Write): Write => async (...input) => {
    if (Array.isArray(input[0]) && input[0].length === 0) return write(...input)
    if (++done > writes) throw new Error(`killed after ${writes} writes`)
    return write(...input)
  }
  return Object.fromEntries(Object.entries(books).map(([name, book]) => [name, new Proxy(book, {
    get: (target: object, property) => {
      const value = Reflect.get(target, property, target) as unknown
      if (typeof value !== 'function') return value
      const bound = value.bind(target) as Write
      return WRITES.has(String(property)) ? dying(bound) : bound
    },
  })])) as unknown as Books
}
