import { describe, expect, it } from 'vitest'
import type { AuditRow } from '@chasqui/mongo'
import type { ScheduleRecord } from '@chasqui/mongo/tasks'
import { pauseRetired, retiredSchedules } from './retired-schedules.ts'
import { purge } from '../tasks/purge.ts'

const OLD = { _id: 'imports.purge.tasks', tenantId: 'platform', type: 'imports.purge', params: { class: 'tasks', dry_run: false }, enabled: true, version: 3 } as unknown as ScheduleRecord

/** What a start makes of a record store that holds this schedule. @param isFaster somebody else changes it first */
async function started(schedule: ScheduleRecord | null, { isFaster = false } = {}): Promise<{ enabled: boolean | undefined; audit: AuditRow[] }> {
  const audit: AuditRow[] = []
  let stands = schedule
  await pauseRetired({
    schedules: { find: async (_tenant, id) => stands?._id === id ? stands : null, change: async (of, change) => isFaster ? null : (stands = { ...of, ...change }) },
    audit: { write: async (row) => { audit.push(row) } },
  })
  return { enabled: stands?.enabled, audit }
}

describe('a schedule whose task refuses it now', () => {
  it('is paused at a start, and the audit says why', async () => {
    const { enabled, audit } = await started(OLD)
    expect(enabled).toBe(false)
    expect(audit).toMatchObject([{ tenantId: 'platform', by: 'scheduler', action: 'schedule.pause', target: { kind: 'schedule', id: 'imports.purge.tasks' }, reason: expect.stringContaining('TASK_KEEP_DAYS') }])
  })

  it.each([
    ['is paused already', { ...OLD, enabled: false }],
    ['was given other parameters by a person', { ...OLD, params: { class: 'exports' } }],
    ['was never there', null],
  ])('is left alone when it %s', async (_what, schedule) => {
    const { enabled, audit } = await started(schedule)
    expect([enabled, audit]).toEqual([schedule?.enabled, []])
  })

  it('is told of once, by whoever paused it', async () => {
    expect((await started(OLD, { isFaster: true })).audit).toEqual([])
  })

  it('is one that is refused, and that nobody declares', () => {
    for (const { params } of retiredSchedules) expect(purge.params.safeParse(params).success).toBe(false)
    expect(purge.schedules?.filter(({ id }) => retiredSchedules.some((retired) => retired.id === id))).toEqual([])
  })
})
