import type { TaskStore } from '@chasqui/mongo/tasks'
import { cronMessage, launchFiring, type Deps, type Statements } from '@chasqui/worker'
import { Rounds } from '../rounds.ts'
import { pauseRetired } from './retired-schedules.ts'
import { ScheduleClock } from './schedule-clock.ts'
import { standingSchedules } from './standing-schedules.ts'

const SERVICE = 'scheduler'
const SECOND_MS = 1_000
const HEAL_EVERY_MS = 5_000

/** Ticks at every full second, and finishes what others left. */
export class ScheduleTicks {
  readonly #store: TaskStore
  readonly #audit: Deps['audit']
  readonly #clock: ScheduleClock
  readonly #ticks: Rounds
  readonly #healing: Rounds
  #isMore = false

  constructor(deps: Deps, store: TaskStore, statements: Pick<Statements, 'say'>, options: { name: string; missedAfterMs: number }) {
    this.#store = store
    this.#audit = deps.audit
    this.#clock = new ScheduleClock({
      schedules: store.schedules, log: deps.log,
      launch: (schedule, firing) => launchFiring(deps, store, schedule, firing, SERVICE),
      state: (schedule, firing, outcome) => statements.say(cronMessage(schedule, firing, outcome, SERVICE), 'cron', undefined),
    }, options)
    this.#ticks = new Rounds('firing schedules', async () => { this.#isMore = await this.#clock.tick(new Date()) }, deps.log)
    this.#healing = new Rounds('finishing firings', () => this.#clock.heal(new Date()), deps.log)
  }

  async start(): Promise<void> {
    for (const [service, schedules] of Object.entries(standingSchedules)) await this.#store.schedules.declare(service, schedules)
    await pauseRetired({ schedules: this.#store.schedules, audit: this.#audit })
    this.#ticks.start(() => this.#isMore ? 0 : SECOND_MS - Date.now() % SECOND_MS)
    this.#healing.start(() => HEAL_EVERY_MS)
  }

  async stop(): Promise<void> {
    await Promise.all([this.#ticks.stop(), this.#healing.stop()])
    await this.#clock.finish()
  }
}
