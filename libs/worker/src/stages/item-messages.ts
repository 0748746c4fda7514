import type { JsMsg } from '@nats-io/jetstream'
import { control, type StageName, type StageNamed } from '@chasqui/contracts'
import type { Fault } from '@chasqui/errors'
import type { Standing } from '@chasqui/mongo/items'
import type { Deps } from '../deps.ts'
import { workerErrors } from '../errors.ts'
import { Heartbeat, type Beating } from '../heartbeat.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import { noProbe, type Probe } from '../probe.ts'
import type { RoomHints } from '../room-hints.ts'
import { settle } from '../settle.ts'
import type { StoreWait } from '../store-wait.ts'
import { admit, type Ticket } from './admission.ts'
import type { Attempts } from './attempt.ts'
import { buryItem, buryMessage } from './bury.ts'
import type { ItemStatements } from './item-statements.ts'
import type { ItemWrites } from './item-writes.ts'
import { reject, type Outcome } from './outcome.ts'
import { receive, type Received } from './received.ts'
import type { ObservedMessage, StageObserver } from './stage-observer.ts'
import type { StageRunnerSettings } from './stage-settings.ts'
import type { StageHandler, StageInput } from './stage.ts'
import { verdictOf } from './verdict.ts'

export type ItemMessageParts<N extends StageName> = {
  handler: StageHandler<N>
  attempts: Attempts
  observer: StageObserver
  statements: ItemStatements
  storeWait: StoreWait
  writes: ItemWrites
  hints: RoomHints
  /** The process stops: what is aborted is handed back at once. */
  stopped: AbortSignal
}

/** A message with all that belongs to it while it is worked on. */
type InHand = { message: JsMsg; beating: Beating; observed: ObservedMessage; received: Received }

/** Takes the messages of a stage to their end: received, admitted, handled, written, the next fact stated, and only then acknowledged. */
export class ItemMessages<N extends StageName> {
  readonly #stage: StageNamed<N>
  readonly #deps: Deps
  readonly #settings: StageRunnerSettings
  readonly #parts: ItemMessageParts<N>
  readonly #probe: Probe
  readonly #heartbeat: Heartbeat
  readonly #alone = oneAtATime()
  #claims = 0

  constructor(stage: StageNamed<N>, deps: Deps, settings: StageRunnerSettings, parts: ItemMessageParts<N>) {
    this.#stage = stage
    this.#deps = deps
    this.#settings = settings
    this.#parts = parts
    this.#probe = settings.probe ?? noProbe
    this.#heartbeat = new Heartbeat(settings.heartbeatMs)
  }

  stop(): void {
    this.#heartbeat.stop()
  }

  /** Settles one message, whatever comes of it. */
  async take(message: JsMsg): Promise<void> {
    const { observer, stopped } = this.#parts
    const beating: Beating = { beat: () => message.working() }
    const observed = observer.begin(message)
    this.#heartbeat.add(beating)
    try {
      await observed.trace.run(async () => observed.end(await this.#runOne(message, beating, observed)))
    } catch (error) {
      // Not a verdict: the process stops, or a defect of the runner. The message comes again.
      observed.end('handed back', error)
      if (!stopped.aborted) this.#deps.log.error({ err: error, subject: message.subject }, 'a message was handed back')
      settle(message, { kind: 'nak', afterMs: stopped.aborted ? 0 : this.#settings.leaseMs })
    } finally {
      this.#heartbeat.remove(beating)
    }
  }

  /** @returns what came of it, in one word, for the metrics */
  async #runOne(message: JsMsg, beating: Beating, observed: ObservedMessage): Promise<string> {
    const received = receive(message, this.#stage)
    if (!received.ok) return this.#bury(message, received.fault)
    const hand: InHand = { message, beating, observed, received: { ...received.value, trace: observed.trace.headers } }
    await this.#probe('received', hand.received.ids)
    const before = this.#parts.handler.before?.(hand.received.body as StageInput<N>['body'])
    if (before) {
      settle(message, before.kind === 'skip' ? { kind: 'ack' } : { kind: 'nak', afterMs: before.afterMs })
      return before.kind
    }
    const ticket = await this.#parts.storeWait.run(() => this.#admit(hand, false))
    if (ticket.kind !== 'suspect') return this.#runAdmitted(hand, ticket)
    return this.#alone(async () => this.#runAdmitted(hand, await this.#parts.storeWait.run(() => this.#admit(hand, true))))
  }

  #admit({ message, received }: InHand, alone: boolean): Promise<Ticket> {
    const { leaseMs, crashBudget, worker } = this.#settings
    return admit(message, received, {
      stage: this.#stage, items: this.#deps.items, apply: this.#parts.writes.apply, leaseMs, crashBudget, alone,
      lasts: this.#settings.lasts(received.body),
      claimName: () => `${worker}/${++this.#claims}`,
    })
  }

  async #runAdmitted(hand: InHand, ticket: Ticket): Promise<string> {
    if (ticket.kind === 'stale') return this.#settleStale(hand, ticket.standing)
    if (ticket.kind === 'wait' || ticket.kind === 'suspect') {
      settle(hand.message, { kind: 'nak', afterMs: ticket.kind === 'wait' ? ticket.afterMs : this.#settings.leaseMs })
      return 'deferred'
    }
    try {
      await this.#probe('admitted', hand.received.ids)
      const startedAt = new Date()
      const outcome = ticket.kind === 'lost' ? reject(workerErrors.fault('WORKER_LOST')) : await this.#attempt(hand, ticket.owner)
      return await this.#settleOutcome(hand, ticket, outcome, startedAt)
    } catch (error) {
      if (this.#parts.stopped.aborted) await this.#parts.writes.handBack(hand.received.ids, ticket.owner, this.#stage.states)
      throw error
    }
  }

  #attempt({ received: { ids, body }, beating, observed }: InHand, owner: string | undefined): Promise<Outcome> {
    const log = observed.log(ids)
    return this.#parts.attempts.run(ids, owner, beating, log, (signal) => this.#parts.storeWait.run(async () => {
      await this.#probe('working', ids)
      return this.#parts.handler.handle({
        ids, body: body as StageInput<N>['body'], signal, log,
        tenant: await this.#deps.tenants.getCached(ids.tenantId),
        item: () => this.#parts.writes.load(ids.itemId, ids.tenantId),
      })
    }))
  }

  async #settleOutcome(hand: InHand, ticket: Extract<Ticket, { kind: 'mine' | 'lost' }>, outcome: Outcome, startedAt: Date): Promise<string> {
    const { message, received } = hand
    if (outcome.kind === 'deferred' || outcome.kind === 'skip') {
      settle(message, outcome.kind === 'skip' ? { kind: 'ack' } : { kind: 'nak', afterMs: outcome.afterMs })
      return outcome.kind
    }
    const endedAt = new Date()
    const verdict = verdictOf(outcome, {
      stage: this.#stage, ids: received.ids, owner: ticket.owner, retries: this.#settings.retries, random: Math.random(),
      ...(ticket.kind === 'lost' ? { tries: ticket.standing.tries } : { tries: ticket.tries, isUnseen: ticket.isUnseen }),
      attempt: { startedAt, endedAt, worker: this.#settings.worker, msgSeq: message.seq },
    })
    await this.#probe('handled', received.ids)
    const result = await this.#parts.writes.apply(verdict.move)
    if (result.kind !== 'moved') return this.#settleStale(hand, result.kind === 'refused' ? result.standing : undefined, ticket.owner === undefined ? undefined : outcome.kind)
    await this.#probe('written', received.ids)
    if (verdict.deadLetter) await this.#parts.storeWait.run(() => buryItem(this.#deps, this.#stage.name, message, received, verdict.deadLetter))
    if (verdict.message.kind === 'ack') await this.#parts.statements.state(received.ids, { ...received.body, ...verdict.view }, received.trace)
    await this.#probe('stated', received.ids)
    if (verdict.move.unset?.includes('inFlight')) this.#parts.hints.roomFor(control.release(received.ids.tenantId))
    settle(message, verdict.message)
    this.#parts.observer.settled(received.ids, outcome, verdict, docTypeOf(received.body) ?? verdict.view.docType, (endedAt.getTime() - startedAt.getTime()) / 1000)
    await this.#probe('settled', received.ids)
    return outcome.kind
  }

  /**
   * The item is not where the message believes it to be. Somebody who moved it may have died before writing its dead
   * letter or stating the fact of the move, so both are done again, from the record; neither doubles.
   */
  async #settleStale({ message, received }: InHand, standing: Standing | undefined, late?: string): Promise<string> {
    const { ids, trace } = received
    if (standing && standing.tenantId !== ids.tenantId) return this.#bury(message, workerErrors.fault('MESSAGE_FOREIGN', { detail: message.subject }))
    this.#parts.observer.refused(late)
    const { from, working, done, failed } = this.#stage.states
    if (standing?.run === ids.run && (standing.status === from || standing.status === working)) {
      // It is still this stage's: a retry that was noted, or somebody else's claim. The message stays until that ends.
      const due = Math.max(standing.leaseUntil?.getTime() ?? 0, standing.nextRetryAt?.getTime() ?? 0)
      settle(message, { kind: 'nak', afterMs: due - Date.now() })
      return 'deferred'
    }
    if (standing?.run === ids.run && (standing.status === done || standing.status === failed || standing.status === 'duplicate')) {
      const item = await this.#parts.writes.load(ids.itemId, ids.tenantId)
      if (item.status === failed) await this.#parts.storeWait.run(() => buryItem(this.#deps, this.#stage.name, message, received))
      if (item.status === standing.status) await this.#parts.statements.state(ids, item, trace)
    }
    settle(message, { kind: 'ack' })
    return 'stale'
  }

  async #bury(message: JsMsg, fault: Fault): Promise<string> {
    if (fault.code === 'MESSAGE_FOREIGN') this.#parts.observer.foreign()
    await this.#parts.storeWait.run(() => buryMessage(this.#deps, this.#stage.name, message, fault))
    this.#parts.observer.buried(fault.code)
    settle(message, { kind: 'term' })
    return 'buried'
  }
}

/** The type of the document, where the message tells it. */
function docTypeOf(body: Received['body']): string | undefined {
  if ('docType' in body) return body.docType
  return 'canonical' in body ? body.canonical?.docType : undefined
}
