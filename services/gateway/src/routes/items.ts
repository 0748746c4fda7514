import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { DocumentText } from '@chasqui/contracts'
import type { Item } from '@chasqui/mongo'
import { approveItem, rejectItem, retryItems } from '../actions.ts'
import type { GatewayContext } from '../context.ts'
import { csvStream } from '../csv.ts'
import { errors } from '../errors.ts'
import { historyOf, HistoryEntry } from '../history.ts'
import { once } from '../once.ts'
import { ItemView, itemView } from '../views.ts'
import { batchOf } from './batches.ts'

const ItemParams = z.object({ itemId: z.string() })
const LineageView = z.object({ promoted_to: z.string(), promoted_id: z.string(), posting_key: z.string(), created_at: z.iso.datetime(), reverted_at: z.iso.datetime().nullable() })
const ItemDetail = ItemView.extend({ history: z.array(HistoryEntry), lineage: z.array(LineageView) }).meta({ id: 'ItemDetail' })

const TEXT_MAX_BYTES = 16 * 1024 * 1024

/** The item, or 404: of another tenant it is as if it did not exist. */
async function itemOf({ items }: GatewayContext, tenantId: string, itemId: string): Promise<Item> {
  const item = await items.find(tenantId, itemId)
  if (!item) throw errors.fault('ITEM_NOT_FOUND', { detail: itemId })
  return item
}

async function lineageOf({ books }: GatewayContext, item: Item): Promise<z.infer<typeof LineageView>[]> {
  const rows = await books.lineage.byItem(item.tenantId, item._id)
  return rows.map((row) => ({
    promoted_to: row.promotedTo, promoted_id: row.promotedId, posting_key: row.postingKey,
    created_at: row.createdAt.toISOString(), reverted_at: row.revertedAt?.toISOString() ?? null,
  }))
}

export function itemRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.get('/batches/:batchId/items', {
      config: { role: 'viewer' },
      schema: {
        tags: ['Imports'], summary: 'Items of a batch', params: z.object({ batchId: z.string() }),
        querystring: z.object({
          status: z.string().optional().describe('one state, or several with commas'),
          q: z.string().max(200).optional().describe('part of the file name, number, vendor name or tax id'),
          with: z.literal('lineage').optional(),
          cursor: z.coerce.number().int().min(0).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(100),
        }),
        response: { 200: z.object({ items: z.array(ItemView.extend({ lineage: z.array(LineageView).optional() })), next_cursor: z.string().nullable() }) },
      },
    }, async (request) => {
      const { tenantId } = request.principal
      const { status, q, cursor, limit } = request.query
      const batch = await batchOf(context, tenantId, request.params.batchId)
      const page = await context.lists.page(tenantId, batch._id, {
        limit, ...(status === undefined ? {} : { statuses: status.split(',') }), ...(q === undefined ? {} : { query: q }), ...(cursor === undefined ? {} : { afterIdx: cursor }),
      })
      const items = await Promise.all(page.map(async (item) => ({ ...itemView(item), ...(request.query.with ? { lineage: await lineageOf(context, item) } : {}) })))
      return { items, next_cursor: page.length === limit ? String(page.at(-1)?.idx) : null }
    })

    app.get('/batches/:batchId/errors.csv', {
      config: { role: 'viewer' },
      schema: { tags: ['Imports'], summary: 'What is wrong with the items of a batch, as CSV', params: z.object({ batchId: z.string() }), produces: ['text/csv'] },
    }, async (request, reply) => {
      const batch = await batchOf(context, request.principal.tenantId, request.params.batchId)
      return csvStream(reply, `errors-${batch._id}.csv`, ['idx', 'campo', 'error', 'valor'], errorRows(context, batch.tenantId, batch._id))
    })

    app.get('/items/:itemId', {
      config: { role: 'viewer' },
      schema: { tags: ['Imports'], summary: 'One item with its history', params: ItemParams, response: { 200: ItemDetail } },
    }, async (request) => {
      const item = await itemOf(context, request.principal.tenantId, request.params.itemId)
      const lineage = await lineageOf(context, item)
      return { ...itemView(item), lineage, history: historyOf(item, await context.deadLetters.ofItem(item.tenantId, item._id)) }
    })

    app.get('/items/:itemId/history', {
      config: { role: 'viewer' },
      schema: { tags: ['Imports'], summary: 'What happened to an item, in order', params: ItemParams, response: { 200: z.object({ items: z.array(HistoryEntry) }) } },
    }, async (request) => {
      const item = await itemOf(context, request.principal.tenantId, request.params.itemId)
      return { items: historyOf(item, await context.deadLetters.ofItem(item.tenantId, item._id)) }
    })

    app.get('/items/:itemId/file', {
      config: { role: 'viewer' },
      schema: { tags: ['Imports'], summary: 'The original file', params: ItemParams, produces: ['application/octet-stream'] },
    }, async (request, reply) => {
      const item = await itemOf(context, request.principal.tenantId, request.params.itemId)
      if (!item.file) throw errors.fault('NO_FILE', { detail: item._id })
      reply.headers({
        'Content-Type': 'application/octet-stream',
        'Content-Length': item.file.size,
        'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(item.file.filename)}`,
        'X-Content-Type-Options': 'nosniff',
        'Content-Security-Policy': 'sandbox',
      })
      return reply.send(await context.files.open(item.tenantId, item.file.fileId))
    })

    app.get('/items/:itemId/text', {
      config: { role: 'viewer' },
      schema: { tags: ['Imports'], summary: 'The text that was read, with the place of every word', params: ItemParams, response: { 200: DocumentText } },
    }, async (request) => {
      const item = await itemOf(context, request.principal.tenantId, request.params.itemId)
      if (!item.textFileId) throw errors.fault('NO_TEXT_YET', { detail: item._id })
      return DocumentText.parse(JSON.parse((await context.files.read(item.tenantId, item.textFileId, { maxBytes: TEXT_MAX_BYTES })).toString()))
    })

    app.post('/items/:itemId/retry', {
      config: { role: 'operator' },
      schema: {
        tags: ['Imports'], summary: 'Send a failed item round again', params: ItemParams,
        body: z.object({ mode: z.enum(['resume', 'restart']).default('resume') }).nullish(), response: { 200: ItemView },
      },
    }, (request, reply) => once(context.keys, request, reply, request.principal.tenantId, async () => {
      const item = await itemOf(context, request.principal.tenantId, request.params.itemId)
      const retried = await retryItems(context, [item], request.body?.mode ?? 'resume', request.principal.keyId)
      if (retried === 0) throw errors.fault('ILLEGAL_MOVE', { detail: `${item._id} has moved meanwhile` })
      return { status: 200, body: itemView(await itemOf(context, item.tenantId, item._id)) }
    }))

    app.post('/items/:itemId/approve', {
      config: { role: 'operator' },
      schema: { tags: ['Imports'], summary: 'Publish a document that waits for review', params: ItemParams, response: { 200: ItemView } },
    }, async (request) => {
      const item = await itemOf(context, request.principal.tenantId, request.params.itemId)
      await approveItem(context, item, request.principal.keyId)
      return itemView(await itemOf(context, item.tenantId, item._id))
    })

    app.post('/items/:itemId/reject', {
      config: { role: 'operator' },
      schema: { tags: ['Imports'], summary: 'Discard an item', params: ItemParams, body: z.object({ reason: z.string().min(1).max(500) }), response: { 200: ItemView } },
    }, async (request) => {
      const item = await itemOf(context, request.principal.tenantId, request.params.itemId)
      await rejectItem(context, item, request.principal.keyId, request.body.reason)
      return itemView(await itemOf(context, item.tenantId, item._id))
    })
    ready()
  }
}

async function* errorRows({ lists }: GatewayContext, tenantId: string, batchId: string): AsyncGenerator<string[]> {
  for (let afterIdx = 0; ;) {
    const page = await lists.page(tenantId, batchId, { afterIdx, limit: 200 })
    for (const item of page) {
      const { errors: found, failure } = itemView(item)
      for (const f of found) yield [String(item.idx), f.field ?? '', `${f.code}: ${f.message}`, f.value ?? '']
      if (found.length === 0 && failure && item.status.endsWith('failed')) yield [String(item.idx), '', `${failure.code}: ${failure.message}`, '']
    }
    const last = page.at(-1)
    if (!last || page.length < 200) return
    afterIdx = last.idx
  }
}
