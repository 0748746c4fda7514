import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AUDIT_ACTIONS, type AuditRow } from '@chasqui/mongo'
import type { GatewayContext } from '../context.ts'
import { listScopeOf } from '../scope.ts'
import { PageSize, SearchText } from './params.ts'
import { Day, momentOf, Tenant } from './tasks/params.ts'

const AuditView = z.object({
  id: z.string(), tenant_id: z.string(), at: z.iso.datetime(), by: z.string().describe('name of the key, or the service'), action: z.enum(AUDIT_ACTIONS),
  target: z.object({ kind: z.string(), id: z.string() }), reason: z.string().nullable(), before: z.unknown().describe('what was there before, as far as it matters; null when nothing was'), after: z.unknown(),
  request_id: z.string().nullable(), trace_id: z.string().nullable(),
}).meta({ id: 'AuditRow' })

function auditView({ _id, tenantId, at, by, action, target, reason, before, after, requestId, traceId }: AuditRow): z.infer<typeof AuditView> {
  return { id: _id, tenant_id: tenantId, at: at.toISOString(), by, action, target: { ...target }, reason: reason ?? null, before: before ?? null, after: after ?? null, request_id: requestId ?? null, trace_id: traceId ?? null }
}

/** Who did what. */
export function auditRoutes({ taskStore }: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.get('', {
      config: { role: 'viewer' },
      schema: {
        tags: ['Audit'], operationId: 'listAudit', summary: 'Who did what, before and after; newest first',
        querystring: z.object({
          action: z.enum(AUDIT_ACTIONS).optional(), by: SearchText.optional().describe('name of the key, or the service'), target: SearchText.optional().describe('id of what it was done to'),
          from: Day.optional().describe('at or after'), to: Day.optional().describe('before'), tenant: Tenant, cursor: z.uuid().optional().describe('`next_cursor` of the page before'), limit: PageSize.default(50),
        }),
        response: { 200: z.object({ items: z.array(AuditView), next_cursor: z.string().nullable() }).meta({ id: 'AuditRows' }) },
      },
    }, async (request) => {
      const { action, by, target, from, to, tenant, cursor, limit } = request.query
      const found = await taskStore.audit.list({ tenantId: listScopeOf(request.principal, tenant), action, by, targetId: target, from: momentOf(from), to: momentOf(to) }, { before: cursor, limit: limit + 1 })
      const page = found.slice(0, limit)
      return { items: page.map(auditView), next_cursor: found.length > limit ? page.at(-1)?._id ?? null : null }
    })
    ready()
  }
}
