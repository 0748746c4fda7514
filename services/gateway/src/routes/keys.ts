import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { PLATFORM_TENANT } from '@chasqui/contracts'
import { newApiKey } from '@chasqui/http'
import { mongoErrors, ROLES, type ApiKey } from '@chasqui/mongo'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { idOf, revokeKeyFor } from '../keys/keys.ts'
import { isPlatform, listScopeOf } from '../scope.ts'
import { PageSize, SearchText } from './params.ts'
import { Tenant } from './tasks/params.ts'

const Params = z.object({ keyId: z.string().min(1).max(100).describe('id of the key') })

const Fields = {
  id: z.string(), tenant_id: z.string(), name: z.string().describe('what the audit calls it'), role: z.enum(ROLES).describe('a viewer reads, an operator acts, an admin configures'),
  created_at: z.iso.datetime(), revoked_at: z.iso.datetime().nullable(),
}
const KeyView = z.object(Fields).meta({ id: 'ApiKey' })
const NewKeyView = z.object({ ...Fields, key: z.string().describe('shown this once: only its hash is kept') }).meta({ id: 'NewApiKey' })

const CreateKey = z.strictObject({
  name: z.string().trim().min(1).max(100).regex(/^[^\0]*$/).describe('who or what will use it'), role: z.enum(ROLES),
  tenant: SearchText.min(1).optional().describe('of those who run the installation: whose key it is; default: their own'),
}).meta({ id: 'CreateApiKey', examples: [{ name: 'the till of the shop', role: 'operator' }] })

const TAGS = ['Keys']

/** The keys that open this API. */
export function keyRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  const { tenants } = context
  return (app, _options, ready) => {
    app.post('', {
      config: { role: 'admin', fails: ['TENANT_NOT_FOUND'] },
      schema: {
        tags: TAGS, operationId: 'createKey', summary: 'Make a key', body: CreateKey, response: { 201: NewKeyView },
        description: 'The key is in this answer and nowhere else. A request that is sent again makes another key: revoke the one that nobody has.',
      },
    }, async (request, reply) => {
      const { name, role, tenant: tenantId = request.principal.tenantId } = request.body
      if (tenantId !== request.principal.tenantId && !isPlatform(request.principal)) throw mongoErrors.fault('TENANT_NOT_FOUND', { detail: tenantId })
      if (tenantId !== PLATFORM_TENANT) await tenants.get(tenantId)
      const { key, hash } = newApiKey()
      const made: ApiKey = { _id: hash, tenantId, role, name, createdAt: new Date() }
      await tenants.saveKey(made)
      await noteDeed(context, request, { action: 'key.create', tenantId, target: { kind: 'key', id: idOf(made) }, after: { name, role } })
      return reply.code(201).send({ ...view(made), key })
    })

    app.get('', {
      config: { role: 'admin' },
      schema: {
        tags: TAGS, operationId: 'listKeys', summary: 'Keys, also those that were revoked; never the key itself',
        querystring: z.object({ tenant: Tenant, cursor: z.string().max(100).regex(/^[0-9a-f]*$/).optional().describe('`next_cursor` of the page before'), limit: PageSize.default(100) }),
        response: { 200: z.object({ items: z.array(KeyView), next_cursor: z.string().nullable() }).meta({ id: 'ApiKeys' }) },
      },
    }, async (request) => {
      const { tenant, cursor, limit } = request.query
      const found = await tenants.listKeys(listScopeOf(request.principal, tenant), { after: cursor === undefined ? undefined : `${cursor}g`, limit: limit + 1 })
      const page = found.slice(0, limit)
      const last = page.at(-1)
      return { items: page.map(view), next_cursor: found.length > limit && last ? idOf(last) : null }
    })

    app.delete('/:keyId', {
      config: { role: 'admin', fails: ['KEY_NOT_FOUND', 'KEY_LAST_ADMIN'] },
      schema: {
        tags: TAGS, operationId: 'revokeKey', summary: 'Revoke a key for good', params: Params, response: { 200: KeyView },
        description: 'It opens nothing any more within `API_KEY_CACHE_MS`. The last admin key of a tenant stays, unless those who run the installation revoke it.',
      },
    }, async (request) => {
      const { namedKey } = request
      const isNews = await revokeKeyFor(context, request.principal, namedKey)
      if (isNews) await noteDeed(context, request, { action: 'key.revoke', tenantId: namedKey.tenantId, target: { kind: 'key', id: idOf(namedKey) }, before: { name: namedKey.name, role: namedKey.role } })
      return view({ ...namedKey, revokedAt: namedKey.revokedAt ?? new Date() })
    })
    ready()
  }
}

function view(key: ApiKey): z.infer<typeof KeyView> {
  const { tenantId, name, role, createdAt, revokedAt } = key
  return { id: idOf(key), tenant_id: tenantId, name, role, created_at: createdAt.toISOString(), revoked_at: revokedAt?.toISOString() ?? null }
}
