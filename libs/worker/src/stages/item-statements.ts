import { stageConsumers, type ItemIds, type StageName } from '@chasqui/contracts'
import { ensureConsumer, factMessage } from '@chasqui/nats'
import type { TraceHeaders } from '@chasqui/telemetry'
import { Statements, type StatementDeps } from '../statements.ts'
import { factOf, type FactView, type StatedFact } from './fact-of.ts'

const MAX_PAYLOAD_BYTES = 64 * 1024

/** States the facts of items, and says whatever else is to be said. */
export class ItemStatements extends Statements {
  readonly #bus: StatementDeps['bus']
  readonly #source: string

  constructor(deps: StatementDeps, signal: AbortSignal) {
    super(deps, signal)
    this.#bus = deps.bus
    this.#source = `/chasqui/${deps.service}`
  }

  /** States the fact that follows from this view of an item, if one does. */
  async state(ids: ItemIds, view: FactView, trace: TraceHeaders | undefined, options: { restated?: number; relation?: 'child' | 'link' } = {}): Promise<void> {
    const stated = factOf(ids, view)
    if (!stated) return
    const full = factMessage(stated.fact, stated.body, this.#source, options.restated)
    // What is too large to ride along is read from the record by the next stage.
    const message = Buffer.byteLength(full.payload) <= MAX_PAYLOAD_BYTES ? full : factMessage(stated.fact, withoutCargo(stated.body), this.#source, options.restated)
    await this.say(message, `imports.${stated.fact.name}`, trace, options.relation)
  }

  /** The streams, and the consumer of a stage. */
  async ensureTopology(stage: StageName, ackWaitMs: number): Promise<void> {
    await this.ensureStreams()
    await ensureConsumer(this.#bus.jsm, stageConsumers[stage], { ackWaitMs })
  }
}

/** The fact with its ids alone, and the few fields that decide. */
function withoutCargo(body: StatedFact['body']): StatedFact['body'] {
  const { row: _row, canonical: _canonical, ...rest } = body
  return rest
}
