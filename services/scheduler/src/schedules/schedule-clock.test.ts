import { describe, expect, it } from 'vitest'
import { firingsBetween } from '@chasqui/schedules'
import type { FiringRecord, ScheduleRecord } from '@chasqui/mongo/tasks'
import { seeded } from '@chasqui/testkit/seeded'
import { ScheduleClock, type ScheduleClockDeps } from './schedule-clock.ts'

const SANTIAGO = 'America/Santiago'
const LIMA = 'America/Lima'
const MINUTE_MS = 60_000

/** The record as the clock sees it, whose answers take a moment, and processes that die between any two writes. */
class Model {
  readonly schedules = new Map<string, ScheduleRecord>()
  readonly firings = new Map<string, FiringRecord>()
  /** Task ids by nominal time, of every launch; the record takes the same id once. */
  readonly launched = new Map<string, Set<string>>()
  readonly #random: () => number
  deaths = 0

  constructor(random: () => number) {
    this.#random = random
  }

  add(id: string, cron: string, zone: string, firedUpTo: Date, misfire: ScheduleRecord['misfire'] = 'all'): void {
    this.schedules.set(id, { _id: id, cron, zone, firedUpTo, misfire, overlap: 'allow', enabled: true, tenantId: 't1', type: 'test.noop', params: {}, description: '', createdBy: 'test', createdAt: firedUpTo, updatedAt: firedUpTo, version: 0 })
  }

  /** Of one scheduler. */
  deps(): ScheduleClockDeps {
    const idOf = (firing: Pick<FiringRecord, 'scheduleId' | 'nominalAt'>): string => `${firing.scheduleId}@${firing.nominalAt.toISOString()}`
    const step = async (mayDie: boolean): Promise<void> => {
      if (this.#random() < 0.3) await new Promise((resolve) => { setImmediate(resolve) })
      if (mayDie && this.#random() < 0.01) {
        this.deaths++
        throw new Error('the process dies')
      }
    }
    return {
      log: { warn: () => undefined },
      schedules: {
        enabled: async () => { await step(false); return [...this.schedules.values()].map((one) => ({ ...one })) },
        find: async (_tenant, id) => this.schedules.get(id) ?? null,
        fire: async (firing) => {
          await step(true)
          const _id = idOf(firing)
          if (this.firings.has(_id)) return false
          this.firings.set(_id, { ...firing, _id, expiresAt: firing.firedAt })
          await step(true)
          return true
        },
        noteFiredUpTo: async (id, nominalAt) => {
          await step(true)
          const schedule = this.schedules.get(id)
          if (schedule && schedule.firedUpTo < nominalAt) this.schedules.set(id, { ...schedule, firedUpTo: nominalAt })
        },
        settleFiring: async (firing, outcome) => {
          await step(true)
          const there = this.firings.get(idOf(firing))
          if (there) there.outcome = outcome
        },
        unsettledFirings: async (before, limit) => [...this.firings.values()].filter(({ outcome, firedAt }) => outcome === undefined && firedAt < before).slice(0, limit),
      },
      launch: async (_schedule, firing) => {
        await step(true)
        const ids = this.launched.get(idOf(firing)) ?? new Set()
        this.launched.set(idOf(firing), ids.add(firing.taskId))
        await step(true)
        return 'launched'
      },
      state: () => step(true),
    }
  }
}

/** Nights on which the clocks of Santiago are set, and one on which they are not. */
const NIGHTS = ['2026-04-04T16:00:00Z', '2026-09-05T16:00:00Z', '2027-04-03T16:00:00Z', '2027-09-04T16:00:00Z'] as const
const STEP_MS = 30_000
const TICKS_A_NIGHT = 2_500
const SCHEDULES = [['*/10 * * * *', SANTIAGO], ['30 0 * * *', SANTIAGO], ['30 23 * * *', SANTIAGO], ['0 0 * * *', SANTIAGO], ['15,45 0,23 * * *', SANTIAGO], ['*/7 * * * *', LIMA], ['0 23 * * *', LIMA]] as const

describe('5 schedulers that tick 10,000 times over clock changes, and die now and then', () => {
  it.each([1, 2])('fire each nominal time once and none never (seed %i)', async (seed) => {
    const random = seeded(seed)
    for (const night of NIGHTS) {
      const start = Date.parse(night)
      const model = new Model(random)
      for (const [cron, zone] of SCHEDULES) model.add(`${cron} ${zone}`, cron, zone, new Date(start))
      const clocks = Array.from({ length: 5 }, (_, n) => new ScheduleClock(model.deps(), { name: `s${n}`, missedAfterMs: MINUTE_MS }))
      let now = start
      for (let tick = 0; tick < TICKS_A_NIGHT; tick++) {
        now += STEP_MS
        // Their clocks differ a little, and some miss a tick.
        await Promise.all(clocks.map(async (clock) => {
          if (random() < 0.2) return
          await clock.tick(new Date(now - random() * 500)).catch(() => undefined)
          if (tick % 10 === 0) await clock.heal(new Date(now)).catch(() => undefined)
        }))
      }
      for (let more = 0; more < 5; more++) {
        await Promise.all(clocks.map(async (clock) => {
          await clock.tick(new Date(now)).catch(() => undefined)
          await clock.finish()
          await clock.heal(new Date(now + MINUTE_MS)).catch(() => undefined)
          await clock.finish()
        }))
      }
      expect(model.deaths).toBeGreaterThan(10)
      for (const [cron, zone] of SCHEDULES) {
        const wanted = firingsBetween(cron, zone, new Date(start), new Date(now), 10_000).map((at) => `${cron} ${zone}@${at.toISOString()}`)
        const launched = [...model.launched.keys()].filter((id) => id.startsWith(`${cron} ${zone}@`)).sort()
        expect(launched).toEqual(wanted.sort())
      }
      expect([...model.launched.values()].filter((ids) => ids.size > 1)).toEqual([])
    }
  }, 60_000)
})

describe('after an outage', () => {
  it.each([['latest', 1], ['all', 17], ['skip', 0]] as const)('the policy %s fires %i of 17 missed times, whoever comes back first', async (misfire, fired) => {
    const start = new Date('2026-03-01T10:00:00Z')
    const model = new Model(() => 0.5)
    model.add('s', '*/10 * * * *', LIMA, start, misfire)
    const back = new Date('2026-03-01T12:55:00Z')
    await Promise.all(Array.from({ length: 5 }, (_, n) => new ScheduleClock(model.deps(), { name: `s${n}`, missedAfterMs: MINUTE_MS }).tick(back)))
    expect(model.launched.size).toBe(fired)
    if (misfire === 'latest') expect([...model.launched.keys()]).toEqual(['s@2026-03-01T12:50:00.000Z'])
  })
})

describe('while the broker is away', () => {
  const start = new Date('2026-03-01T10:00:00Z')
  const due = new Date('2026-03-01T10:10:00Z')
  const later = (n: number): Date => new Date(due.getTime() + n * 11_000)

  it('a firing is stated once, however often what is unfinished is looked at', async () => {
    const model = new Model(() => 0.5)
    model.add('s', '*/10 * * * *', LIMA, start)
    let stated = 0
    const clock = new ScheduleClock({ ...model.deps(), state: () => { stated++; return new Promise(() => undefined) } }, { name: 's', missedAfterMs: MINUTE_MS })
    await clock.tick(due)
    for (let n = 1; n <= 5; n++) await clock.heal(later(n))
    expect([stated, model.launched.size]).toEqual([1, 1])
  })

  it('a time that was passed over is stated by another when its scheduler dies', async () => {
    const model = new Model(() => 0.5)
    model.add('s', '0 10 * * *', 'UTC', new Date('2026-03-01T09:00:00Z'), 'skip')
    const dies = new ScheduleClock({ ...model.deps(), state: () => Promise.reject(new Error('the process dies')) }, { name: 's1', missedAfterMs: MINUTE_MS })
    await dies.tick(due)
    await dies.finish()
    const said: string[] = []
    const heals = new ScheduleClock({ ...model.deps(), state: async (_schedule, _firing, outcome) => { said.push(outcome) } }, { name: 's2', missedAfterMs: MINUTE_MS })
    for (let n = 1; n <= 2; n++) {
      await heals.heal(later(n))
      await heals.finish()
    }
    expect([said, [...model.firings.values()].map(({ outcome }) => outcome), model.launched.size]).toEqual([['skipped_misfire'], ['skipped_misfire'], 0])
  })
})

describe('a firing that cannot be launched', () => {
  it('keeps no other from its time', async () => {
    const model = new Model(() => 0.5)
    const due = new Date('2026-03-01T10:10:00Z')
    for (const id of ['bad', 'good']) model.add(id, '*/10 * * * *', LIMA, new Date('2026-03-01T10:00:00Z'))
    const deps = model.deps()
    const clock = new ScheduleClock({ ...deps, launch: (schedule, firing) => schedule._id === 'bad' ? Promise.reject(new Error('its store refuses it')) : deps.launch(schedule, firing) }, { name: 's1', missedAfterMs: MINUTE_MS })
    await clock.tick(due)
    await clock.finish()
    expect([...model.launched.keys()]).toEqual(['good@2026-03-01T10:10:00.000Z'])
  })

  it('keeps no other waiting that was begun', async () => {
    const model = new Model(() => 0.5)
    const due = new Date('2026-03-01T10:10:00Z')
    for (const id of ['bad', 'good']) model.add(id, '*/10 * * * *', LIMA, new Date('2026-03-01T10:00:00Z'))
    const deps = model.deps()
    const dies = new ScheduleClock({ ...deps, launch: () => Promise.reject(new Error('the process dies')) }, { name: 's1', missedAfterMs: MINUTE_MS })
    for (let n = 0; n < 2; n++) await dies.tick(due).catch(() => undefined)
    const launch: ScheduleClockDeps['launch'] = (schedule, firing) => schedule._id === 'bad' ? Promise.reject(new Error('its store refuses it')) : deps.launch(schedule, firing)
    const heals = new ScheduleClock({ ...deps, launch }, { name: 's2', missedAfterMs: MINUTE_MS })
    await heals.tick(due).catch(() => undefined)
    await heals.heal(new Date(due.getTime() + 11_000))
    await heals.finish()
    expect([...model.firings.values()].filter(({ outcome }) => outcome === 'launched').map(({ scheduleId }) => scheduleId)).toEqual(['good'])
  })
})

describe('a schedule that cannot be read', () => {
  it('stops no other', async () => {
    const model = new Model(() => 0.5)
    const start = new Date('2026-03-01T10:00:00Z')
    model.add('a', 'nonsense', LIMA, start)
    model.add('b', '*/10 * * * *', LIMA, start)
    await new ScheduleClock(model.deps(), { name: 's', missedAfterMs: MINUTE_MS }).tick(new Date('2026-03-01T10:10:00Z'))
    expect([...model.launched.keys()]).toEqual(['b@2026-03-01T10:10:00.000Z'])
  })
})
