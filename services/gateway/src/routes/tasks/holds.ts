import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Instant, Reason } from '@chasqui/contracts'
import type { GatewayContext } from '../../context.ts'
import { errors } from '../../errors.ts'
import { holdOf, pause, resume } from '../../tasks/holds.ts'
import { HoldView } from '../../tasks/hold-view.ts'
import { LaneParams, TenantParams, TypeParams } from '../params.ts'

const Pause = z.strictObject({
  reason: Reason.describe('people who wait for a task see it'),
  until: Instant.optional().describe('it ends by itself then'),
}).meta({ id: 'PauseTasks', examples: [{ reason: 'The tax office is under maintenance', until: '2026-12-01T06:00:00-05:00' }] })

const Resume = z.strictObject({ reason: Reason.optional() }).nullish().meta({ description: 'may be left out', examples: [{ reason: 'It is back' }] })
const Resumed = z.object({ resumed: HoldView }).meta({ id: 'TasksResumed' })

const FOR_WHOM = 'For the tenant of the key; for every tenant with a key of those who run the installation. What runs goes on; what waits holds no slot, and no try is used up.'

/** Pauses of a lane, a type and a tenant. */
export function holdRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.post('/lanes/:lane/pause', {
      config: { role: 'admin' },
      schema: { tags: ['Tasks'], operationId: 'pauseLane', summary: 'Let no task of a lane start', description: FOR_WHOM, params: LaneParams, body: Pause, response: { 200: HoldView } },
    }, (request) => pause(context, request, holdOf(request.principal, 'lane', request.params.lane), request.body))

    app.post('/lanes/:lane/resume', {
      config: { role: 'admin', fails: ['HOLD_NOT_FOUND'] },
      schema: { tags: ['Tasks'], operationId: 'resumeLane', summary: 'Let the tasks of a lane start again', params: LaneParams, body: Resume, response: { 200: Resumed } },
    }, (request) => resume(context, request, holdOf(request.principal, 'lane', request.params.lane), request.body?.reason))

    app.post('/types/:type/pause', {
      config: { role: 'admin', fails: ['TASK_TYPE_NOT_FOUND'] },
      schema: { tags: ['Tasks'], operationId: 'pauseTaskType', summary: 'Let no task of a type start', description: FOR_WHOM, params: TypeParams, body: Pause, response: { 200: HoldView } },
    }, async (request) => {
      const type = await context.catalogue.type(request.params.type)
      if (!type) throw errors.fault('TASK_TYPE_NOT_FOUND', { detail: request.params.type })
      return pause(context, request, holdOf(request.principal, 'type', type._id), request.body)
    })

    app.post('/types/:type/resume', {
      config: { role: 'admin', fails: ['HOLD_NOT_FOUND'] },
      schema: { tags: ['Tasks'], operationId: 'resumeTaskType', summary: 'Let the tasks of a type start again', params: TypeParams, body: Resume, response: { 200: Resumed } },
    }, (request) => resume(context, request, holdOf(request.principal, 'type', request.params.type), request.body?.reason))

    app.post('/tenants/:tenant/pause', {
      config: { role: 'admin', fails: ['TENANT_NOT_FOUND'] },
      schema: {
        tags: ['Tasks'], operationId: 'pauseTenant', summary: 'Let no task of a tenant start', params: TenantParams, body: Pause, response: { 200: HoldView },
        description: 'Of one\'s own; of any with a key of those who run the installation, and then only they can resume it.',
      },
    }, async (request) => {
      const { tenant } = request.params
      const hold = holdOf(request.principal, 'tenant', tenant)
      // Its own is there; of the others one learns nothing.
      if (tenant !== request.principal.tenantId) await context.tenants.get(tenant)
      return pause(context, request, hold, request.body)
    })

    app.post('/tenants/:tenant/resume', {
      config: { role: 'admin', fails: ['TENANT_NOT_FOUND', 'HOLD_NOT_FOUND'] },
      schema: { tags: ['Tasks'], operationId: 'resumeTenant', summary: 'Let the tasks of a tenant start again', params: TenantParams, body: Resume, response: { 200: Resumed } },
    }, (request) => resume(context, request, holdOf(request.principal, 'tenant', request.params.tenant), request.body?.reason))
    ready()
  }
}
