import { Failures } from '@chasqui/mongo/items'
import type { Deps, ItemStatements } from '@chasqui/worker'
import { Rounds } from '../rounds.ts'
import { BatchAlarms } from './batch-alarms.ts'
import { failCopies } from './failed-copies.ts'

/** Who starts looks back so far: what failed while nobody looked. */
const FIRST_LOOK_BACK_MS = 7 * 24 * 60 * 60_000
/** Clocks differ, and a write is seen after the time that it bears. */
const OVERLAP_MS = 60_000

/** Looks at what failed since the last look, and at what follows from it for others. */
export class FailureWatch {
  readonly #deps: Deps
  readonly #statements: Pick<ItemStatements, 'say' | 'state'>
  readonly #failures: Failures
  readonly #alarms: BatchAlarms
  readonly #everyMs: number
  readonly #rounds: Rounds
  #since: Date | undefined

  constructor(deps: Deps, statements: Pick<ItemStatements, 'say' | 'state'>, { everyMs }: { everyMs: number }) {
    this.#deps = deps
    this.#statements = statements
    this.#failures = new Failures(deps.store.db)
    this.#alarms = new BatchAlarms(deps, statements)
    this.#everyMs = everyMs
    this.#rounds = new Rounds('looking after failures', () => this.look(), deps.log)
  }

  start(): void {
    this.#rounds.start(() => this.#everyMs)
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  /** One look. While the broker is away nothing can be said of what is found; the next look finds it. */
  async look(now = new Date()): Promise<void> {
    if (!this.#deps.bus.isConnected()) return
    const batchIds = new Set<string>()
    for await (const failed of this.#failures.since(this.#since ?? new Date(now.getTime() - FIRST_LOOK_BACK_MS))) {
      for (const batchId of await failCopies(this.#deps, this.#failures, this.#statements, failed, now)) batchIds.add(batchId)
      for (const { batchId } of failed) batchIds.add(batchId)
    }
    await this.#alarms.look(batchIds, now)
    this.#since = new Date(now.getTime() - OVERLAP_MS)
  }
}
