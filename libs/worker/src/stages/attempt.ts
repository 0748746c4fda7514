import { control, isLegalMove, type ItemIds, type Stage } from '@chasqui/contracts'
import { asFault, Fault } from '@chasqui/errors'
import type { Items } from '@chasqui/mongo/items'
import type { Logger } from '@chasqui/telemetry'
import { workerErrors } from '../errors.ts'
import { grouped } from '../grouped.ts'
import type { Beating } from '../heartbeat.ts'
import { reject, retry, skip, type Outcome } from './outcome.ts'

const RENEWED_TOGETHER = 1_000

/** Runs handlers under their limits: soft = the signal, hard = the answer is no longer waited for. */
export class Attempts {
  readonly #stage: Stage
  readonly #renew: (claim: { itemId: string; owner: string }) => Promise<boolean>
  readonly #processStops: AbortSignal
  readonly #onLeaseLost: () => void
  readonly #working = new Map<AbortController, ItemIds>()

  constructor(stage: Stage, items: Items, options: { leaseMs: number; processStops: AbortSignal; onLeaseLost: () => void }) {
    this.#stage = stage
    this.#renew = grouped((claims) => items.renewLeases(claims, new Date(Date.now() + options.leaseMs)), { max: RENEWED_TOGETHER })
    this.#processStops = options.processStops
    this.#onLeaseLost = options.onLeaseLost
  }

  /** A batch was cancelled: work on its items is stopped now instead of being refused when it is done. */
  cancelled(subject: string): void {
    // Past the point of no return nobody is stopped.
    if (!isLegalMove(this.#stage.states.working, 'cancelled')) return
    for (const [abort, ids] of this.#working) if (control.cancelBatch(ids.batchId) === subject) abort.abort(workerErrors.fault('CANCELLED'))
  }

  /**
   * Runs the work; whatever it throws becomes an outcome.
   * @param owner the claim whose lease is renewed with every beat, where the work lasts
   * @throws only when the process stops
   */
  async run(ids: ItemIds, owner: string | undefined, beating: Beating, log: () => Logger, work: (signal: AbortSignal) => Promise<Outcome>): Promise<Outcome> {
    const abort = new AbortController()
    const { softMs, hardMs } = this.#stage.limits
    const limit = (ms: number): Fault => workerErrors.fault('STAGE_TIMEOUT', { detail: `${this.#stage.name}: ${ms} ms` })
    const onStop = (): void => abort.abort(this.#processStops.reason)
    const { promise: hardLimit, reject: passHardLimit } = Promise.withResolvers<never>()
    const timers = [setTimeout(() => abort.abort(limit(softMs)), softMs), setTimeout(() => passHardLimit(limit(hardMs)), hardMs)]
    const plainBeat = beating.beat
    if (owner !== undefined) beating.beat = this.#beatOf(plainBeat, { itemId: ids.itemId, owner }, abort)
    this.#working.set(abort, ids)
    this.#processStops.addEventListener('abort', onStop, { once: true })
    try {
      return await Promise.race([work(abort.signal), hardLimit])
    } catch (error) {
      if (this.#processStops.aborted) throw error
      return this.#outcomeOf(error, abort.signal, log)
    } finally {
      beating.beat = plainBeat
      timers.forEach(clearTimeout)
      this.#working.delete(abort)
      this.#processStops.removeEventListener('abort', onStop)
    }
  }

  #outcomeOf(error: unknown, signal: AbortSignal, log: () => Logger): Outcome {
    const fault = signal.aborted && signal.reason instanceof Fault ? signal.reason : asFault(error)
    if (fault.code === 'CANCELLED') return skip('the batch was cancelled')
    if (fault.code === 'UNEXPECTED') log().error({ err: error }, `${this.#stage.name} failed unexpectedly`)
    return fault.retry ? retry(fault) : reject(fault)
  }

  #beatOf(plainBeat: () => void, claim: { itemId: string; owner: string }, abort: AbortController): () => void {
    let isRenewing = false
    return () => {
      plainBeat()
      // A store that takes longer than a beat gets one renewal after the other: more would keep it from all other work, and so all claims alive for ever.
      if (isRenewing) return
      isRenewing = true
      void this.#renew(claim).catch(() => true).then((isKept) => {
        isRenewing = false
        if (isKept || abort.signal.aborted) return
        this.#onLeaseLost()
        abort.abort(new Error('the lease went to somebody else'))
      })
    }
  }
}
