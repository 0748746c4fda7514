import type { Collection, Db } from 'mongodb'
import { EVERYONE, TaskHolds } from './task-holds.ts'
import { Places } from './places.ts'

type BreakerDocument = { _id: string; failures: number; lastFailure?: { at: Date; code: string } }

export type BreakerSettings = {
  /** Failures in a row that open it. */
  threshold: number
  openMs: number
}

export type Admission =
  | { kind: 'closed' }
  /** One call finds out whether the service is back; the place is its own until it says so. */
  | { kind: 'probe'; place: string; holder: string }
  | { kind: 'open'; afterMs: number }

/** Another probe may be tried after so long, should the one that was let through never answer. */
const PROBE_MS = 60_000
const PROBE_AGAIN_MS = 1_000

/**
 * A circuit breaker for each outside service, shared by all processes. Open, it is a hold on the service, which schedulers and workers heed and people see; after that one call at a
 * time is let through until one works.
 */
export class Breakers {
  readonly #breakers: Collection<BreakerDocument>
  readonly #holds: TaskHolds
  readonly #places: Places

  constructor(db: Db) {
    this.#breakers = db.collection<BreakerDocument>('task_breakers')
    this.#holds = new TaskHolds(db)
    this.#places = new Places(db)
  }

  async admit(service: string, holder: string, { threshold }: BreakerSettings, now = new Date()): Promise<Admission> {
    const breaker = await this.#breakers.findOne({ _id: service })
    if (!breaker || breaker.failures < threshold) return { kind: 'closed' }
    const hold = (await this.#holds.inForce(now)).find(({ kind, name, tenantId }) => kind === 'service' && name === service && tenantId === EVERYONE)
    if (hold) return { kind: 'open', afterMs: hold.until ? hold.until.getTime() - now.getTime() : PROBE_AGAIN_MS }
    const place = await this.#places.take(`breaker ${service}`, 1, holder, new Date(now.getTime() + PROBE_MS), now)
    return place === undefined ? { kind: 'open', afterMs: PROBE_AGAIN_MS } : { kind: 'probe', place, holder }
  }

  async worked(service: string, admission: Admission): Promise<void> {
    await this.#breakers.updateOne({ _id: service, failures: { $gt: 0 } }, { $set: { failures: 0 } })
    await this.saidNothing(admission)
  }

  /** The call ended without a word about the service: nothing is counted, and who came to find out makes room for another. */
  async saidNothing(admission: Admission): Promise<void> {
    if (admission.kind === 'probe') await this.#places.giveBack([admission])
  }

  /** @returns whether the breaker is open now */
  async failed(service: string, code: string, admission: Admission, { threshold, openMs }: BreakerSettings, now = new Date()): Promise<boolean> {
    await this.#breakers.updateOne({ _id: service }, { $inc: { failures: 1 }, $set: { lastFailure: { at: now, code } } }, { upsert: true })
    // Read afterwards: of racing upserts that answer with the document, the stand-in for MongoDB answers some with none. Who sees a later failure too opens it no less.
    const { failures } = await this.#breakers.findOne({ _id: service }) ?? { failures: 0 }
    const isOpen = failures >= threshold
    if (isOpen) await this.#holds.set({ tenantId: EVERYONE, kind: 'service', name: service, reason: `${failures} failures in a row, the last: ${code}`, by: 'breaker', at: now, until: new Date(now.getTime() + openMs) })
    await this.saidNothing(admission)
    return isOpen
  }
}
