import { MongoClient, type CommandStartedEvent, type Db, type Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withServers } from '@chasqui/testkit'
import { insertMissing } from '../bulk-writes.ts'
import { writeCursor } from '../paging.ts'
import { amountOf } from './amount.ts'
import { ensureBookIndexes, openBooks, type Books } from './books.ts'
import type { BankStatementRecord } from './bank-statements.ts'
import type { BankTransaction } from './bank-transactions.ts'
import type { Expense } from './expenses.ts'
import { entityIdOf, vendorIdOf } from './ids.ts'
import type { Invoice } from './invoices.ts'
import type { BookRecord } from './record.ts'
import type { Vendor } from './vendors.ts'

const servers = withServers({ nats: false })
const database = servers.freshDb()
let client: MongoClient
let db: Db
let books: Books

beforeAll(async () => {
  client = await new MongoClient(servers.mongoUrl, { ignoreUndefined: true, monitorCommands: true }).connect()
  db = client.db(database)
  books = openBooks(db)
  await ensureBookIndexes(books)
})
afterAll(() => client.close())

const head = (tenantId: string, _id: string, batchId = 'b1'): BookRecord => ({
  _id, tenantId, source: { kind: 'import', batchId, itemId: `item-${_id}` }, postingKey: `key-${_id}`, version: 1, createdAt: new Date(), revertedAt: null,
})
const ZERO = amountOf('0')

function anInvoice(tenantId: string, _id: string, fields: Partial<Invoice> = {}): Invoice {
  return {
    ...head(tenantId, _id), direction: 'purchase', docType: 'invoice', country: 'PE', vendorId: 'v1', vendor: { taxId: '20600000013' }, customerId: null, issueDate: '2025-04-15',
    currency: 'PEN', taxes: [], withholding: ZERO, total: ZERO, payable: ZERO, status: 'pending', paid: ZERO, dueDates: [], lines: [], correctsInvoiceId: null, categoryCode: null, account: null, ...fields,
  }
}
function anExpense(tenantId: string, _id: string, fields: Partial<Expense> = {}): Expense {
  return {
    ...head(tenantId, _id), docType: 'receipt', country: 'ES', issueDate: '2025-04-15', description: 'CAFE', vendorId: 'v1', categoryCode: 'MEALS', currency: 'EUR',
    taxes: [], amount: ZERO, status: 'paid', paid: ZERO, pending: ZERO, lines: [], ...fields,
  }
}
function aTransaction(tenantId: string, _id: string, fields: Partial<BankTransaction> = {}): BankTransaction {
  return {
    ...head(tenantId, _id), accountId: 'a1', statementId: 's1', bookingDate: '2025-04-15', valueDate: '2025-04-15', amount: ZERO, direction: 'credit', currency: 'EUR',
    narrative: '', narrativeNorm: '', ordinal: 1, status: 'pending', ...fields,
  }
}
function aStatement(tenantId: string, _id: string, fields: Partial<BankStatementRecord> = {}): BankStatementRecord {
  return { ...head(tenantId, _id), accountId: 'a1', currency: 'EUR', movements: 1, duplicates: 0, state: 'complete', ...fields }
}
function aVendor(tenantId: string, taxId: string, name: string, itemId = 'i1'): Vendor {
  return { ...head(tenantId, vendorIdOf(tenantId, taxId)), source: { kind: 'import', batchId: 'b1', itemId }, taxId, name, nameNorm: name }
}

const idsOf = (page: { records: { _id: string }[] }): string[] => page.records.map((record) => record._id)
async function gathered<T extends { _id: string }>(records: AsyncIterable<T>): Promise<string[]> {
  const ids: string[] = []
  for await (const record of records) ids.push(record._id)
  return ids
}

describe('reserving posting keys', () => {
  const wanted = (postingKey: string, itemId: string) => ({ postingKey, tenantId: 't1', itemId, entityType: 'invoices' as const })

  it('gives a key to the first item that asks, and the same entity id to the same item again', async () => {
    const first = await books.postings.reserveMany([wanted('r1', 'i1'), wanted('r1', 'i2'), wanted('r2', 'i2')])
    expect(first.get('r1')).toMatchObject({ itemId: 'i1', state: 'reserved', entityId: entityIdOf('r1', 'i1'), generation: 0 })
    expect(first.get('r2')).toMatchObject({ itemId: 'i2' })
    const again = await books.postings.reserveMany([wanted('r1', 'i2'), wanted('r1', 'i1'), wanted('r3', 'i3')])
    expect(again.get('r1')).toEqual(first.get('r1'))
    expect(again.get('r3')).toMatchObject({ itemId: 'i3' })
  })

  it('has one winner among a hundred that race', async () => {
    const holders = await Promise.all(Array.from({ length: 100 }, (_, n) => books.postings.reserveMany([wanted('race', `i${n}`)])))
    expect(new Set(holders.map((holder) => holder.get('race')?.itemId)).size).toBe(1)
  })

  it('marks only what is reserved', async () => {
    await books.postings.reserveMany([wanted('m1', 'i1'), wanted('m2', 'i1')])
    await books.postings.markPosted(['m1'])
    expect((await books.postings.findMany(['t1'], ['m1', 'm2'])).map(({ _id, state }) => [_id, state]).sort()).toEqual([['m1', 'posted'], ['m2', 'reserved']])
    expect((await books.postings.reserveMany([wanted('m1', 'i1')])).get('m1')?.state).toBe('posted')
  })

  it('gives a key that an undo freed to who asks next, for a new record', async () => {
    await books.postings.reserveMany([wanted('u1', 'i1')])
    await db.collection<{ _id: string }>('posting_registry').updateOne({ _id: 'u1' }, { $set: { state: 'reverted' } })
    const [one, other] = await Promise.all(['i1', 'i2'].map((item) => books.postings.reserveMany([wanted('u1', item)])))
    const holder = one?.get('u1')
    expect(other?.get('u1')).toEqual(holder)
    expect(holder).toMatchObject({ state: 'reserved', generation: 1, entityId: entityIdOf('u1', holder?.itemId ?? '', 1) })
    expect(holder?.entityId).not.toBe(entityIdOf('u1', holder?.itemId ?? ''))
    expect((await books.postings.reserveMany([wanted('u1', 'i3')])).get('u1')).toEqual(holder)
  })
})

describe('inserting', () => {
  it('leaves what is there as it is', async () => {
    await books.invoices.insertMany([anInvoice('insert', 'n1', { number: 'first' })])
    await books.invoices.insertMany([anInvoice('insert', 'n2'), anInvoice('insert', 'n1', { number: 'second' }), anInvoice('insert', 'n3')])
    expect(idsOf(await books.invoices.list('insert'))).toEqual(['n1', 'n2', 'n3'])
    expect((await books.invoices.find('insert', 'n1'))?.number).toBe('first')
  })

  it('throws what is no clash, although a clash came with it', async () => {
    const strict = await db.createCollection<{ _id: string; n: unknown }>('strict', { validator: { $jsonSchema: { properties: { n: { bsonType: 'int' } } } } })
    expect(await insertMissing(strict, [{ _id: 'a', n: 1 }])).toEqual(new Set())
    expect(await insertMissing(strict, [{ _id: 'a', n: 2 }, { _id: 'b', n: 2 }])).toEqual(new Set(['a']))
    await expect(insertMissing(strict, [{ _id: 'a', n: 3 }, { _id: 'c', n: 'three' }])).rejects.toThrow()
  })

  it('again replaces what is unchanged, adds what is missing and leaves what was changed since', async () => {
    const record = (id: string, number: string, fields: Partial<Invoice> = {}) => anInvoice('rewrite', id, { number, ...fields })
    await books.invoices.insertMany([record('w1', 'old'), record('w2', 'old', { version: 2 }), record('w3', 'old', { revertedAt: new Date() })])
    await books.invoices.rewriteMany(['w1', 'w2', 'w3', 'w4'].map((id) => record(id, 'new')))
    const numbers = await db.collection<{ _id: string; number: string }>('invoices').find({ tenantId: 'rewrite' }, { sort: { _id: 1 } }).map(({ _id, number }) => `${_id} ${number}`).toArray()
    expect(numbers).toEqual(['w1 new', 'w2 old', 'w3 old', 'w4 new'])
  })

  it('counts a vendor for the item that made it, also where another process made it', async () => {
    const other = openBooks(db)
    const first = await books.vendors.ensureMany([aVendor('v', '1', 'UNO', 'i1'), aVendor('v', '1', 'UNO', 'i2')])
    expect([...first.values()]).toEqual(['i1'])
    const second = await other.vendors.ensureMany([aVendor('v', '1', 'UNO', 'i3'), aVendor('v', '2', 'DOS', 'i3')])
    expect([...second.values()].sort()).toEqual(['i1', 'i3'])
    expect([...(await books.vendors.ensureMany([aVendor('v', '1', 'UNO', 'i9')])).values()]).toEqual(['i1'])
  })
})

describe('a list', () => {
  const tenantId = 'lists'
  const days = ['2025-04-01', '2025-04-02', '2025-04-03']
  const inOrder: string[] = []

  beforeAll(async () => {
    const invoices = days.flatMap((issueDate, day) => Array.from({ length: 150 }, (_, n) => anInvoice(tenantId, `l${day}-${String(n).padStart(3, '0')}`, {
      issueDate, numberNorm: `F001-${n}`, vendorId: `vendor-${n % 3}`, direction: n % 2 ? 'sale' : 'purchase', docType: n % 10 ? 'invoice' : 'credit_note', source: { kind: 'import', batchId: `batch-${day}`, itemId: 'i' },
    })))
    await books.invoices.insertMany(invoices)
    await books.invoices.insertMany([anInvoice(tenantId, 'reverted', { revertedAt: new Date() }), anInvoice('another', 'foreign')])
    inOrder.push(...invoices.toSorted((a, b) => (a.issueDate === b.issueDate ? (a._id < b._id ? -1 : 1) : a.issueDate < b.issueDate ? 1 : -1)).map(({ _id }) => _id))
  })

  it.each([1, 7, 150, 200])('comes newest first in pages of %i, each record once', async (limit) => {
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await books.invoices.list(tenantId, {}, { limit, cursor })
      expect(page.records.length).toBeLessThanOrEqual(limit)
      ids.push(...idsOf(page))
      cursor = page.next
      if (limit === 1 && ids.length === 5) break
    } while (cursor)
    expect(ids).toEqual(inOrder.slice(0, ids.length))
    if (limit > 1) expect(ids).toHaveLength(450)
  })

  it('never has more than 200 records a page, and at least one', async () => {
    expect((await books.invoices.list(tenantId, {}, { limit: 5000 })).records).toHaveLength(200)
    expect((await books.invoices.list(tenantId, {}, { limit: 0 })).records).toHaveLength(1)
  })

  it('has no next page after its last', async () => {
    expect(await books.invoices.list(tenantId, { numberNorm: 'F001-7' }, { limit: 3 })).toMatchObject({ records: [{}, {}, {}] })
    expect(await books.invoices.list(tenantId, { numberNorm: 'F001-7' }, { limit: 3 })).not.toHaveProperty('next')
  })

  it('goes on where it was, whatever is inserted meanwhile', async () => {
    const own = 'growing'
    await books.invoices.insertMany(['a', 'c', 'e'].map((id) => anInvoice(own, `g-${id}`)))
    const first = await books.invoices.list(own, {}, { limit: 2 })
    await books.invoices.insertMany([anInvoice(own, 'g-b'), anInvoice(own, 'g-d'), anInvoice(own, 'g-0', { issueDate: '2026-01-01' })])
    expect(idsOf(await books.invoices.list(own, {}, { cursor: first.next }))).toEqual(['g-d', 'g-e'])
  })

  it('streams all of it', async () => {
    expect(await gathered(books.invoices.stream(tenantId))).toEqual(inOrder)
  })

  it.each<[Parameters<Books['invoices']['list']>[1], number]>([
    [{ from: '2025-04-02' }, 300], [{ to: '2025-04-01' }, 150], [{ from: '2025-04-02', to: '2025-04-02' }, 150], [{ from: '2025-05-01' }, 0],
    [{ vendorId: 'vendor-0' }, 150], [{ vendorId: 'vendor-0', from: '2025-04-03' }, 50], [{ direction: 'sale' }, 225], [{ docType: 'credit_note' }, 45],
    [{ batchId: 'batch-1' }, 150], [{ batchId: 'batch-1', docType: 'credit_note' }, 15], [{ numberNorm: 'F001-7' }, 3], [{ numberNorm: 'F001-7', from: '2025-04-03' }, 1],
  ])('of %o has %i records, in any size of page', async (filter, expected) => {
    const ids = await gathered(books.invoices.stream(tenantId, filter))
    expect(ids).toHaveLength(expected)
    expect(ids).toEqual(inOrder.filter((id) => ids.includes(id)))
    const paged: string[] = []
    for (let cursor: string | undefined, more = true; more;) {
      const page = await books.invoices.list(tenantId, filter, { limit: 41, cursor })
      paged.push(...idsOf(page))
      cursor = page.next
      more = cursor !== undefined
    }
    expect(paged).toEqual(ids)
  })

  it('leaves out what was undone and what is not the tenant\'s, even with a foreign cursor', async () => {
    expect(await gathered(books.invoices.stream('another'))).toEqual(['foreign'])
    const { next } = await books.invoices.list(tenantId, {}, { limit: 1 })
    expect(idsOf(await books.invoices.list('another', {}, { cursor: next }))).toEqual([])
    expect(await books.invoices.find('another', inOrder[0] ?? '')).toBeNull()
  })

  it.each(['nonsense', '', 'e30', writeCursor('x', 'y').slice(1)])('refuses the cursor "%s"', async (cursor) => {
    await expect(books.invoices.list(tenantId, {}, { cursor })).rejects.toMatchObject({ code: 'CURSOR_INVALID', status: 400 })
  })

  it('of expenses filters by date, vendor, number, kind, category and batch', async () => {
    await books.expenses.insertMany([
      anExpense('spending', 'x1', { issueDate: '2025-04-01', vendorId: 'v9', numberNorm: 'T-42', categoryCode: 'FUEL', docType: 'expense', source: { kind: 'import', batchId: 'b9', itemId: 'i' } }),
      anExpense('spending', 'x2', { issueDate: '2025-04-02' }),
    ])
    for (const filter of [{ to: '2025-04-01' }, { vendorId: 'v9' }, { numberNorm: 'T-42' }, { categoryCode: 'FUEL' }, { docType: 'expense' as const }, { batchId: 'b9' }]) {
      expect(idsOf(await books.expenses.list('spending', filter))).toEqual(['x1'])
    }
    expect(await gathered(books.expenses.stream('spending'))).toEqual(['x2', 'x1'])
  })

  it('of vendors comes by name, and finds by tax id and by the beginning of the name', async () => {
    await books.vendors.ensureMany([aVendor('names', '3', 'CASA'), aVendor('names', '1', 'ANDINA'), aVendor('names', '2', 'CASA BLANCA'), aVendor('other names', '1', 'ANDINA')])
    const names = async (filter: Parameters<Books['vendors']['list']>[1]) => (await books.vendors.list('names', filter)).records.map(({ name }) => name)
    expect(await names({})).toEqual(['ANDINA', 'CASA', 'CASA BLANCA'])
    expect(await names({ namePrefix: 'CASA' })).toEqual(['CASA', 'CASA BLANCA'])
    expect(await names({ taxId: '1' })).toEqual(['ANDINA'])
    expect(await gathered(books.vendors.stream('names'))).toHaveLength(3)
  })
})

describe('bank movements', () => {
  it('are seen when their statement is complete, and not before', async () => {
    const reader = openBooks(db)
    await books.bankStatements.insertMany([aStatement('bank', 's-done'), aStatement('bank', 's-open', { state: 'staged' })])
    await books.bankTransactions.insertMany([
      ...Array.from({ length: 4 }, (_, n) => aTransaction('bank', `m-done-${n}`, { statementId: 's-done' })),
      ...Array.from({ length: 5 }, (_, n) => aTransaction('bank', `m-open-${n}`, { statementId: 's-open', bookingDate: '2025-04-16' })),
    ])
    expect(idsOf(await reader.bankTransactions.list('bank'))).toEqual(['m-done-0', 'm-done-1', 'm-done-2', 'm-done-3'])
    expect(idsOf(await reader.bankTransactions.list('bank', {}, { limit: 2 }))).toEqual(['m-done-0', 'm-done-1'])
    expect(await reader.bankTransactions.find('bank', 'm-open-1')).toBeNull()
    await books.bankStatements.complete(['s-open'])
    expect(await gathered(reader.bankTransactions.stream('bank'))).toHaveLength(9)
    expect(await reader.bankTransactions.find('bank', 'm-open-1')).not.toBeNull()
  })

  it('filter by date, account, direction, status and batch', async () => {
    await books.bankStatements.insertMany([aStatement('movements', 's-m')])
    await books.bankTransactions.insertMany([
      aTransaction('movements', 'mm1', { statementId: 's-m', bookingDate: '2025-04-01', accountId: 'a9', direction: 'debit', status: 'reconciled', source: { kind: 'import', batchId: 'b9', itemId: 'i' } }),
      aTransaction('movements', 'mm2', { statementId: 's-m' }),
    ])
    for (const filter of [{ to: '2025-04-01' }, { accountId: 'a9' }, { direction: 'debit' as const }, { status: 'reconciled' as const }, { batchId: 'b9' }]) {
      expect(idsOf(await books.bankTransactions.list('movements', filter))).toEqual(['mm1'])
    }
  })
})

describe('every read', () => {
  /** The read, and the index that is made for it. */
  const reads: [string, () => Promise<unknown>, string][] = [
    ['invoices by date', () => books.invoices.list('plan', { from: '2025-04-05', to: '2025-04-06' }), 'by_date'],
    ['the next page of invoices', () => books.invoices.list('plan', {}, { cursor: writeCursor('2025-04-02', 'p-0') }), 'by_date'],
    ['invoices of a vendor', () => books.invoices.list('plan', { vendorId: 'vendor-3' }), 'by_vendor'],
    ['invoices of a batch', () => books.invoices.list('plan', { batchId: 'batch-3' }), 'by_batch'],
    ['invoices of a number', () => books.invoices.list('plan', { numberNorm: 'F001-3' }), 'by_number'],
    ['invoices that a note names', () => books.invoices.findByNumbers(['plan'], ['F001-3', 'F001-4']), 'by_number'],
    ['waiting notes', () => books.invoices.findWaitingFor(['plan'], ['w3', 'w4', 'w5']), 'waiting_notes'],
    ['invoices of items', () => books.invoices.findOfItems(['plan'], ['batch-3'], ['i3', 'i4']), 'by_batch'],
    ['expenses of items', () => books.expenses.findOfItems(['plan'], ['batch-3'], ['i3', 'i4']), 'by_batch'],
    ['lines of a statement', () => books.bankTransactions.findOfStatement('plan', 'account-3', 'p-3'), 'by_account'],
    ['an invoice', () => books.invoices.find('plan', 'p-3'), '_id_'],
    ['expenses by date', () => books.expenses.list('plan', { from: '2025-04-05', to: '2025-04-06' }), 'by_date'],
    ['expenses of a vendor', () => books.expenses.list('plan', { vendorId: 'vendor-3' }), 'by_vendor'],
    ['expenses of a batch', () => books.expenses.list('plan', { batchId: 'batch-3' }), 'by_batch'],
    ['expenses of a number', () => books.expenses.list('plan', { numberNorm: 'F001-3' }), 'by_number'],
    ['movements by date', () => books.bankTransactions.list('plan', { from: '2025-04-05', to: '2025-04-06' }), 'by_date'],
    ['movements of an account', () => books.bankTransactions.list('plan', { accountId: 'account-3' }), 'by_account'],
    ['movements of a batch', () => books.bankTransactions.list('plan', { batchId: 'batch-3' }), 'by_batch'],
    ['statements before a day', () => books.bankStatements.endingBy('plan', 'account-3', '2025-04-09'), 'by_account'],
    ['statements of an account', () => books.bankStatements.list('plan', 'account-3'), 'by_account'],
    ['complete statements', () => books.bankStatements.completeAmong(['p-3', 'p-4']), '_id_'],
    ['vendors by name', () => books.vendors.list('plan', { namePrefix: 'NAME 3' }), 'by_name'],
    ['vendors of a batch', () => books.vendors.list('plan', { batchId: 'batch-3' }), 'by_batch'],
    ['near keys', () => books.postings.nearKeys('plan', ['near-3', 'near-4']), 'near'],
    ['holders of keys', () => books.postings.findMany(['plan'], ['p-3', 'p-4']), '_id_'],
    ['lineage of an item', () => books.lineage.byItem('plan', 'i3'), 'by_item'],
    ['lineage of a target', () => books.lineage.byTarget('plan', 'p-3'), 'by_target'],
  ]

  beforeAll(async () => {
    const many = Array.from({ length: 300 }, (_, n) => n)
    const source = (n: number) => ({ kind: 'import' as const, batchId: `batch-${n}`, itemId: `i${n}` })
    const day = (n: number) => `2025-04-${String(1 + (n % 28)).padStart(2, '0')}`
    await books.invoices.insertMany(many.map((n) => anInvoice('plan', `p-${n}`, { issueDate: day(n), vendorId: `vendor-${n}`, numberNorm: `F001-${n}`, source: source(n), ...(n % 20 === 3 ? { waitsFor: `w${n}` } : {}) })))
    await books.expenses.insertMany(many.map((n) => anExpense('plan', `p-${n}`, { issueDate: day(n), vendorId: `vendor-${n}`, numberNorm: `F001-${n}`, source: source(n) })))
    await books.bankStatements.insertMany(many.map((n) => aStatement('plan', `p-${n}`, { accountId: `account-${n}`, to: '2025-04-08' })))
    await books.bankTransactions.insertMany(many.map((n) => aTransaction('plan', `p-${n}`, { bookingDate: day(n), accountId: `account-${n}`, statementId: `p-${n}`, source: source(n) })))
    await books.vendors.ensureMany(many.map((n) => ({ ...aVendor('plan', `${n}`, `NAME ${n}`), source: source(n) })))
    await books.postings.reserveMany(many.map((n) => ({ postingKey: `p-${n}`, nearKey: `near-${n}`, tenantId: 'plan', itemId: `i${n}`, entityType: 'invoices' })))
    await books.lineage.insertMany(many.map((n) => ({ tenantId: 'plan', itemId: `i${n}`, batchId: 'b', promotedTo: 'invoices', promotedId: `p-${n}`, postingKey: `p-${n}`, createdAt: new Date() })))
  })

  it.each(reads)('%s is served by its index', async (_, read, index) => {
    const commands: Document[] = []
    const note = (event: CommandStartedEvent) => { if (event.commandName === 'find') commands.push(event.command) }
    client.on('commandStarted', note)
    await read()
    client.off('commandStarted', note)
    expect(commands.length).toBeGreaterThan(0)
    for (const { find, filter, sort, limit } of commands) {
      if (find === 'bank_statements' && index !== '_id_' && (filter as Document)._id) continue
      // The index is named so that every server explains the same plan; what is looked at is how much of it must be read.
      const { executionStats: stats } = await db.command({ explain: { find: find as string, filter: filter as Document, ...(sort ? { sort: sort as Document } : {}), ...(limit ? { limit: limit as number } : {}), hint: index }, verbosity: 'executionStats' }) as Document
      const { totalKeysExamined, totalDocsExamined, nReturned } = stats as { totalKeysExamined: number; totalDocsExamined: number; nReturned: number }
      expect(totalDocsExamined).toBeLessThanOrEqual(nReturned + 3)
      expect(totalKeysExamined).toBeLessThanOrEqual(2 * nReturned + 6)
    }
  })

  it('names its tenant', async () => {
    const commands: Document[] = []
    const note = (event: CommandStartedEvent) => { if (event.commandName === 'find') commands.push(event.command) }
    client.on('commandStarted', note)
    for (const [, read] of reads) await read()
    client.off('commandStarted', note)
    const unnamed = commands.filter(({ filter }) => (filter as Document).tenantId === undefined)
    // Which statements are complete is asked with ids that a read by tenant gave.
    expect(unnamed.every(({ find, projection }) => find === 'bank_statements' && Object.keys(projection as Document).join() === '_id')).toBe(true)
  })
})
