import type { FastifyReply } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { columnNames, jsonOf, rowsOf, type BookKind } from '@chasqui/book-tables'
import { CalendarDay } from '@chasqui/contracts'
import type { Page, PageRequest } from '@chasqui/mongo'
import type { BankTransactionFilter, ExpenseFilter, InvoiceFilter, VendorFilter } from '@chasqui/mongo/books'
import { normalizedNumber, plainUpper } from '@chasqui/tax'
import { BankTransactionView, ExpenseView, InvoiceView, VendorView } from '../books/book-views.ts'
import type { GatewayContext } from '../context.ts'
import { csvStream } from '../download.ts'
import { pageOf, pageOfRecords, paging, StoreCursor } from './paging.ts'
import { inOrder, SearchText } from './params.ts'

const BookPage = z.object({
  ...paging(StoreCursor, 100),
  format: z.enum(['json', 'csv']).default('json').describe('csv: the whole list, streamed, whatever cursor and limit say'),
})
const Dates = { from: CalendarDay.optional().describe('first day, included'), to: CalendarDay.optional().describe('last day, included') }
const BatchFilter = { batch_id: SearchText.optional().describe('only what came with this batch') }
const NumberFilter = SearchText.optional().describe('the whole number as printed; punctuation and zeros in front do not matter')

type Book<T> = { list: (page: PageRequest) => Promise<Page<T>>; stream: () => AsyncIterable<T> }

async function answer<T extends object>(reply: FastifyReply, kind: BookKind, query: z.infer<typeof BookPage>, book: Book<T>) {
  if (query.format === 'csv') return csvStream(reply, `${kind}.csv`, columnNames(kind), rowsOf(book.stream(), columnNames(kind)))
  return pageOfRecords(await book.list({ cursor: query.cursor, limit: query.limit }), (record) => jsonOf(record))
}

function responseOf(id: string, record: z.ZodType, kind: BookKind) {
  return { 200: {
    description: `CSV: ${columnNames(kind).join(', ')}`,
    content: {
      'application/json': { schema: pageOf(id, record) },
      'text/csv': { schema: z.string().meta({ examples: [`${columnNames(kind).join(',')}\r\n`] }) },
    },
  } }
}

/** The books of the tenant: what its documents became. */
export function bookRoutes({ books }: GatewayContext): FastifyPluginCallbackZod {
  const config = { role: 'viewer', fails: ['CURSOR_INVALID'] } as const
  return (app, _options, ready) => {
    app.get('/invoices', {
      config,
      schema: {
        tags: ['Books'], operationId: 'listInvoices', summary: 'Invoices and notes, newest first', response: responseOf('Invoices', InvoiceView, 'invoices'),
        querystring: inOrder(BookPage.extend({ ...Dates, ...BatchFilter, vendor_id: SearchText.optional(), number: NumberFilter, direction: z.enum(['purchase', 'sale']).optional(), doc_type: z.enum(['invoice', 'credit_note', 'debit_note', 'receipt']).optional() })),
      },
    }, ({ principal: { tenantId }, query }, reply) => {
      const { from, to, vendor_id: vendorId, number, direction, doc_type: docType, batch_id: batchId } = query
      const filter: InvoiceFilter = { from, to, vendorId, numberNorm: normalized(number), direction, docType, batchId }
      return answer(reply, 'invoices', query, { list: (page) => books.invoices.list(tenantId, filter, page), stream: () => books.invoices.stream(tenantId, filter) })
    })

    app.get('/expenses', {
      config,
      schema: {
        tags: ['Books'], operationId: 'listExpenses', summary: 'Expenses, newest first', response: responseOf('Expenses', ExpenseView, 'expenses'),
        querystring: inOrder(BookPage.extend({ ...Dates, ...BatchFilter, vendor_id: SearchText.optional(), number: NumberFilter, category: SearchText.optional().describe('code of the category'), doc_type: z.enum(['receipt', 'expense', 'payroll']).optional() })),
      },
    }, ({ principal: { tenantId }, query }, reply) => {
      const { from, to, vendor_id: vendorId, number, category: categoryCode, doc_type: docType, batch_id: batchId } = query
      const filter: ExpenseFilter = { from, to, vendorId, numberNorm: normalized(number), categoryCode, docType, batchId }
      return answer(reply, 'expenses', query, { list: (page) => books.expenses.list(tenantId, filter, page), stream: () => books.expenses.stream(tenantId, filter) })
    })

    app.get('/bank-transactions', {
      config,
      schema: {
        tags: ['Books'], operationId: 'listBankTransactions', summary: 'Bank movements, newest first', response: responseOf('BankTransactions', BankTransactionView, 'bank-transactions'),
        querystring: inOrder(BookPage.extend({ ...Dates, ...BatchFilter, account_id: SearchText.optional(), direction: z.enum(['debit', 'credit']).optional(), status: z.enum(['pending', 'reconciled', 'rejected']).optional() })),
      },
    }, ({ principal: { tenantId }, query }, reply) => {
      const { from, to, account_id: accountId, direction, status, batch_id: batchId } = query
      const filter: BankTransactionFilter = { from, to, accountId, direction, status, batchId }
      return answer(reply, 'bank-transactions', query, { list: (page) => books.bankTransactions.list(tenantId, filter, page), stream: () => books.bankTransactions.stream(tenantId, filter) })
    })

    app.get('/vendors', {
      config,
      schema: {
        tags: ['Books'], operationId: 'listVendors', summary: 'Vendors by name', response: responseOf('Vendors', VendorView, 'vendors'),
        querystring: BookPage.extend({ ...BatchFilter, tax_id: SearchText.optional().describe('normalised: no dots or spaces; a RUT keeps the dash before its check digit'), name: SearchText.optional().describe('the beginning of the name; case and accents do not matter') }),
      },
    }, ({ principal: { tenantId }, query }, reply) => {
      const { tax_id: taxId, name, batch_id: batchId } = query
      const filter: VendorFilter = { taxId, namePrefix: name === undefined ? undefined : plainUpper(name).replace(/\s+/g, ' ').trimStart(), batchId }
      return answer(reply, 'vendors', query, { list: (page) => books.vendors.list(tenantId, filter, page), stream: () => books.vendors.stream(tenantId, filter) })
    })
    ready()
  }
}

function normalized(number: string | undefined): string | undefined {
  return number === undefined ? undefined : normalizedNumber(number)
}
