import DataLoader from 'dataloader'
import type { JsMsg } from '@nats-io/jetstream'
import { control, stageConsumers, stageNamed, type StageName, type StageNamed } from '@chasqui/contracts'
import type { Fault } from '@chasqui/errors'
import { CLAIM_FIELDS, type Item, type Move, type MoveResult, type Standing } from '@chasqui/mongo'
import { admit, type Ticket } from './admission.ts'
import { Attempts } from './attempt.ts'
import type { RetryPolicy } from '../backoff.ts'
import { buryMessage, buryItem } from './bury.ts'
import type { Deps } from '../deps.ts'
import { workerErrors } from '../errors.ts'
import { grouped } from '../grouped.ts'
import { Heartbeat, type Beating } from '../heartbeat.ts'
import { StageObserver, type ObservedMessage } from './stage-observer.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import { reject, type Outcome } from './outcome.ts'
import { noProbe, type Probe } from '../probe.ts'
import { Puller } from '../pull.ts'
import { RoomHints } from '../room-hints.ts'
import { receive, type Received } from './received.ts'
import type { Check } from '../service.ts'
import { settle } from '../settle.ts'
import type { StageHandler, StageInput } from './stage.ts'
import { ItemStatements } from './item-statements.ts'
import { StoreWait } from '../store-wait.ts'
import { verdictOf } from './verdict.ts'

export type RunnerSettings = {
  worker: string
  capacity: number
  ackWaitMs: number
  leaseMs: number
  heartbeatMs: number
  retries: RetryPolicy
  crashBudget: number
  lasts: (body: StageInput['body']) => boolean
  probe?: Probe
}

/** A message with all that belongs to it while it is worked on. */
type InHand = { message: JsMsg; beating: Beating; observed: ObservedMessage; received: Received }

const GROUP_MAX = 100

/**
 * Runs a stage: a message is received, admitted, handled, committed in a group with its neighbours, its next fact is
 * stated, and only then is it acknowledged. Killed anywhere in between, it comes again and finds what was done.
 */
export class StageRunner<N extends StageName> {
  readonly #stage: StageNamed<N>
  readonly #deps: Deps
  readonly #settings: RunnerSettings
  readonly #handler: StageHandler<N>
  readonly #heartbeat: Heartbeat
  readonly #puller: Puller
  readonly #apply: (move: Move) => Promise<MoveResult>
  readonly #load: DataLoader<string, Item | null>
  readonly #statements: ItemStatements
  readonly #storeWait: StoreWait
  readonly #hints: RoomHints
  readonly #probe: Probe
  readonly #stop = new AbortController()
  readonly #attempts: Attempts
  readonly #observer: StageObserver
  readonly #alone = oneAtATime()
  #cancels: { unsubscribe: () => void } | undefined
  #claims = 0

  constructor(name: N, handler: StageHandler<N>, deps: Deps, settings: RunnerSettings) {
    this.#stage = stageNamed(name)
    this.#deps = deps
    this.#settings = settings
    this.#handler = handler
    this.#observer = new StageObserver(this.#stage, deps.log)
    this.#attempts = new Attempts(this.#stage, deps.items, { leaseMs: settings.leaseMs, processStops: this.#stop.signal, onLeaseLost: () => this.#observer.leaseLost() })
    this.#heartbeat = new Heartbeat(settings.heartbeatMs)
    this.#probe = settings.probe ?? noProbe
    this.#hints = new RoomHints(deps.bus)
    this.#statements = new ItemStatements(deps, name, this.#stop.signal)
    this.#storeWait = new StoreWait(deps.log, this.#stop.signal)
    this.#apply = grouped((moves) => this.#commit(moves), { max: GROUP_MAX, isolates: true, ownerOf: (move) => move.ids.tenantId })
    this.#load = new DataLoader<string, Item | null>((ids) => this.#readMany(ids), { cache: false, maxBatchSize: GROUP_MAX })
    const consumer = stageConsumers[name]
    this.#puller = new Puller(deps.bus, { stream: consumer.stream, durable: consumer.durable, capacity: settings.capacity, heartbeatMs: 1_000, expiresMs: 3_000 },
      (message) => this.#run(message), (error) => this.#pullFailed(error))
  }

  async start(): Promise<void> {
    await this.#statements.ensureTopology(this.#stage.name, this.#settings.ackWaitMs)
    this.#puller.start()
    this.#cancels = this.#deps.bus.nc.subscribe(control.cancelAll, { callback: (_error, hint) => this.#attempts.cancelled(hint.subject) })
  }

  /** Whether the broker was heard of lately and the record store took the last write. */
  readiness(): Check {
    if (!this.#deps.bus.isConnected()) return { ok: false, why: 'no connection to NATS' }
    if (this.#storeWait.isAway) return { ok: false, why: 'the record store is away' }
    return this.#puller.isHearing() ? { ok: true } : { ok: false, why: 'nothing heard from the broker' }
  }

  /** Pulls no more, lets what is in hand end or hands it back, then stops the handler, which closes what it has open. */
  async stop(withinMs: number): Promise<void> {
    this.#cancels?.unsubscribe()
    await this.#puller.stopPulling()
    if (!await this.#puller.finish(withinMs)) {
      this.#stop.abort(new Error('the process stops'))
      await this.#puller.finish(2_000)
    }
    this.#stop.abort(new Error('the process stops'))
    this.#heartbeat.stop()
    await this.#handler.stop?.()
  }

  async #run(message: JsMsg): Promise<void> {
    const beating: Beating = { beat: () => message.working() }
    const observed = this.#observer.begin(message)
    this.#heartbeat.add(beating)
    try {
      await observed.trace.run(async () => observed.end(await this.#runOne(message, beating, observed)))
    } catch (error) {
      // Not a verdict: the process stops, or a defect of the runner. The message comes again.
      observed.end('handed back', error)
      if (!this.#stop.signal.aborted) this.#deps.log.error({ err: error, subject: message.subject }, 'a message was handed back')
      settle(message, { kind: 'nak', afterMs: this.#stop.signal.aborted ? 0 : this.#settings.leaseMs })
    } finally {
      this.#heartbeat.remove(beating)
    }
  }

  /** @returns what came of it, in one word, for the metrics */
  async #runOne(message: JsMsg, beating: Beating, observed: ObservedMessage): Promise<string> {
    const received = receive(message, this.#stage)
    if (!received.ok) return this.#buryMessage(message, received.fault)
    const hand: InHand = { message, beating, observed, received: { ...received.value, trace: observed.trace.headers } }
    await this.#probe('received', hand.received.ids)
    const before = this.#handler.before?.(hand.received.body as StageInput<N>['body'])
    if (before) {
      settle(message, before.kind === 'skip' ? { kind: 'ack' } : { kind: 'nak', afterMs: before.afterMs })
      return before.kind
    }
    const ticket = await this.#storeWait.run(() => this.#admit(hand, false))
    if (ticket.kind !== 'suspect') return this.#runAdmitted(hand, ticket)
    return this.#alone(async () => this.#runAdmitted(hand, await this.#storeWait.run(() => this.#admit(hand, true))))
  }

  #admit({ message, received }: InHand, alone: boolean): Promise<Ticket> {
    const { leaseMs, crashBudget, worker } = this.#settings
    return admit(message, received, {
      stage: this.#stage, items: this.#deps.items, apply: this.#apply, leaseMs, crashBudget, alone,
      lasts: this.#settings.lasts(received.body),
      claimName: () => `${worker}/${process.pid}-${Date.now().toString(36)}-${++this.#claims}`,
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
      if (this.#stop.signal.aborted) await this.#handBack(hand, ticket.owner)
      throw error
    }
  }

  /** The process stops with the item in hand. Noted as a retry that is due now, it is nobody's crash. */
  async #handBack({ received: { ids } }: InHand, owner: string | undefined): Promise<void> {
    const { from, working } = this.#stage.states
    await this.#deps.items.apply([{
      ids, to: from, expect: owner === undefined ? { status: from } : { status: working, owner },
      set: { nextRetryAt: new Date() }, unset: [...CLAIM_FIELDS],
    }], this.#settings.worker).catch(() => undefined)
  }

  #attempt({ received: { ids, body }, beating, observed }: InHand, owner: string | undefined): Promise<Outcome> {
    const log = observed.log(ids)
    return this.#attempts.run(ids, owner, beating, log, (signal) => this.#storeWait.run(async () => {
      await this.#probe('working', ids)
      return this.#handler.handle({
        ids, body: body as StageInput<N>['body'], signal, log,
        tenant: await this.#deps.tenants.getCached(ids.tenantId),
        item: () => this.#loadItem(ids.itemId, ids.tenantId),
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
    const result = await this.#apply(verdict.move)
    if (result.kind !== 'moved') return this.#settleStale(hand, result.kind === 'refused' ? result.standing : undefined, ticket.owner === undefined ? undefined : outcome.kind)
    await this.#probe('written', received.ids)
    if (verdict.deadLetter) await this.#storeWait.run(() => buryItem(this.#deps, this.#stage.name, message, received, verdict.deadLetter))
    if (verdict.message.kind === 'ack') await this.#statements.state(received.ids, { ...received.body, ...verdict.view }, received.trace)
    await this.#probe('stated', received.ids)
    if (verdict.move.unset?.includes('inFlight')) this.#hints.roomFor(control.release(received.ids.tenantId))
    settle(message, verdict.message)
    this.#observer.settled(received.ids, outcome, verdict, docTypeOf(received.body) ?? verdict.view.docType, (endedAt.getTime() - startedAt.getTime()) / 1000)
    await this.#probe('settled', received.ids)
    return outcome.kind
  }

  /**
   * The item is not where the message believes it to be. Somebody who moved it may have died before writing its dead
   * letter or stating the fact of the move, so both are done again, from the record; neither doubles.
   */
  async #settleStale({ message, received }: InHand, standing: Standing | undefined, late?: string): Promise<string> {
    const { ids, trace } = received
    if (standing && standing.tenantId !== ids.tenantId) return this.#buryMessage(message, workerErrors.fault('MESSAGE_FOREIGN', { detail: message.subject }))
    this.#observer.refused(late)
    const { from, working, done, failed } = this.#stage.states
    if (standing?.run === ids.run && (standing.status === from || standing.status === working)) {
      // It is still this stage's: a retry that was noted, or somebody else's claim. The message stays until that ends.
      const due = Math.max(standing.leaseUntil?.getTime() ?? 0, standing.nextRetryAt?.getTime() ?? 0)
      settle(message, { kind: 'nak', afterMs: due - Date.now() })
      return 'deferred'
    }
    if (standing?.run === ids.run && (standing.status === done || standing.status === failed || standing.status === 'duplicate')) {
      const item = await this.#loadItem(ids.itemId, ids.tenantId)
      if (item.status === failed) await this.#storeWait.run(() => buryItem(this.#deps, this.#stage.name, message, received))
      if (item.status === standing.status) await this.#statements.state(ids, item, trace)
    }
    settle(message, { kind: 'ack' })
    return 'stale'
  }

  async #buryMessage(message: JsMsg, fault: Fault): Promise<string> {
    if (fault.code === 'MESSAGE_FOREIGN') this.#observer.foreign()
    await this.#storeWait.run(() => buryMessage(this.#deps, this.#stage.name, message, fault))
    this.#observer.buried(fault.code)
    settle(message, { kind: 'term' })
    return 'buried'
  }

  async #commit(moves: Move[]): Promise<MoveResult[]> {
    const startedAt = performance.now()
    const { worker } = this.#settings
    const mark = this.#deps.items.mark(worker)
    const results = await this.#storeWait.run(() => this.#deps.items.apply(moves, worker, mark))
    this.#observer.committed(moves.length, (performance.now() - startedAt) / 1000)
    return results
  }

  async #loadItem(itemId: string, tenantId: string): Promise<Item> {
    const item = await this.#load.load(itemId)
    if (!item || item.tenantId !== tenantId) throw workerErrors.fault('MESSAGE_FOREIGN', { detail: itemId })
    return item
  }

  async #readMany(ids: readonly string[]): Promise<(Item | null)[]> {
    const found = new Map((await this.#deps.items.findMany(ids)).map((item) => [item._id, item]))
    return ids.map((id) => found.get(id) ?? null)
  }

  async #pullFailed(error: unknown): Promise<void> {
    this.#observer.restarted()
    this.#deps.log.warn({ err: error }, 'pulling failed; starting anew')
    if (this.#deps.bus.isConnected()) await this.#statements.ensureTopology(this.#stage.name, this.#settings.ackWaitMs)
  }
}

/** The type of the document, where the message tells it. */
function docTypeOf(body: Received['body']): string | undefined {
  if ('docType' in body) return body.docType
  return 'canonical' in body ? body.canonical?.docType : undefined
}
