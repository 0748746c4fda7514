import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { GatewayContext } from '../../context.ts'
import { IdempotencyHeaders, once } from '../../every-route/once.ts'
import { listScopeOf } from '../../scope.ts'
import { ChangeSchedule, CreateSchedule, FiringView, firingView, ScheduleView } from '../../tasks/schedule-views.ts'
import { changeSchedule, createSchedule, fireSchedule, newScheduleId, removeSchedule, scheduleOf, shown, switchSchedule } from '../../tasks/schedules.ts'
import { TaskView, taskView } from '../../tasks/views.ts'
import { PageSize } from '../params.ts'
import { taskAddress } from './launch.ts'
import { Tenant } from './params.ts'

const ScheduleParams = z.object({ scheduleId: z.string().min(1).max(100).regex(/^[^\0]*$/, 'must not contain a NUL character').describe('id of the schedule') })
const Reason = z.strictObject({ reason: z.string().trim().min(1).max(500).optional() }).nullish().meta({ description: 'may be left out', examples: [{ reason: 'The tax office is closed in January' }] })

const TAGS = ['Schedules']
const REPEATABLE = ['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_PROGRESS'] as const
const LAUNCHES = ['TASK_TYPE_UNKNOWN', 'TASK_PLATFORM_ONLY'] as const

/** When tasks are launched by themselves. */
export function scheduleRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  const { schedules } = context.taskStore
  return (app, _options, ready) => {
    app.get('/', {
      config: { role: 'viewer' },
      schema: {
        tags: TAGS, operationId: 'listSchedules', summary: 'Schedules by id', querystring: z.object({ tenant: Tenant, cursor: z.string().max(100).regex(/^[^\0]*$/).optional().describe('`next_cursor` of the page before'), limit: PageSize.default(50) }),
        response: { 200: z.object({ items: z.array(ScheduleView), next_cursor: z.string().nullable() }).meta({ id: 'Schedules' }) },
      },
    }, async ({ principal, query: { tenant, cursor, limit } }) => {
      const found = await schedules.list(listScopeOf(principal, tenant), { after: cursor, limit: limit + 1 })
      const page = found.slice(0, limit)
      return { items: await Promise.all(page.map((schedule) => shown(context, schedule))), next_cursor: found.length > limit ? page.at(-1)?._id ?? null : null }
    })

    app.post('/', {
      config: { role: 'admin', fails: [...LAUNCHES, ...REPEATABLE] },
      schema: {
        tags: TAGS, operationId: 'createSchedule', summary: 'Create a schedule', headers: IdempotencyHeaders, body: CreateSchedule, response: { 201: ScheduleView },
        description: 'A cron that never fires and a zone that there is none are 422, with why. An hour that a clock change skips fires at the next valid minute, one that it repeats fires once.',
      },
    }, (request, reply) => once(context, request, reply, async ({ reserve, reserved }) => {
      const id = String(reserved?.['scheduleId'] ?? newScheduleId())
      await reserve({ scheduleId: id })
      const schedule = await createSchedule(context, request, request.body, id)
      return { status: 201, headers: { Location: `/api/schedules/${id}` }, body: await shown(context, schedule) }
    }, 'IDEMPOTENCY_KEY_REUSED'))

    app.get('/:scheduleId', {
      config: { role: 'viewer', fails: ['SCHEDULE_NOT_FOUND'] },
      schema: { tags: TAGS, operationId: 'getSchedule', summary: 'One schedule, with its next 10 fire times', params: ScheduleParams, response: { 200: ScheduleView } },
    }, async (request) => shown(context, await scheduleOf(context, request.principal, request.params.scheduleId)))

    app.patch('/:scheduleId', {
      config: { role: 'admin', fails: ['SCHEDULE_NOT_FOUND', 'SCHEDULE_CHANGED', ...LAUNCHES] },
      schema: { tags: TAGS, operationId: 'changeSchedule', summary: 'Change a schedule', params: ScheduleParams, body: ChangeSchedule, response: { 200: ScheduleView } },
    }, async (request) => shown(context, await changeSchedule(context, request, request.params.scheduleId, request.body)))

    for (const [act, enabled] of [['pause', false], ['resume', true]] as const) {
      app.post(`/:scheduleId/${act}`, {
        config: { role: 'operator', fails: ['SCHEDULE_NOT_FOUND', 'SCHEDULE_CHANGED'] },
        schema: {
          tags: TAGS, operationId: `${act}Schedule`, summary: enabled ? 'Let a schedule fire again' : 'Let a schedule fire no more', params: ScheduleParams, body: Reason, response: { 200: ScheduleView },
          description: enabled ? 'From now on: what passed while it was paused is not made up for.' : 'What it has launched goes on.',
        },
      }, async (request) => shown(context, await switchSchedule(context, request, request.params.scheduleId, enabled, request.body?.reason)))
    }

    app.post('/:scheduleId/run', {
      config: { role: 'operator', fails: ['SCHEDULE_NOT_FOUND', ...LAUNCHES, ...REPEATABLE] },
      schema: { tags: TAGS, operationId: 'runSchedule', summary: 'Fire a schedule now, whatever its time', params: ScheduleParams, headers: IdempotencyHeaders, response: { 202: TaskView } },
    }, (request, reply) => once(context, request, reply, async ({ reserve, reserved }) => {
      const fired = { taskId: String(reserved?.['taskId'] ?? newScheduleId()), nominalAt: new Date(Number(reserved?.['nominalAt'] ?? Date.now())) }
      await scheduleOf(context, request.principal, request.params.scheduleId)
      await reserve({ taskId: fired.taskId, nominalAt: fired.nominalAt.getTime() })
      const task = await fireSchedule(context, request, request.params.scheduleId, fired)
      return { status: 202, headers: taskAddress(task._id), body: taskView(task) }
    }, 'IDEMPOTENCY_KEY_REUSED'))

    app.get('/:scheduleId/firings', {
      config: { role: 'viewer', fails: ['SCHEDULE_NOT_FOUND'] },
      schema: {
        tags: TAGS, operationId: 'listFirings', summary: 'What a schedule has fired, newest first', params: ScheduleParams,
        querystring: z.object({ cursor: z.iso.datetime().optional().describe('`next_cursor` of the page before'), limit: PageSize.default(50) }),
        response: { 200: z.object({ items: z.array(FiringView), next_cursor: z.string().nullable() }).meta({ id: 'Firings' }) },
      },
    }, async ({ principal, params, query: { cursor, limit } }) => {
      const { _id } = await scheduleOf(context, principal, params.scheduleId)
      const found = await schedules.history(_id, { before: cursor === undefined ? undefined : new Date(cursor), limit: limit + 1 })
      const page = found.slice(0, limit)
      return { items: page.map(firingView), next_cursor: found.length > limit ? page.at(-1)?.nominalAt.toISOString() ?? null : null }
    })

    app.delete('/:scheduleId', {
      config: { role: 'admin', fails: ['SCHEDULE_NOT_FOUND', 'SCHEDULE_DECLARED', 'SCHEDULE_CHANGED'] },
      schema: { tags: TAGS, operationId: 'removeSchedule', summary: 'Remove a schedule; its history stays for 90 days', params: ScheduleParams, response: { 200: ScheduleView } },
    }, async (request) => shown(context, await removeSchedule(context, request, request.params.scheduleId)))
    ready()
  }
}
