import type { FastifyReply } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { CivilDate } from '@chasqui/contracts'
import type { Page, PageRequest } from '@chasqui/mongo'
import { flattened, jsonOf } from '../book-record.ts'
import type { GatewayContext } from '../context.ts'
import { csvStream } from '../csv.ts'

const Paging = z.object({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
  format: z.enum(['json', 'csv']).default('json').describe('csv: the whole list, streamed'),
})
const Dates = z.object({ from: CivilDate.optional().describe('first day, included'), to: CivilDate.optional().describe('last day, included') })
const BatchFilter = z.object({ batch_id: z.string().optional() })

const Records = z.object({ items: z.array(z.record(z.string(), z.unknown())), next_cursor: z.string().nullable() }).meta({ id: 'BookRecords' })

type Book<T> = { list: (page: PageRequest) => Promise<Page<T>>; stream: () => AsyncIterable<T> }

async function answer<T extends object>(reply: FastifyReply, name: string, columns: readonly string[], query: z.infer<typeof Paging>, book: Book<T>) {
  if (query.format === 'csv') return csvStream(reply, `${name}.csv`, columns, cells(book.stream(), columns))
  const { records, next } = await book.list({ cursor: query.cursor, limit: query.limit })
  return { items: records.map((record) => jsonOf(record)), next_cursor: next ?? null }
}

async function* cells<T extends object>(records: AsyncIterable<T>, columns: readonly string[]): AsyncGenerator<string[]> {
  for await (const record of records) {
    const flat = flattened(jsonOf(record))
    yield columns.map((column) => flat[column] ?? '')
  }
}

/** The books of the tenant: what its documents became. */
export function bookRoutes({ books }: GatewayContext): FastifyPluginCallbackZod {
  const common = { tags: ['Books'], produces: ['application/json', 'text/csv'], response: { 200: Records } }
  return (app, _options, ready) => {
    app.get('/invoices', {
      config: { role: 'viewer' },
      schema: {
        ...common, summary: 'Invoices and notes, newest first',
        querystring: Paging.extend({ ...Dates.shape, ...BatchFilter.shape,
          vendor_id: z.string().optional(), number: z.string().optional().describe('the number as printed, or the fiscal id'),
          direction: z.enum(['purchase', 'sale']).optional(), doc_type: z.enum(['invoice', 'credit_note', 'debit_note', 'receipt']).optional() }),
      },
    }, (request, reply) => {
      const { tenantId } = request.principal
      const { from, to, vendor_id: vendorId, number, direction, doc_type: docType, batch_id: batchId } = request.query
      const filter = { from, to, vendorId, number, direction, docType, batchId }
      return answer(reply, 'invoices', INVOICE_COLUMNS, request.query, { list: (page) => books.invoices.list(tenantId, filter, page), stream: () => books.invoices.stream(tenantId, filter) })
    })

    app.get('/expenses', {
      config: { role: 'viewer' },
      schema: {
        ...common, summary: 'Expenses, newest first',
        querystring: Paging.extend({ ...Dates.shape, ...BatchFilter.shape, vendor_id: z.string().optional(), number: z.string().optional(), category: z.string().optional() }),
      },
    }, (request, reply) => {
      const { tenantId } = request.principal
      const { from, to, vendor_id: vendorId, number, category: categoryCode, batch_id: batchId } = request.query
      const filter = { from, to, vendorId, number, categoryCode, batchId }
      return answer(reply, 'expenses', EXPENSE_COLUMNS, request.query, { list: (page) => books.expenses.list(tenantId, filter, page), stream: () => books.expenses.stream(tenantId, filter) })
    })

    app.get('/bank-transactions', {
      config: { role: 'viewer' },
      schema: {
        ...common, summary: 'Bank movements, newest first',
        querystring: Paging.extend({ ...Dates.shape, ...BatchFilter.shape, account_id: z.string().optional(), direction: z.enum(['debit', 'credit']).optional(), status: z.enum(['pending', 'reconciled', 'rejected']).optional() }),
      },
    }, (request, reply) => {
      const { tenantId } = request.principal
      const { from, to, account_id: accountId, direction, status, batch_id: batchId } = request.query
      const filter = { from, to, accountId, direction, status, batchId }
      return answer(reply, 'bank-transactions', BANK_COLUMNS, request.query, { list: (page) => books.bankTransactions.list(tenantId, filter, page), stream: () => books.bankTransactions.stream(tenantId, filter) })
    })

    app.get('/vendors', {
      config: { role: 'viewer' },
      schema: { ...common, summary: 'Vendors by name', querystring: Paging.extend({ ...BatchFilter.shape, tax_id: z.string().optional(), name: z.string().optional().describe('the beginning of the name') }) },
    }, (request, reply) => {
      const { tenantId } = request.principal
      const { tax_id: taxId, name: namePrefix, batch_id: batchId } = request.query
      const filter = { taxId, namePrefix, batchId }
      return answer(reply, 'vendors', VENDOR_COLUMNS, request.query, { list: (page) => books.vendors.list(tenantId, filter, page), stream: () => books.vendors.stream(tenantId, filter) })
    })
    ready()
  }
}

const INVOICE_COLUMNS = ['id', 'docType', 'direction', 'number', 'issueDate', 'dueDate', 'vendor.taxId', 'vendor.name', 'customer.taxId', 'customer.name', 'currency', 'subtotal', 'tax', 'withholding', 'total', 'payable', 'status', 'correctsNumber', 'source.itemId']
const EXPENSE_COLUMNS = ['id', 'issueDate', 'description', 'categoryCode', 'vendor.taxId', 'vendor.name', 'number', 'currency', 'net', 'vat', 'amount', 'status', 'paymentMethod', 'source.itemId']
const BANK_COLUMNS = ['id', 'accountId', 'bookingDate', 'valueDate', 'amount', 'currency', 'narrative', 'counterparty.name', 'externalRef', 'balanceAfter', 'status', 'source.itemId']
const VENDOR_COLUMNS = ['id', 'taxId', 'taxIdType', 'name', 'country', 'address', 'email', 'phone']
