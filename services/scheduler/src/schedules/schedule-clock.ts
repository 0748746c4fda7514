import { v7 as uuidv7 } from 'uuid'
import { nextFirings } from '@chasqui/schedules'
import type { CronFact } from '@chasqui/contracts'
import type { FiringRecord, ScheduleRecord, Schedules } from '@chasqui/mongo/tasks'
import type { Logger } from '@chasqui/telemetry'
import type { Firing } from '@chasqui/worker'
import { firingPlan } from './firing-plan.ts'

/** Whoever wrote the row of a firing has so long to launch its task and to state it; then anybody does. */
const HEAL_AFTER_MS = 10_000
const HEALED_AT_ONCE = 100

type Outcome = CronFact['outcome']

export type ScheduleClockDeps = {
  schedules: Pick<Schedules, 'enabled' | 'find' | 'fire' | 'noteFiredUpTo' | 'settleFiring' | 'unsettledFirings'>
  /** Launches the task of a firing, or says why not; doing it twice launches once. */
  launch: (schedule: ScheduleRecord, firing: Firing) => Promise<Outcome>
  /** States the firing on CRON; twice is once. */
  state: (schedule: Pick<ScheduleRecord, '_id' | 'tenantId' | 'type'>, firing: Firing, outcome: Outcome) => Promise<void>
  log: Pick<Logger, 'warn'>
}

/**
 * Fires schedules. Every scheduler ticks; the row of a nominal time is written by one of them. It holds the id of the task, so what a crash left between the row, the
 * launch and the fact is finished by any other.
 */
export class ScheduleClock {
  readonly #deps: ScheduleClockDeps
  readonly #name: string
  readonly #missedAfterMs: number
  /** When each schedule fires next, so that not every tick does the maths; by what it follows from. */
  readonly #next = new Map<string, { of: string; at: number }>()
  /** Firings that are being stated, by their id. */
  readonly #stating = new Map<string, Promise<void>>()

  constructor(deps: ScheduleClockDeps, { name, missedAfterMs }: { name: string; missedAfterMs: number }) {
    this.#deps = deps
    this.#name = name
    this.#missedAfterMs = missedAfterMs
  }

  /** Fires what is due. @returns whether more is due already */
  async tick(now: Date): Promise<boolean> {
    let isMore = false
    for (const schedule of await this.#deps.schedules.enabled()) {
      if (this.#nextAt(schedule) > now.getTime()) continue
      // One that cannot be launched keeps no other from its time.
      isMore = await this.#fireDue(schedule, now).catch((error: unknown) => {
        this.#deps.log.warn({ err: error, schedule: schedule._id }, 'a schedule could not be fired; it is tried again')
        return false
      }) || isMore
    }
    return isMore
  }

  /** Finishes firings that somebody has begun and not finished; what this scheduler is stating itself, it goes on stating. */
  async heal(now: Date): Promise<void> {
    const unsettled = await this.#deps.schedules.unsettledFirings(new Date(now.getTime() - HEAL_AFTER_MS), HEALED_AT_ONCE + this.#stating.size)
    for (const firing of unsettled.filter((one) => !this.#stating.has(idOf(one)))) {
      // One that cannot be finished keeps no other waiting.
      await this.#complete(firing).catch((error: unknown) => this.#deps.log.warn({ err: error, schedule: firing.scheduleId }, 'a firing cannot be finished; it is tried again'))
    }
  }

  async #complete(firing: FiringRecord): Promise<void> {
    const schedule = await this.#deps.schedules.find(undefined, firing.scheduleId)
    // Nobody knows any more what it would have launched.
    if (!schedule) await this.#deps.schedules.settleFiring(firing, 'skipped_misfire')
    else if (firing.intended) this.#state(schedule, firing, firing.intended)
    else await this.#launchAndState(schedule, firing)
  }

  /** Waits for the facts that are being stated. */
  async finish(): Promise<void> {
    await Promise.allSettled(this.#stating.values())
  }

  #nextAt(schedule: ScheduleRecord): number {
    const of = `${schedule.cron} ${schedule.zone} ${schedule.firedUpTo.getTime()}`
    const known = this.#next.get(schedule._id)
    if (known?.of === of) return known.at
    const at = this.#soundly(schedule, () => nextFirings(schedule.cron, schedule.zone, schedule.firedUpTo, 1)[0]?.getTime()) ?? Infinity
    this.#next.set(schedule._id, { of, at })
    return at
  }

  async #fireDue(schedule: ScheduleRecord, now: Date): Promise<boolean> {
    const plan = this.#soundly(schedule, () => firingPlan(schedule, now, this.#missedAfterMs))
    if (!plan) return false
    for (const { nominalAt, isSkipped } of plan.firings) {
      const firing = { scheduleId: schedule._id, tenantId: schedule.tenantId, nominalAt, firedAt: now, by: this.#name, taskId: uuidv7() }
      const isMine = await this.#deps.schedules.fire({ ...firing, ...(isSkipped ? { intended: 'skipped_misfire' as const } : {}) })
      if (isMine && isSkipped) this.#state(schedule, firing, 'skipped_misfire')
      if (isMine && !isSkipped) await this.#launchAndState(schedule, firing)
      // Only now: the row is there, whatever becomes of this process.
      await this.#deps.schedules.noteFiredUpTo(schedule._id, nominalAt)
    }
    return plan.isMore
  }

  async #launchAndState(schedule: ScheduleRecord, firing: Firing): Promise<void> {
    this.#state(schedule, firing, await this.#deps.launch(schedule, firing))
  }

  /** Settled when it is stated: while the broker is away it stays unsettled, and is stated by whoever is there then. */
  #state(schedule: ScheduleRecord, firing: Firing, outcome: Outcome): void {
    const id = idOf(firing)
    const stating = this.#deps.state(schedule, firing, outcome)
      .then(() => this.#deps.schedules.settleFiring(firing, outcome))
      .catch((error: unknown) => this.#deps.log.warn({ err: error, schedule: schedule._id }, 'a firing could not be stated; it is finished later'))
      .finally(() => { this.#stating.delete(id) })
    this.#stating.set(id, stating)
  }

  /** A schedule that croner cannot read stops no other. */
  #soundly<T>(schedule: ScheduleRecord, maths: () => T): T | undefined {
    try {
      return maths()
    } catch (error) {
      this.#deps.log.warn({ err: error, schedule: schedule._id }, 'a schedule cannot be read; switch it off or mend it')
      return undefined
    }
  }
}

function idOf({ scheduleId, nominalAt, isManual }: Pick<FiringRecord, 'scheduleId' | 'nominalAt' | 'isManual'>): string {
  return `${scheduleId}@${nominalAt.toISOString()}${isManual ? '!' : ''}`
}
