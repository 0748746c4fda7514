import { describe, expect, it } from 'vitest'
import { amountOf } from '@chasqui/mongo/books'
import { flattened } from './flattened.ts'
import { jsonOf } from './json-of.ts'
import { BOOK_KINDS, columnNames, rowsOf } from './tables.ts'

const record = {
  _id: 'r1', tenantId: 't1', source: { itemId: 'i1' }, docType: 'invoice', number: '0', issueDate: '2026-03-05', vendor: { taxId: '20600000013', name: undefined }, customer: null, counterparty: { name: ['a list'] },
  total: amountOf('448.40'), subtotal: amountOf('-0.0000001'), amount: amountOf('120000'), net: null, status: 'paid', address: new Date('2026-01-01T00:00:00Z'), lines: [{ n: 1 }], taxId: '', name: { nested: 'x' },
}

async function rowsOfRecord(columns: readonly string[]): Promise<string[][]> {
  const rows: string[][] = []
  for await (const row of rowsOf((async function* () { yield record })(), columns)) rows.push(row)
  return rows
}

describe('a row of a table', () => {
  it.each(BOOK_KINDS)('of %s has in each column what the JSON of the record has there', async (kind) => {
    const flat = flattened(jsonOf(record))
    const rows = await rowsOfRecord(columnNames(kind))
    expect(rows).toEqual([columnNames(kind).map((column) => flat[column] ?? '')])
  })

  it('keeps every digit of an amount', async () => {
    const [row] = await rowsOfRecord(['total', 'subtotal', 'amount', 'net'])
    expect(row).toEqual(['448.40', '-0.0000001', '120000', ''])
  })
})
