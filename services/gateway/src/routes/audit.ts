import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AUDIT_ACTIONS, type AuditRow } from '@chasqui/mongo'
import type { GatewayContext } from '../context.ts'
import { listScopeOf } from '../scope.ts'
import { pageFrom, pageOf, paging } from './paging.ts'
import { DayOrInstant, inOrder, momentOf, SearchText, Tenant } from './params.ts'

const AuditView = z.object({
  id: z.string(), tenant_id: z.string(), at: z.iso.datetime(), by: z.string().describe('name of the key, or the service'), action: z.enum(AUDIT_ACTIONS),
  target: z.object({ kind: z.string(), id: z.string() }), reason: z.string().nullable(), before: z.unknown().describe('what was there before, as far as it matters; null when nothing was'), after: z.unknown(),
  request_id: z.string().nullable(), trace_id: z.string().nullable(),
}).meta({ id: 'AuditRow' })

function auditView({ _id, tenantId, at, by, action, target, reason, before, after, requestId, traceId }: AuditRow): z.infer<typeof AuditView> {
  return { id: _id, tenant_id: tenantId, at: at.toISOString(), by, action, target: { ...target }, reason: reason ?? null, before: before ?? null, after: after ?? null, request_id: requestId ?? null, trace_id: traceId ?? null }
}

/** Who did what. */
export function auditRoutes({ audit }: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.get('', {
      config: { role: 'viewer', fails: ['TENANT_NOT_FOUND'] },
      schema: {
        tags: ['Audit'], operationId: 'listAudit', summary: 'Who did what, before and after; newest first',
        querystring: inOrder(z.object({
          action: z.enum(AUDIT_ACTIONS).optional(), by: SearchText.optional().describe('name of the key, or the service'), target: SearchText.optional().describe('id of what it was done to'),
          from: DayOrInstant.optional().describe('at or after'), to: DayOrInstant.optional().describe('before'), tenant: Tenant, ...paging(z.uuid(), 50),
        })),
        response: { 200: pageOf('AuditRows', AuditView) },
      },
    }, async (request) => {
      const { action, by, target, from, to, tenant, cursor, limit } = request.query
      const found = await audit.list({ tenantId: listScopeOf(request.principal, tenant), action, by, targetId: target, from: momentOf(from), to: momentOf(to) }, { before: cursor, limit: limit + 1 })
      return pageFrom(found, limit, auditView, ({ _id }) => _id)
    })
    ready()
  }
}
