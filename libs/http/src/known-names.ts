import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { z } from 'zod'
import { InvalidInput } from './input.ts'

/**
 * Refuses what the routes of its scope do not know, by name: a misspelt filter that was left out would answer with everything, and a misspelt field with what nobody
 * asked for. Queries are made strict here; a body says so itself, and one that does not stops the start.
 */
export const refuseUnknownNames = fastifyPlugin(async (app: FastifyInstance) => {
  app.addHook('onRoute', ({ method, url, schema }) => {
    if (!schema) return
    schema.querystring = strict(schema.querystring)
    const isForm = schema.consumes?.some((type) => type.startsWith('multipart/')) ?? false
    if (schema.body instanceof z.ZodType && !isForm && takesAnyName(schema.body)) throw new Error(`The body of ${String(method)} ${url} takes names that nobody reads: make its objects z.strictObject`)
  })
  app.addHook('preValidation', async (request) => {
    const { body, routeOptions: { schema } } = request
    if (schema?.body !== undefined || body === undefined || body === null) return
    if (typeof body !== 'object' || Array.isArray(body)) throw new InvalidInput([{ field: '(all)', message: 'must be left out', code: 'invalid_type' }])
    const names = Object.keys(body)
    if (names.length > 0) throw new InvalidInput(names.map((field) => ({ field, message: 'is not known here', code: 'unrecognized_keys' })))
  })
}, { name: 'known-names' })

function strict(query: unknown): z.ZodType {
  if (query === undefined) return z.strictObject({})
  if (query instanceof z.ZodObject) return query.strict()
  throw new Error('A query is described by a z.object')
}

/** Whether an object in it, however deep, has names and takes others beside them. Pure. */
export function takesAnyName(body: z.ZodType): boolean {
  return isOpen(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }))
}

function isOpen(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  if ('properties' in schema && (schema as { additionalProperties?: unknown }).additionalProperties !== false) return true
  return Object.entries(schema).some(([keyword, part]) => keyword !== 'examples' && keyword !== 'default' && isOpen(part))
}
