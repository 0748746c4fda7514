import { describe, expect, it } from 'vitest'
import { streams } from '@chasqui/contracts'
import type { ScheduleRecord } from '@chasqui/mongo/tasks'
import { waitFor, withServers } from '@chasqui/testkit'
import { newPlace } from '../place.ts'
import { keepAlive } from '../processes.ts'
import { openPlatform, startPlatform, startScheduler, startWorker, taskProgram, type TestPlatform } from './platform.ts'

const servers = withServers()

async function schedule({ store, tenant }: TestPlatform, id: string, rest: Partial<ScheduleRecord> = {}): Promise<void> {
  const now = new Date()
  await store.schedules.insert({
    _id: id, tenantId: tenant.id, description: '', type: 'test.noop', params: {}, cron: '* * * * * *', zone: 'America/Lima', enabled: true, misfire: 'latest', overlap: 'allow',
    firedUpTo: now, createdBy: 'test', createdAt: now, updatedAt: now, version: 0, ...rest,
  })
}

async function switchOff({ store }: TestPlatform, id: string): Promise<void> {
  await waitFor(async () => {
    const there = await store.schedules.find(undefined, id)
    return there && await store.schedules.change(there, { enabled: false }, 'test')
  }, { what: 'the schedule switched off' })
}

const firingsOf = async ({ store }: TestPlatform, id: string) => (await store.schedules.history(id, { limit: 1_000 })).reverse()
const tasksOf = ({ store }: TestPlatform, id: string) => store.tasks.collection().find({ scheduleId: id }).toArray()

describe('promise 8: one firing for each nominal time', () => {
  it('with three schedulers of which two are killed now and then', async () => {
    const where = newPlace(servers)
    const platform = await startPlatform(where)
    const mortal = await Promise.all([1, 2].map(() => keepAlive(taskProgram(where, 'scheduler'))))
    await schedule(platform, 'every-second', { misfire: 'all' })
    for (let kill = 0; kill < 4; kill++) {
      const before = (await firingsOf(platform, 'every-second')).length
      await waitFor(async () => (await firingsOf(platform, 'every-second')).length >= before + 2, { what: 'two more firings', limitMs: 60_000 })
      mortal[kill % 2]?.kill('SIGKILL')
    }
    await waitFor(() => mortal.reduce((sum, one) => sum + one.deaths(), 0) === 4, { what: 'four deaths', limitMs: 60_000 })
    await switchOff(platform, 'every-second')
    await Promise.all(mortal.map((one) => one.end()))
    const firings = await waitFor(async () => {
      const all = await firingsOf(platform, 'every-second')
      return all.every(({ outcome }) => outcome !== undefined) ? all : undefined
    }, { what: 'every firing settled', limitMs: 60_000 })
    const seconds = firings.map(({ nominalAt }) => nominalAt.getTime() / 1000)
    expect(seconds.length).toBeGreaterThanOrEqual(8)
    expect(seconds).toEqual(seconds.map((_, n) => (seconds[0] ?? 0) + n))
    const tasks = await tasksOf(platform, 'every-second')
    expect(tasks.map(({ _id }) => _id).sort()).toEqual(firings.map(({ taskId }) => taskId).sort())
    expect(new Set(tasks.map(({ nominalAt }) => nominalAt?.getTime())).size).toBe(firings.length)
    await platform.ended(tasks.map(({ _id }) => _id))
    // Stated on CRON too, once each.
    const stated = await platform.deps.bus.jsm.streams.info(streams.CRON.name, { subjects_filter: 'cron.every-second' })
    expect(stated.state.subjects?.['cron.every-second']).toBe(firings.length)
  }, 300_000)

  it.each([['latest', ['skipped_misfire', 'skipped_misfire', 'launched']], ['all', ['launched', 'launched', 'launched']], ['skip', ['skipped_misfire', 'skipped_misfire', 'skipped_misfire']]] as const)('after an outage, under the policy %s', async (misfire, outcomes) => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    // Down for three hours, and the next hour is far away.
    const minute = (new Date().getUTCMinutes() + 30) % 60
    await schedule(platform, 'hourly', { cron: `${minute} * * * *`, misfire, firedUpTo: new Date(Date.now() - 3 * 3_600_000) })
    await Promise.all([startScheduler(where), startScheduler(where)])
    const firings = await waitFor(async () => { const all = await firingsOf(platform, 'hourly'); return all.length === 3 && all.every(({ outcome }) => outcome) ? all : undefined }, { what: 'three dealt with', limitMs: 20_000 })
    expect(firings.map(({ outcome }) => outcome)).toEqual(outcomes)
    expect(await tasksOf(platform, 'hourly')).toHaveLength(outcomes.filter((outcome) => outcome === 'launched').length)
  }, 60_000)

  it('skips while the task of the one before is at work, where it is told to', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await Promise.all([startScheduler(where), startScheduler(where), startWorker(where)])
    await schedule(platform, 'slow', { type: 'test.slow', params: { ms: 2_500 }, overlap: 'skip', misfire: 'all' })
    await waitFor(async () => (await tasksOf(platform, 'slow')).length >= 2, { what: 'two launched', limitMs: 30_000 })
    await switchOff(platform, 'slow')
    const firings = await waitFor(async () => { const all = await firingsOf(platform, 'slow'); return all.every(({ outcome }) => outcome) ? all : undefined }, { what: 'all settled', limitMs: 30_000 })
    expect(firings.filter(({ outcome }) => outcome === 'skipped_overlap').length).toBeGreaterThan(1)
    const tasks = await platform.ended((await tasksOf(platform, 'slow')).map(({ _id }) => _id))
    const runs = tasks.map(({ createdAt, endedAt }) => [createdAt.getTime(), endedAt?.getTime() ?? 0] as const).sort((a, b) => a[0] - b[0])
    for (let n = 1; n < runs.length; n++) expect(runs[n]?.[0]).toBeGreaterThanOrEqual(runs[n - 1]?.[1] ?? 0)
  }, 90_000)

  it('launches nothing for a type that nobody announced, and says so', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await schedule(platform, 'nobody', { type: 'nobody.knows' })
    await startScheduler(where)
    const [first] = await waitFor(async () => { const all = await firingsOf(platform, 'nobody'); return all[0]?.outcome ? all : undefined }, { what: 'a firing' })
    expect(first?.outcome).toBe('skipped_no_type')
    expect(await tasksOf(platform, 'nobody')).toEqual([])
  }, 60_000)

  it('what a scheduler left between the row and the launch is finished by another', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await schedule(platform, 'daily', { cron: '0 0 1 1 *' })
    const nominalAt = new Date('2026-01-01T05:00:00Z')
    await platform.store.schedules.fire({ scheduleId: 'daily', tenantId: platform.tenant.id, nominalAt, firedAt: new Date(Date.now() - 60_000), by: 'a dead scheduler', taskId: '01970000-0000-7000-8000-000000000001' })
    await startScheduler(where)
    await waitFor(async () => (await firingsOf(platform, 'daily'))[0]?.outcome === 'launched', { what: 'the firing finished', limitMs: 20_000 })
    expect(await platform.task('01970000-0000-7000-8000-000000000001')).toMatchObject({ scheduleId: 'daily', nominalAt })
  }, 60_000)
})

describe('the schedules that exist from the start', () => {
  it('are created once; what a person changed stays', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    const first = await startScheduler(where)
    const report = await platform.store.schedules.find(undefined, 'sunat.daily_report')
    expect(report).toMatchObject({ cron: '0 23 * * *', zone: 'America/Lima', type: 'sunat.generate_daily_report', enabled: true, declaredBy: 'sunat-send' })
    if (report) await platform.store.schedules.change(report, { cron: '0 22 * * *', enabled: false }, 'a person')
    await first.stop()
    await startScheduler(where)
    expect(await platform.store.schedules.find(undefined, 'sunat.daily_report')).toMatchObject({ cron: '0 22 * * *', enabled: false, updatedBy: 'a person' })
    expect((await platform.store.schedules.list(undefined, { limit: 100 })).filter(({ declaredBy }) => declaredBy !== 'scheduler').map(({ _id, enabled }) => `${_id} ${enabled}`)).toEqual([
      'sii.documents false', 'sii.f29 false', 'sunat.cleanup true', 'sunat.daily_report false', 'sunat.retry_failed true',
      'toolbox.actualizar-kpi-acumulado-manana false', 'toolbox.actualizar-kpi-acumulado-mediodia false', 'toolbox.actualizar-tablas-cxc-manana false', 'toolbox.actualizar-tablas-cxc-tarde false',
      'toolbox.actualizar-tablas-reportes-manana true', 'toolbox.actualizar-tablas-reportes-mediodia false', 'toolbox.actualizar-tablas-reportes-tarde true', 'toolbox.actualizar-tipo-cambio-diario false',
    ])
  }, 60_000)
})
