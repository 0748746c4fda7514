import { describe, expect, it } from 'vitest'
import type { Canonical, Tenant } from '@chasqui/contracts'
import { itemKey } from '@chasqui/document-keys'
import type { BankTransaction } from '@chasqui/mongo/books'
import { createPoster } from './post.ts'
import { booksThatDieAfter, withBooks } from './test-books.ts'
import { aRequest, aStatement, aTenant, fiveBankFiles, IBAN, movement } from './documents.fixture.ts'

const books = withBooks()

let tenants = 0
const newTenant = (): Tenant => aTenant(`tenant-${++tenants}`, 'ES', 'A58000019')

const files = Object.values(fiveBankFiles)
const unconfirmed = expect.objectContaining({ code: 'UNKNOWN_ACCOUNT', severity: 'warning', value: IBAN }) as unknown

async function transactionsOf(tenant: Tenant): Promise<BankTransaction[]> {
  const found: BankTransaction[] = []
  for await (const transaction of books.books.bankTransactions.stream(tenant.id)) found.push(transaction)
  return found
}

/** A statement of that many movements, all of one day, so that they stand together on a page. */
function long(lines: number, day = '2025-05-05'): Canonical {
  return aStatement(Array.from({ length: lines }, (_, n) => movement(day, `-${n + 1}.00`, `LINEA ${n + 1}`)))
}

describe('a bank statement', () => {
  it('makes its movements, its account and its own record, tied by lineage', async () => {
    const tenant = newTenant()
    const request = aRequest(tenant, fiveBankFiles.mt940 as Canonical)
    const result = await books.poster.post(request)
    expect(result).toEqual({
      kind: 'posted', promotedTo: 'bank_statements', promotedId: expect.any(String), warnings: [unconfirmed],
      posted: { invoices: 0, expenses: 0, bankTransactions: 3, vendors: 0, duplicates: 0 },
    })
    const statementId = result.kind === 'posted' ? result.promotedId : ''
    const transactions = await transactionsOf(tenant)
    expect(transactions.map(({ bookingDate, amount, narrativeNorm }) => [bookingDate, amount.toString(), narrativeNorm])).toEqual([
      ['2025-04-30', '-35.00', 'COMISION MANTENIMIENTO'],
      ['2025-04-15', '448.40', 'TRANSFERENCIA CLIENTE UNO FACTURA F001-'],
      ['2025-04-03', '-120.50', 'ADEUDO RECIBO ENERGIA SUR'],
    ])
    expect(transactions[2]?.postingKey).toHaveLength(64)
    expect(await books.books.bankStatements.find(tenant.id, statementId)).toMatchObject({ state: 'complete', movements: 3, duplicates: 0, from: '2025-04-01', to: '2025-04-30' })
    expect(await books.books.bankAccounts.list(tenant.id)).toMatchObject({ records: [{ iban: IBAN, status: 'unconfirmed', _id: transactions[0]?.accountId }] })
    const lineage = await books.books.lineage.byItem(tenant.id, request.itemId)
    expect(lineage.map((row) => row.promotedId).sort()).toEqual([statementId, ...transactions.map(({ _id }) => _id)].sort())
    expect(await books.books.lineage.byTarget(tenant.id, transactions[0]?._id ?? '')).toMatchObject([{ itemId: request.itemId, promotedTo: 'bank_transactions' }])
  })

  it.each([[[0, 1, 2, 3, 4]], [[4, 3, 2, 1, 0]], [[2, 0, 4, 1, 3]]])('in five formats, imported in the order %j, makes three movements', async (order) => {
    const tenant = newTenant()
    const posted = []
    for (const n of order) posted.push(await books.poster.post(aRequest(tenant, files[n] as Canonical)))
    expect(posted.map((result) => result.kind === 'posted' && [result.posted.bankTransactions, result.posted.duplicates])).toEqual([[3, 0], [0, 3], [0, 3], [0, 3], [0, 3]])
    expect(posted.flatMap((result) => (result.kind === 'posted' ? result.warnings.map(({ code }) => code) : []))).not.toContain('STATEMENT_GAP')
    expect(await transactionsOf(tenant)).toHaveLength(3)
    const account = (await books.books.bankAccounts.list(tenant.id)).records[0]?._id ?? ''
    expect(await books.books.bankStatements.list(tenant.id, account)).toHaveLength(5)
  })

  it('in five formats at once, in two processes, makes three movements', async () => {
    const tenant = newTenant()
    const other = await books.another()
    const results = await Promise.all(files.map((file, n) => (n % 2 === 0 ? books : other).poster.post(aRequest(tenant, file))))
    const sum = (pick: 'bankTransactions' | 'duplicates') => results.reduce((total, result) => total + (result.kind === 'posted' ? result.posted[pick] : 0), 0)
    expect([sum('bankTransactions'), sum('duplicates')]).toEqual([3, 12])
    expect(await transactionsOf(tenant)).toHaveLength(3)
  })

  it('from the same item gives the same answer again', async () => {
    const tenant = newTenant()
    const request = aRequest(tenant, fiveBankFiles.camt as Canonical)
    const first = await books.poster.post(request)
    expect(await books.poster.post(request)).toEqual(first)
    expect(await (await books.another()).poster.post(request)).toEqual(first)
    expect(await transactionsOf(tenant)).toHaveLength(3)
  })

  it('that overlaps another brings only what is new', async () => {
    const tenant = newTenant()
    await books.poster.post(aRequest(tenant, aStatement([movement('2025-04-03', '-1.20', 'CAFE'), movement('2025-04-03', '-1.20', 'CAFE', { ordinal: 2 })])))
    const result = await books.poster.post(aRequest(tenant, aStatement([movement('2025-04-03', '-1.20', 'CAFE'), movement('2025-04-04', '-9.00', 'LIBRO')])))
    expect(result).toMatchObject({ posted: { bankTransactions: 1, duplicates: 1 } })
    expect(await transactionsOf(tenant)).toHaveLength(3)
  })

  it('without movements is on record all the same', async () => {
    const tenant = newTenant()
    expect(await books.poster.post(aRequest(tenant, aStatement([], { from: '2025-04-01', to: '2025-04-30' })))).toMatchObject({ kind: 'posted', posted: { bankTransactions: 0, duplicates: 0 } })
  })

  it('of a confirmed account warns of nothing', async () => {
    const tenant = newTenant()
    await books.poster.post(aRequest(tenant, fiveBankFiles.ofx as Canonical))
    const account = (await books.books.bankAccounts.list(tenant.id)).records[0]?._id ?? ''
    expect(await books.books.bankAccounts.confirm('another tenant', account)).toBe(false)
    expect([await books.books.bankAccounts.confirm(tenant.id, account), await books.books.bankAccounts.confirm(tenant.id, account)]).toEqual([true, false])
    expect(await books.poster.post(aRequest(tenant, fiveBankFiles.camt as Canonical))).toMatchObject({ warnings: [] })
  })

  it('warns of a statement that is missing before it', async () => {
    const tenant = newTenant()
    const month = (from: string, to: string, opening: string, closing: string) => aStatement([], { from, to, openingBalance: { amount: opening }, closingBalance: { amount: closing } })
    const codes = async (statement: Canonical) => {
      const result = await books.poster.post(aRequest(tenant, statement))
      return result.kind === 'posted' ? result.warnings.map(({ code }) => code).filter((code) => code !== 'UNKNOWN_ACCOUNT') : []
    }
    expect(await codes(month('2025-03-01', '2025-03-31', '500.00', '1000.00'))).toEqual([])
    expect(await codes(month('2025-04-01', '2025-04-30', '1000.00', '1292.90'))).toEqual([])
    expect(await codes(month('2025-06-01', '2025-06-30', '1400.00', '1500.00'))).toEqual(['STATEMENT_GAP'])
    expect(await codes(month('2025-05-01', '2025-05-31', '1292.90', '1400.00'))).toEqual([])
    expect(await codes(month('2025-06-01', '2025-06-30', '1400.00', '1500.00'))).toEqual([])
  })

  it('of a month that follows in the same group is no gap', async () => {
    const tenant = newTenant()
    const month = (from: string, to: string, opening: string, closing: string) => aRequest(tenant, aStatement([], { from, to, openingBalance: { amount: opening }, closingBalance: { amount: closing } }))
    await books.poster.post(month('2025-03-01', '2025-03-31', '500.00', '1000.00'))
    const results = await Promise.all([month('2025-05-01', '2025-05-31', '1292.90', '1400.00'), month('2025-04-01', '2025-04-30', '1000.00', '1292.90')].map(books.poster.post))
    expect(results.flatMap((result) => (result.kind === 'posted' ? result.warnings.map(({ code }) => code) : []))).not.toContain('STATEMENT_GAP')
  })
})

describe('a process that dies', () => {
  /** registry, accounts, statements, movements, lineage, complete, registry */
  const WRITES = 7
  const COMPLETE = 6

  it.each(Array.from({ length: WRITES + 1 }, (_, n) => n))('after %i writes shows all lines or none, and another finishes it once', async (writes) => {
    const tenant = newTenant()
    const request = aRequest(tenant, fiveBankFiles.norma43 as Canonical)
    await createPoster(books.store.db, booksThatDieAfter(writes, books.books)).post(request).catch(() => undefined)
    expect(await transactionsOf(tenant)).toHaveLength(writes >= COMPLETE ? 3 : 0)

    expect(await books.poster.post(request)).toMatchObject({ kind: 'posted', posted: { bankTransactions: 3, duplicates: 0 } })
    const transactions = await transactionsOf(tenant)
    expect(transactions).toHaveLength(3)
    expect(await books.books.lineage.byItem(tenant.id, request.itemId)).toHaveLength(4)
    const keys = [itemKey(tenant.id, request.itemId), ...transactions.map(({ postingKey }) => postingKey)]
    const postings = await books.books.postings.findMany([tenant.id], keys)
    expect(postings.map(({ state }) => state)).toEqual(['posted', 'posted', 'posted', 'posted'])
  })

  it('in the middle of the lines shows none of them', async () => {
    const tenant = newTenant()
    const request = aRequest(tenant, fiveBankFiles.norma43 as Canonical)
    const { books: half } = await books.another()
    const insertMany = half.bankTransactions.insertMany.bind(half.bankTransactions)
    half.bankTransactions.insertMany = async (transactions) => {
      await insertMany(transactions.slice(0, 2))
      throw new Error('killed after two lines')
    }
    await expect(createPoster(books.store.db, half).post(request)).rejects.toThrow('killed after two lines')
    expect(await books.store.db.collection('bank_transactions').countDocuments({ tenantId: tenant.id })).toBe(2)
    expect(await transactionsOf(tenant)).toEqual([])
    const staged = await books.store.db.collection<{ _id: string }>('bank_transactions').findOne({ tenantId: tenant.id })
    expect(await books.books.bankTransactions.find(tenant.id, staged?._id ?? '')).toBeNull()

    expect(await books.poster.post(request)).toMatchObject({ posted: { bankTransactions: 3 } })
    expect(await transactionsOf(tenant)).toHaveLength(3)
    expect(await books.books.bankTransactions.find(tenant.id, staged?._id ?? '')).toMatchObject({ _id: staged?._id })
  })
})

describe('who reads while statements are written', () => {
  it('sees all lines of each or none', async () => {
    const tenant = newTenant()
    const reader = (await books.another()).books
    let writing = true
    const posting = Promise.all([80, 60, 40].map((lines, n) => books.poster.post(aRequest(tenant, long(lines, `2025-05-0${n + 1}`))))).finally(() => { writing = false })
    const seen = new Set<number>()
    while (writing) {
      const { records } = await reader.bankTransactions.list(tenant.id)
      for (const [, lines] of Map.groupBy(records, (record) => record.statementId)) seen.add(lines.length)
    }
    await posting
    expect([...seen].filter((lines) => ![80, 60, 40].includes(lines))).toEqual([])
    expect(await transactionsOf(tenant)).toHaveLength(180)
  })
})
