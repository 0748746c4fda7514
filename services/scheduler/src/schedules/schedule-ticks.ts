import { cronMessage, launchFiring, type Deps, type Statements, type TaskDeps } from '@chasqui/worker'
import { Rounds } from '../rounds.ts'
import { pauseRetired } from './retired-schedules.ts'
import { ScheduleClock } from './schedule-clock.ts'
import { standingSchedules } from './standing-schedules.ts'

const SECOND_MS = 1_000
const HEAL_EVERY_MS = 5_000

type TickDeps = Deps & TaskDeps<'tasks' | 'types' | 'schedules'>

/** Ticks at every full second, and finishes what others left. */
export class ScheduleTicks {
  readonly #schedules: TickDeps['taskStore']['schedules']
  readonly #audit: Deps['audit']
  readonly #clock: ScheduleClock
  readonly #ticks: Rounds
  readonly #healing: Rounds
  #isMore = false

  constructor(deps: TickDeps, statements: Pick<Statements, 'say'>, { missedAfterMs }: { missedAfterMs: number }) {
    this.#schedules = deps.taskStore.schedules
    this.#audit = deps.audit
    this.#clock = new ScheduleClock({
      schedules: this.#schedules, log: deps.log,
      launch: (schedule, firing) => launchFiring(deps, schedule, firing),
      state: (schedule, firing, outcome) => statements.say(cronMessage(schedule, firing, outcome, deps.service), 'cron', undefined),
    }, { name: deps.processName, missedAfterMs })
    this.#ticks = new Rounds('firing schedules', async () => { this.#isMore = await this.#clock.tick(new Date()) }, deps.log)
    this.#healing = new Rounds('finishing firings', () => this.#clock.heal(new Date()), deps.log)
  }

  async start(): Promise<void> {
    for (const [service, schedules] of Object.entries(standingSchedules)) await this.#schedules.declare(service, schedules)
    await pauseRetired({ schedules: this.#schedules, audit: this.#audit })
    this.#ticks.start(() => this.#isMore ? 0 : SECOND_MS - Date.now() % SECOND_MS)
    this.#healing.start(() => HEAL_EVERY_MS)
  }

  async stop(): Promise<void> {
    await Promise.all([this.#ticks.stop(), this.#healing.stop()])
    await this.#clock.finish()
  }
}
