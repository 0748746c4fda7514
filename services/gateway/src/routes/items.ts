import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { DocumentText } from '@chasqui/contracts'
import type { LineageRow } from '@chasqui/mongo/books'
import type { Item } from '@chasqui/mongo/items'
import type { GatewayContext } from '../context.ts'
import { attachment, csvStream } from '../download.ts'
import { errors } from '../errors.ts'
import { ERROR_COLUMNS, errorRows } from '../items/errors-csv.ts'
import { HistoryEntry, historyOf } from '../items/history.ts'
import { ItemView, itemView } from '../items/item-view.ts'
import { originalsOf } from '../items/originals.ts'
import { StatusList } from '../items/status-list.ts'
import { traceUrlOf } from '../trace-url.ts'
import { pageFrom, pageOf, paging } from './paging.ts'
import { BatchParams, ItemParams, SearchText } from './params.ts'

const ItemDetail = ItemView.extend({ history: z.array(HistoryEntry), trace_url: z.string().nullable().describe('where its trace is looked at; null unless `TRACE_URL` says where') }).meta({ id: 'ItemDetail' })

const Bytes = z.unknown().meta({ type: 'string', format: 'binary' })

const TEXT_MAX_BYTES = 16 * 1024 * 1024

export function itemRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  // One read an item, not one for all: a bank statement has a row for each of its movements, so each has its own limit.
  const lineageOf = (item: Item): Promise<LineageRow[]> => context.books.lineage.byItem(item.tenantId, item._id)
  const history = async (item: Item): Promise<HistoryEntry[]> => historyOf(item, await context.deadLetters.ofItem(item.tenantId, item._id))

  return (app, _options, ready) => {
    app.get('/batches/:batchId/items', {
      config: { role: 'viewer', fails: ['BATCH_NOT_FOUND'] },
      schema: {
        tags: ['Imports'], operationId: 'listItems', summary: 'Items of a batch, in its order', params: BatchParams,
        querystring: z.object({
          status: StatusList.optional(),
          q: SearchText.optional().describe('part of the file name, number, vendor name or tax id'),
          with: z.literal('lineage').optional().describe('with the records that each item made'),
          ...paging(z.coerce.number().int().min(0), 100),
        }),
        response: { 200: pageOf('Items', ItemView) },
      },
    }, async (request) => {
      const { status: statuses, q: query, cursor: afterIdx, limit } = request.query
      const found = await context.lists.page(request.batch.tenantId, request.batch._id, { statuses, query, afterIdx, limit: limit + 1 })
      const { items: page, next_cursor } = pageFrom(found, limit, (item) => item, ({ idx }) => String(idx))
      const lineage = request.query.with ? await Promise.all(page.map(lineageOf)) : []
      const originals = await originalsOf(context, page)
      return { items: page.map((item, n) => itemView(item, { lineage: lineage[n], original: originals.get(item.duplicateOf ?? '') })), next_cursor }
    })

    app.get('/batches/:batchId/errors.csv', {
      config: { role: 'viewer', fails: ['BATCH_NOT_FOUND'] },
      schema: {
        tags: ['Imports'], operationId: 'exportErrors', summary: 'What is wrong with the items of a batch, as CSV', params: BatchParams,
        response: { 200: { description: 'idx, campo, error, valor', content: { 'text/csv': { schema: z.string().meta({ examples: ['idx,campo,error,valor\r\n2,totals.total,TOTALS_MISMATCH,484.40\r\n'] }) } } } },
      },
    }, async ({ batch: { _id, tenantId } }, reply) => csvStream(reply, `errors-${_id}.csv`, ERROR_COLUMNS, errorRows(context.lists, tenantId, _id)))

    app.get('/items/:itemId', {
      config: { role: 'viewer', fails: ['ITEM_NOT_FOUND'] },
      schema: { tags: ['Imports'], operationId: 'getItem', summary: 'One item with its history and what it became', params: ItemParams, response: { 200: ItemDetail } },
    }, async ({ item }) => {
      const originals = await originalsOf(context, [item])
      return { ...itemView(item, { lineage: await lineageOf(item), original: originals.get(item.duplicateOf ?? '') }), history: await history(item), trace_url: traceUrlOf(context.config.traceUrl, item.traceparent) }
    })

    app.get('/items/:itemId/history', {
      config: { role: 'viewer', fails: ['ITEM_NOT_FOUND'] },
      schema: { tags: ['Imports'], operationId: 'getItemHistory', summary: 'What happened to an item, in order', params: ItemParams, response: { 200: z.object({ items: z.array(HistoryEntry) }).meta({ id: 'History' }) } },
    }, async ({ item }) => ({ items: await history(item) }))

    app.get('/items/:itemId/file', {
      config: { role: 'viewer', fails: ['ITEM_NOT_FOUND', 'NO_FILE', 'FILE_NOT_FOUND'] },
      schema: {
        tags: ['Imports'], operationId: 'downloadFile', summary: 'The original file', params: ItemParams,
        response: { 200: { description: 'The bytes as they came, always as a download', content: { 'application/octet-stream': { schema: Bytes } } } },
      },
    }, async ({ item }, reply) => {
      if (!item.file) throw errors.fault('NO_FILE', { detail: item._id })
      const bytes = await context.files.open(item.tenantId, item.file.fileId)
      return reply.headers({
        'Content-Type': 'application/octet-stream',
        'Content-Length': item.file.size,
        'Content-Disposition': attachment(item.file.filename),
        'X-Content-Type-Options': 'nosniff',
        'Content-Security-Policy': 'sandbox',
      }).send(bytes)
    })

    app.get('/items/:itemId/text', {
      config: { role: 'viewer', fails: ['ITEM_NOT_FOUND', 'NO_TEXT_YET', 'FILE_NOT_FOUND', 'FILE_DAMAGED'] },
      schema: { tags: ['Imports'], operationId: 'getItemText', summary: 'The text that was read, with the place of every word', params: ItemParams, response: { 200: DocumentText.meta({ id: 'DocumentText' }) } },
    }, async ({ item }) => {
      if (!item.textFileId) throw errors.fault('NO_TEXT_YET', { detail: item._id })
      return DocumentText.parse(JSON.parse((await context.files.read(item.tenantId, item.textFileId, { maxBytes: TEXT_MAX_BYTES })).toString()))
    })
    ready()
  }
}
