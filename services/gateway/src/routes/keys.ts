import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ROLES } from '@chasqui/contracts'
import type { ApiKey } from '@chasqui/mongo'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { KeyName } from '../keys/key-name.ts'
import { createKey, idOf, revokeKeyFor } from '../keys/keys.ts'
import { IdempotencyHeaders, once, REPEATABLE } from '../request/once.ts'
import { listScopeOf } from '../scope.ts'
import { pageFrom, pageOf, paging } from './paging.ts'
import { KeyParams, SearchText, Tenant } from './params.ts'

const Fields = {
  id: z.string(), tenant_id: z.string(), name: z.string().describe('what the audit calls it'), role: z.enum(ROLES).describe('a viewer reads, an operator acts, an admin configures'),
  created_at: z.iso.datetime(), revoked_at: z.iso.datetime().nullable(),
}
const KeyView = z.object(Fields).meta({ id: 'ApiKey' })
const NewKeyView = z.object({ ...Fields, key: z.string().nullable().describe('shown this once: only its hash is kept; null for a request that was answered before') }).meta({ id: 'NewApiKey' })

const CreateKey = z.strictObject({
  name: KeyName.describe('who or what will use it; not the name of a service, and without characters that nobody sees'), role: z.enum(ROLES),
  tenant: SearchText.min(1).optional().describe('of those who run the installation: whose key it is; default: their own'),
}).meta({ id: 'CreateApiKey', examples: [{ name: 'the till of the shop', role: 'operator' }] })

const TAGS = ['Keys']

/** The keys that open this API. */
export function keyRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  const { tenants } = context
  return (app, _options, ready) => {
    app.post('', {
      config: { role: 'admin', fails: ['TENANT_NOT_FOUND', 'KEY_NAME_TAKEN', ...REPEATABLE] },
      schema: {
        tags: TAGS, operationId: 'createKey', summary: 'Make a key', headers: IdempotencyHeaders, body: CreateKey, response: { 201: NewKeyView },
        description: 'The key is in this answer and nowhere else: what is sent again under the same `Idempotency-Key` makes no other key, and is answered without it. Who has lost it revokes it and makes another.',
      },
    }, (request, reply) => once<z.infer<typeof NewKeyView>>(context, request, reply, async (attempt) => {
      const { made, key } = await createKey(context, request, request.body, attempt)
      const { tenantId, name, role } = made
      await noteDeed(context, request, { action: 'key.create', tenantId, target: { kind: 'key', id: idOf(made) }, after: { name, role } })
      return { status: 201, body: { ...view(made), key }, kept: { ...view(made), key: null } }
    }))

    app.get('', {
      config: { role: 'admin', fails: ['TENANT_NOT_FOUND'] },
      schema: {
        tags: TAGS, operationId: 'listKeys', summary: 'Keys, also those that were revoked; never the key itself',
        querystring: z.object({ tenant: Tenant, ...paging(z.string().max(100).regex(/^[0-9a-f]*$/, 'must be the next_cursor of a page of keys'), 100) }),
        response: { 200: pageOf('ApiKeys', KeyView) },
      },
    }, async (request) => {
      const { tenant, cursor, limit } = request.query
      const found = await tenants.listKeys(listScopeOf(request.principal, tenant), { after: cursor === undefined ? undefined : `${cursor}g`, limit: limit + 1 })
      return pageFrom(found, limit, view, idOf)
    })

    app.delete('/:keyId', {
      config: { role: 'admin', fails: ['KEY_NOT_FOUND', 'KEY_LAST_ADMIN'] },
      schema: {
        tags: TAGS, operationId: 'revokeKey', summary: 'Revoke a key for good', params: KeyParams, response: { 200: KeyView },
        description: 'It opens nothing any more within `API_KEY_CACHE_MS`. The last admin key of a tenant stays, unless those who run the installation revoke it.',
      },
    }, async (request) => {
      const { namedKey } = request
      const { revoked, isNews } = await revokeKeyFor(context, request.principal, namedKey)
      if (isNews) await noteDeed(context, request, { action: 'key.revoke', tenantId: namedKey.tenantId, target: { kind: 'key', id: idOf(namedKey) }, before: { name: namedKey.name, role: namedKey.role } })
      return view(revoked)
    })
    ready()
  }
}

function view(key: ApiKey): z.infer<typeof KeyView> {
  const { tenantId, name, role, createdAt, revokedAt } = key
  return { id: idOf(key), tenant_id: tenantId, name, role, created_at: createdAt.toISOString(), revoked_at: revokedAt?.toISOString() ?? null }
}
