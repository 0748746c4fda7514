import type { Collection, Db } from 'mongodb'

export const HOLD_KINDS = ['lane', 'type', 'tenant', 'service'] as const
export type HoldKind = (typeof HOLD_KINDS)[number]

/** Of every tenant. */
export const EVERYONE = '*'

/**
 * Something that is not to start for now: a lane, a type, a tenant that a person paused, or an outside service whose breaker is open. `tenantId` says for whom: a
 * tenant's own admin pauses for that tenant alone.
 */
export type Hold = {
  /** `<tenant or *> <kind> <name>` */
  _id: string
  tenantId: string
  kind: HoldKind
  name: string
  reason: string
  by: string
  at: Date
  until?: Date
}

/** What a hold is asked about. */
export type HoldSubject = { tenantId: string; lane: string; type: string; outside?: string | undefined }

/** The hold that stops this task for now, if any. Pure. */
export function holdOn(holds: readonly Hold[], subject: HoldSubject, now: Date): Hold | undefined {
  return holds.find((hold) => (!hold.until || hold.until > now) && (hold.tenantId === EVERYONE || hold.tenantId === subject.tenantId) && isAbout(hold, subject))
}

function isAbout({ kind, name }: Hold, subject: HoldSubject): boolean {
  switch (kind) {
    case 'lane': return subject.lane === name
    case 'type': return subject.type === name
    case 'tenant': return subject.tenantId === name
    case 'service': return subject.outside === name
  }
}

export class TaskHolds {
  readonly #holds: Collection<Hold>

  constructor(db: Db) {
    this.#holds = db.collection<Hold>('task_holds')
  }

  async set(hold: Omit<Hold, '_id'>): Promise<Hold> {
    const whole = { _id: holdId(hold.tenantId, hold.kind, hold.name), ...hold }
    await this.#holds.replaceOne({ _id: whole._id }, whole, { upsert: true })
    return whole
  }

  /** @returns what was lifted; null when nothing of this name is in force */
  lift(tenantId: string, kind: HoldKind, name: string, now = new Date()): Promise<Hold | null> {
    return this.#holds.findOneAndDelete({ _id: holdId(tenantId, kind, name), $or: [{ until: { $exists: false } }, { until: { $gt: now } }] })
  }

  /** Those in force. */
  async inForce(now = new Date()): Promise<Hold[]> {
    return (await this.#holds.find({}, { sort: { _id: 1 } }).toArray()).filter((hold) => !hold.until || hold.until > now)
  }
}

function holdId(tenantId: string, kind: HoldKind, name: string): string {
  return `${tenantId} ${kind} ${name}`
}
