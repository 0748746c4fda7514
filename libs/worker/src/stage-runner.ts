import DataLoader from 'dataloader'
import type { JsMsg } from '@nats-io/jetstream'
import { control, stageConsumers, stageNamed, type ItemIds, type StageName, type StageNamed } from '@chasqui/contracts'
import { asFault, Fault } from '@chasqui/errors'
import { isStoreAway, type Item, type Move, type MoveResult, type Standing } from '@chasqui/mongo'
import { admit, type Ticket } from './admission.ts'
import type { RetryPolicy } from './backoff.ts'
import { buryMessage, buryItem } from './bury.ts'
import { workerErrors } from './errors.ts'
import { grouped } from './grouped.ts'
import { Heartbeat, type Beating } from './heartbeat.ts'
import { holdWhileAway } from './hold.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { reject, retry, skip, type Outcome } from './outcome.ts'
import { noProbe, type Probe } from './probe.ts'
import { Puller } from './pull.ts'
import { RoomHints } from './room-hints.ts'
import { receive, type Received } from './received.ts'
import { settle } from './settle.ts'
import type { Deps, StageHandler, StageInput } from './stage.ts'
import { Statements } from './statements.ts'
import { verdictOf, type Verdict } from './verdict.ts'

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
  readonly #statements: Statements
  readonly #hints: RoomHints
  readonly #probe: Probe
  readonly #stop = new AbortController()
  readonly #working = new Map<AbortController, ItemIds>()
  readonly #alone = oneAtATime()
  #claims = 0

  constructor(name: N, handler: StageHandler<N>, deps: Deps, settings: RunnerSettings) {
    this.#stage = stageNamed(name)
    this.#deps = deps
    this.#settings = settings
    this.#handler = handler
    this.#heartbeat = new Heartbeat(settings.heartbeatMs)
    this.#probe = settings.probe ?? noProbe
    this.#hints = new RoomHints(deps.bus)
    this.#statements = new Statements(deps, name, this.#stop.signal)
    this.#apply = grouped((moves) => this.#hold(() => deps.items.apply(moves, settings.worker)), { max: GROUP_MAX })
    this.#load = new DataLoader<string, Item | null>((ids) => this.#readMany(ids), { cache: false, maxBatchSize: GROUP_MAX })
    const consumer = stageConsumers[name]
    this.#puller = new Puller(deps.bus, { stream: consumer.stream, durable: consumer.durable, capacity: settings.capacity, heartbeatMs: 1_000, expiresMs: 3_000 },
      (message) => this.#run(message), (error) => this.#pullFailed(error))
  }

  async start(): Promise<void> {
    await this.#statements.ensureTopology(this.#stage.name, this.#settings.ackWaitMs)
    this.#puller.start()
    this.#deps.bus.nc.subscribe(control.cancelAll, { callback: (_error, hint) => this.#cancelled(hint.subject) })
  }

  /** A batch was cancelled: work on its items is stopped now instead of being refused when it is done. */
  #cancelled(subject: string): void {
    for (const [abort, ids] of this.#working) if (control.cancelBatch(ids.batchId) === subject) abort.abort(workerErrors.fault('CANCELLED'))
  }

  isHearing(): boolean {
    return this.#puller.isHearing()
  }

  /** Pulls no more, lets what is in hand end or hands it back, and closes the engine. */
  async stop(withinMs: number): Promise<void> {
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
    this.#heartbeat.add(beating)
    try {
      await this.#runOne(message, beating)
    } catch (error) {
      // Not a verdict: the process stops, or a defect of the runner. The message comes again.
      if (!this.#stop.signal.aborted) this.#deps.log.error({ err: error, subject: message.subject }, 'a message was handed back')
      settle(message, { kind: 'nak', afterMs: this.#stop.signal.aborted ? 0 : this.#settings.leaseMs })
    } finally {
      this.#heartbeat.remove(beating)
    }
  }

  async #runOne(message: JsMsg, beating: Beating): Promise<void> {
    const received = receive(message, this.#stage)
    if (!received.ok) return this.#buryMessage(message, received.fault)
    await this.#probe('received', received.value.ids)
    const before = this.#handler.before?.(received.value.body as StageInput<N>['body'])
    if (before) return settle(message, before.kind === 'skip' ? { kind: 'ack' } : { kind: 'nak', afterMs: before.afterMs })
    const ticket = await this.#hold(() => this.#admit(message, received.value, false))
    if (ticket.kind === 'suspect') return this.#alone(async () => this.#runAdmitted(message, received.value, beating, await this.#hold(() => this.#admit(message, received.value, true))))
    return this.#runAdmitted(message, received.value, beating, ticket)
  }

  async #runAdmitted(message: JsMsg, received: Received, beating: Beating, ticket: Ticket): Promise<void> {
    if (ticket.kind === 'wait' || ticket.kind === 'suspect') return settle(message, { kind: 'nak', afterMs: ticket.kind === 'wait' ? ticket.afterMs : this.#settings.leaseMs })
    if (ticket.kind === 'stale') return this.#settleStale(message, received, ticket.standing)
    await this.#probe('admitted', received.ids)
    const startedAt = new Date()
    const outcome = ticket.kind === 'lost' ? reject(workerErrors.fault('WORKER_LOST')) : await this.#attempt(received, ticket, beating)
    await this.#settleOutcome(message, received, ticket, outcome, startedAt)
  }

  #admit(message: JsMsg, received: Received, alone: boolean): Promise<Ticket> {
    const { leaseMs, crashBudget, worker } = this.#settings
    return admit(message, received, {
      stage: this.#stage, items: this.#deps.items, apply: this.#apply, leaseMs, crashBudget, alone,
      lasts: this.#settings.lasts(received.body),
      claimName: () => `${worker}/${process.pid}-${Date.now().toString(36)}-${++this.#claims}`,
    })
  }

  /** Runs the handler under its limits. Whatever it throws becomes an outcome. */
  async #attempt(received: Received, ticket: Extract<Ticket, { kind: 'mine' }>, beating: Beating): Promise<Outcome> {
    const { ids } = received
    const abort = new AbortController()
    this.#working.set(abort, ids)
    const onStop = (): void => abort.abort(this.#stop.signal.reason)
    this.#stop.signal.addEventListener('abort', onStop, { once: true })
    const softLimit = setTimeout(() => abort.abort(workerErrors.fault('STAGE_TIMEOUT', { detail: `${this.#stage.name}: ${this.#stage.limits.softMs} ms` })), this.#stage.limits.softMs)
    const { promise: hardLimit, reject: passHardLimit } = Promise.withResolvers<never>()
    const hardTimer = setTimeout(() => passHardLimit(workerErrors.fault('STAGE_TIMEOUT', { detail: `${this.#stage.name}: ${this.#stage.limits.hardMs} ms` })), this.#stage.limits.hardMs)
    const plainBeat = beating.beat
    if (ticket.owner !== undefined) beating.beat = () => { plainBeat(); void this.#renewLease(ids.itemId, ticket.owner as string, abort) }
    try {
      const handled = this.#hold(async () => this.#handler.handle({
        ids, body: received.body as StageInput<N>['body'], signal: abort.signal, log: this.#deps.log,
        tenant: await this.#deps.tenants.getCached(ids.tenantId),
        item: () => this.#loadItem(ids.itemId, ids.tenantId),
      }))
      return await Promise.race([handled, hardLimit])
    } catch (error) {
      if (this.#stop.signal.aborted) throw error
      const fault = abort.signal.aborted && abort.signal.reason instanceof Fault ? abort.signal.reason : asFault(error)
      if (fault.code === 'CANCELLED') return skip('the batch was cancelled')
      if (fault.code === 'UNEXPECTED') this.#deps.log.error({ err: error, ...ids }, `${this.#stage.name} failed unexpectedly`)
      return fault.retry ? retry(fault) : reject(fault)
    } finally {
      this.#working.delete(abort)
      beating.beat = plainBeat
      clearTimeout(softLimit)
      clearTimeout(hardTimer)
      this.#stop.signal.removeEventListener('abort', onStop)
    }
  }

  async #renewLease(itemId: string, owner: string, abort: AbortController): Promise<void> {
    const kept = await this.#deps.items.renewLease(itemId, owner, new Date(Date.now() + this.#settings.leaseMs)).catch(() => true)
    if (!kept) abort.abort(new Error('the lease went to somebody else'))
  }

  async #settleOutcome(message: JsMsg, received: Received, ticket: Exclude<Ticket, { kind: 'wait' | 'stale' | 'suspect' }>, outcome: Outcome, startedAt: Date): Promise<void> {
    if (outcome.kind === 'deferred') return settle(message, { kind: 'nak', afterMs: outcome.afterMs })
    if (outcome.kind === 'skip') return settle(message, { kind: 'ack' })
    const verdict = verdictOf(outcome, {
      stage: this.#stage, ids: received.ids, owner: ticket.owner, retries: this.#settings.retries, random: Math.random(),
      tries: ticket.kind === 'lost' ? ticket.standing.tries : ticket.tries,
      attempt: { startedAt, endedAt: new Date(), worker: this.#settings.worker, msgSeq: message.seq },
    })
    await this.#probe('handled', received.ids)
    const result = await this.#apply(verdict.move)
    if (result.kind !== 'moved') return this.#settleStale(message, received, result.kind === 'refused' ? result.standing : undefined)
    await this.#probe('written', received.ids)
    if (verdict.deadLetter) await this.#hold(() => buryItem(this.#deps, this.#stage.name, message, received, verdict.deadLetter))
    await this.#stateNext(received, verdict)
    await this.#probe('stated', received.ids)
    if (verdict.move.unset?.includes('inFlight')) this.#hints.roomFor(received.ids.tenantId)
    settle(message, verdict.message)
    await this.#probe('settled', received.ids)
  }

  #stateNext(received: Received, verdict: Verdict): Promise<void> | undefined {
    if (verdict.message.kind === 'nak') return undefined
    return this.#statements.state(received.ids, { ...received.body, ...verdict.view }, received.trace)
  }

  /**
   * The item is not where the message believes it to be. Somebody who moved it may have died before writing its dead
   * letter or stating the fact of the move, so both are done again, from the record; neither doubles.
   */
  async #settleStale(message: JsMsg, received: Received, standing: Standing | undefined): Promise<void> {
    if (standing && standing.tenantId !== received.ids.tenantId) return this.#buryMessage(message, workerErrors.fault('MESSAGE_FOREIGN', { detail: message.subject }))
    const { done, failed } = this.#stage.states
    const isOurs = standing && standing.run === received.ids.run
    if (isOurs && (standing.status === done || standing.status === failed || standing.status === 'duplicate')) {
      const item = await this.#loadItem(received.ids.itemId, received.ids.tenantId)
      if (item.status === failed) await this.#hold(() => buryItem(this.#deps, this.#stage.name, message, received))
      if (item.status === standing.status) await this.#statements.state(received.ids, item, received.trace)
    }
    settle(message, { kind: 'ack' })
  }

  async #buryMessage(message: JsMsg, fault: Fault): Promise<void> {
    await this.#hold(() => buryMessage(this.#deps, this.#stage.name, message, fault))
    settle(message, { kind: 'term' })
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

  #hold<T>(work: () => Promise<T>): Promise<T> {
    return holdWhileAway(work, isStoreAway, this.#stop.signal, (error) => this.#deps.log.warn({ err: error }, 'the record store is away; waiting for it'))
  }

  async #pullFailed(error: unknown): Promise<void> {
    this.#deps.log.warn({ err: error, stage: this.#stage.name }, 'pulling failed; starting anew')
    if (this.#deps.bus.isConnected()) await this.#statements.ensureTopology(this.#stage.name, this.#settings.ackWaitMs)
  }
}
