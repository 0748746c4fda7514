import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Instant, Reason } from '@chasqui/contracts'
import { nextFirings } from '@chasqui/schedules'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { IdempotencyHeaders, once, REPEATABLE } from '../request/once.ts'
import { changeSchedule, removeSchedule, switchSchedule } from '../schedules/change-schedule.ts'
import { createSchedule } from '../schedules/create-schedule.ts'
import { runSchedule } from '../schedules/run-schedule.ts'
import { showSchedule } from '../schedules/show-schedule.ts'
import { ChangeSchedule, CreateSchedule, FiringView, firingView, ScheduleView } from '../schedules/views.ts'
import { listScopeOf } from '../scope.ts'
import { LAUNCH_FAILS } from '../tasks/launch-task.ts'
import { showTask } from '../tasks/show-task.ts'
import { taskAddress, TaskView } from '../tasks/task-view.ts'
import { pageFrom, pageOf, paging } from './paging.ts'
import { ScheduleParams, SearchText, Tenant, UtcInstant } from './params.ts'

const WithReason = z.strictObject({ reason: Reason.optional() }).nullish().meta({ description: 'may be left out', examples: [{ reason: 'The tax office is closed' }] })
const TAGS = ['Schedules']

/** What launches tasks by the clock. */
export function scheduleRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  const { schedules } = context.taskStore
  return (app, _options, ready) => {
    app.get('', {
      config: { role: 'viewer', fails: ['TENANT_NOT_FOUND'] },
      schema: {
        tags: TAGS, operationId: 'listSchedules', summary: 'Schedules, by id',
        querystring: z.object({ tenant: Tenant, ...paging(SearchText, 100) }),
        response: { 200: pageOf('Schedules', ScheduleView) },
      },
    }, async (request) => {
      const { tenant, cursor, limit } = request.query
      const found = await schedules.list(listScopeOf(request.principal, tenant), { after: cursor, limit: limit + 1 })
      const { items, next_cursor } = pageFrom(found, limit, (schedule) => schedule, ({ _id }) => _id)
      return { items: await Promise.all(items.map((schedule) => showSchedule(context, schedule))), next_cursor }
    })

    app.post('', {
      config: { role: 'admin', fails: ['SCHEDULE_EXISTS', ...LAUNCH_FAILS, ...REPEATABLE] },
      schema: { tags: TAGS, operationId: 'createSchedule', summary: 'Create a schedule', headers: IdempotencyHeaders, body: CreateSchedule, response: { 201: ScheduleView }, description: 'A cron that never fires, an unknown zone and parameters that do not fit the type are refused, with why.' },
    }, (request, reply) => once(context, request, reply, async (attempt) => {
      const schedule = await createSchedule(context, request, request.body, attempt)
      return { status: 201, headers: { Location: `/api/schedules/${schedule._id}` }, body: await showSchedule(context, schedule) }
    }))

    app.get('/:scheduleId', {
      config: { role: 'viewer', fails: ['SCHEDULE_NOT_FOUND'] },
      schema: { tags: TAGS, operationId: 'getSchedule', summary: 'One schedule', params: ScheduleParams, response: { 200: ScheduleView } },
    }, async (request) => showSchedule(context, request.schedule))

    app.patch('/:scheduleId', {
      config: { role: 'admin', fails: ['SCHEDULE_NOT_FOUND', 'SCHEDULE_CHANGED', ...LAUNCH_FAILS] },
      schema: { tags: TAGS, operationId: 'changeSchedule', summary: 'Change a schedule', params: ScheduleParams, body: ChangeSchedule, response: { 200: ScheduleView }, description: 'With the version that was read: when somebody was faster it is 409, and nothing is changed. A change of a declared schedule survives an upgrade.' },
    }, async (request) => {
      const { version, ...change } = request.body
      const schedule = request.schedule
      if (schedule.version !== version) throw errors.fault('SCHEDULE_CHANGED', { detail: `it has version ${schedule.version}` })
      return showSchedule(context, await changeSchedule(context, request, schedule, change))
    })

    for (const [verb, enabled, summary] of [['pause', false, 'Let a schedule fire no more'], ['resume', true, 'Let a schedule fire again, from now on']] as const) {
      app.post(`/:scheduleId/${verb}`, {
        config: { role: 'admin', fails: ['SCHEDULE_NOT_FOUND', 'SCHEDULE_CHANGED'] },
        schema: { tags: TAGS, operationId: `${verb}Schedule`, summary, params: ScheduleParams, body: WithReason, response: { 200: ScheduleView } },
      }, async (request) => {
        return showSchedule(context, await switchSchedule(context, request, enabled, `schedule.${verb}`, request.body?.reason))
      })
    }

    app.delete('/:scheduleId', {
      config: { role: 'admin', fails: ['SCHEDULE_NOT_FOUND', 'SCHEDULE_DECLARED', 'SCHEDULE_CHANGED'] },
      schema: { tags: TAGS, operationId: 'removeSchedule', summary: 'Remove a schedule that a person made', params: ScheduleParams, response: { 200: ScheduleView.meta({ id: 'RemovedSchedule' }) } },
    }, async (request) => {
      const schedule = request.schedule
      await removeSchedule(context, request, schedule)
      return showSchedule(context, { ...schedule, enabled: false })
    })

    app.post('/:scheduleId/run', {
      config: { role: 'operator', fails: ['SCHEDULE_NOT_FOUND', ...LAUNCH_FAILS, ...REPEATABLE] },
      schema: { tags: TAGS, operationId: 'runSchedule', summary: 'Fire a schedule now, also a paused one', params: ScheduleParams, headers: IdempotencyHeaders, body: WithReason, response: { 202: TaskView } },
    }, (request, reply) => once(context, request, reply, async (attempt) => {
      const { task, note } = await runSchedule(context, request, request.schedule, request.body?.reason, attempt)
      return { status: 202, headers: { Location: taskAddress(task._id) }, body: await showTask(context, task, note) }
    }))

    app.get('/:scheduleId/next', {
      config: { role: 'viewer', fails: ['SCHEDULE_NOT_FOUND'] },
      schema: {
        tags: TAGS, operationId: 'nextFirings', summary: 'When a schedule would fire next, in its zone', params: ScheduleParams,
        querystring: z.object({ after: Instant.refine((text) => /^20\d\d-/.test(text), 'must be in this century').optional().describe('default: now; in this century'), n: z.coerce.number().int().min(1).max(10).default(10) }),
        response: { 200: z.object({ zone: z.string(), enabled: z.boolean(), items: z.array(z.object({ at: z.iso.datetime(), local: z.string().describe('as the clocks of the zone show it') })) }).meta({ id: 'NextFirings' }) },
      },
    }, async (request) => {
      const { zone, cron, enabled } = request.schedule
      const after = request.query.after === undefined ? new Date() : new Date(request.query.after)
      return { zone, enabled, items: nextFirings(cron, zone, after, request.query.n).map((at) => ({ at: at.toISOString(), local: localOf(at, zone) })) }
    })

    app.get('/:scheduleId/firings', {
      config: { role: 'viewer', fails: ['SCHEDULE_NOT_FOUND'] },
      schema: {
        tags: TAGS, operationId: 'listFirings', summary: 'When a schedule fired and what came of it, newest first', params: ScheduleParams,
        querystring: z.object(paging(UtcInstant, 50)),
        response: { 200: pageOf('ScheduleFirings', FiringView) },
      },
    }, async (request) => {
      const { cursor, limit } = request.query
      const schedule = request.schedule
      const found = await schedules.history(schedule._id, { before: cursor === undefined ? undefined : new Date(cursor), limit: limit + 1 })
      return pageFrom(found, limit, firingView, ({ nominalAt }) => nominalAt.toISOString())
    })
    ready()
  }
}

/** `2026-04-05T23:30:00-03:00`, as ISO 8601 writes a local time. */
function localOf(at: Date, zone: string): string {
  const offset = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value.slice(3) ?? ''
  return `${at.toLocaleString('sv', { timeZone: zone }).replace(' ', 'T')}${offset === '' ? 'Z' : offset}`
}
