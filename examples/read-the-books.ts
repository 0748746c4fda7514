/**
 * Reads what the documents became: the purchases of a period, page by page, with a sum for each currency.
 *
 *     node examples/read-the-books.ts 2025-04-01 2025-06-30
 */
import { call } from './chasqui.ts'
import './say-why.ts'

type Invoice = { number?: string; docType: string; issueDate: string; vendor: { name?: string; taxId?: string }; currency: string; total: string }
type Page = { items: Invoice[]; next_cursor: string | null }

const [from, to] = process.argv.slice(2)
if (from === undefined || to === undefined) throw new Error('No first and last day were named. Type: node examples/read-the-books.ts 2025-04-01 2025-06-30')

const cents = new Map<string, bigint>()
for await (const { number, docType, issueDate, vendor, currency, total } of invoices({ from, to, direction: 'purchase' })) {
  console.log([issueDate, docType, number ?? '', vendor.taxId ?? '', vendor.name ?? '', total, currency].join('\t'))
  cents.set(currency, (cents.get(currency) ?? 0n) + (docType === 'credit_note' ? -1n : 1n) * centsOf(total))
}
for (const [currency, sum] of cents) console.log(`${currency}: ${sum / 100n}.${String(sum < 0n ? -sum % 100n : sum % 100n).padStart(2, '0')}`)

async function* invoices(filter: Record<string, string>): AsyncGenerator<Invoice> {
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = new URLSearchParams({ ...filter, limit: '200', ...(cursor === '' ? {} : { cursor }) })
    const page = await (await call(`/books/invoices?${query.toString()}`)).json() as Page
    yield* page.items
    cursor = page.next_cursor
  }
}

/** Amounts are decimal text: as floats, sums would be wrong by cents. */
function centsOf(text: string): bigint {
  const [whole = '0', decimals = ''] = text.split('.')
  return BigInt(whole + decimals.padEnd(2, '0').slice(0, 2))
}
