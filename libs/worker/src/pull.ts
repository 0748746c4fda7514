import { setTimeout as delay } from 'node:timers/promises'
import type { Consumer, JsMsg } from '@nats-io/jetstream'
import type { Bus } from '@chasqui/nats'

/** `room`: how many more could be started now, where that is not only a matter of what this one has in hand; who changes it says so with `wake`. `gatherMs`: with all hands full, so long is waited for more than one of them to come free, so that what is asked for together is written together. */
export type PullSettings = { stream: string; durable: string; capacity: number; room?: () => number; heartbeatMs: number; expiresMs: number; gatherMs?: number }

/**
 * Pulls as many messages as there is room for, and no more: what waits in a buffer of ours would be late for
 * somebody who has room. Reconnects, a wiped server and missed heartbeats only start it anew.
 */
export class Puller {
  readonly #bus: Bus
  readonly #settings: PullSettings
  readonly #onMessage: (message: JsMsg) => Promise<void>
  readonly #onTrouble: (error: unknown) => Promise<void>
  readonly #inHand = new Set<Promise<void>>()
  #heardAt = Date.now()
  #stopping = false
  #makeRoom: (() => void) | undefined
  #stopFetch: (() => void) | undefined
  #loop: Promise<void> | undefined

  /** @param onTrouble called when pulling failed, before it starts anew; may recreate what is missing */
  constructor(bus: Bus, settings: PullSettings, onMessage: (message: JsMsg) => Promise<void>, onTrouble: (error: unknown) => Promise<void>) {
    this.#bus = bus
    this.#settings = settings
    this.#onMessage = onMessage
    this.#onTrouble = onTrouble
  }

  start(): void {
    this.#loop = this.#run()
  }

  /** Whether the server was heard of within twice the heartbeat, or there is no room to ask for more. */
  isHearing(): boolean {
    return this.#room() <= 0 || Date.now() - this.#heardAt < 2 * this.#settings.heartbeatMs
  }

  /** There may be more room. */
  wake(): void {
    this.#makeRoom?.()
  }

  #room(): number {
    const { capacity, room } = this.#settings
    return Math.min(capacity - this.#inHand.size, room ? room() : Infinity)
  }

  /** Asks for nothing more. What is in hand goes on. */
  async stopPulling(): Promise<void> {
    this.#stopping = true
    this.#makeRoom?.()
    this.#stopFetch?.()
    await this.#loop
  }

  /** Waits for what is in hand, at most so long; false when some is left. */
  async finish(withinMs: number): Promise<boolean> {
    const all = Promise.all(this.#inHand).then(() => true)
    return Promise.race([all, delay(withinMs, false, { ref: false })])
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const wasFull = await this.#roomMade()
      const { gatherMs = 0 } = this.#settings
      if (wasFull && gatherMs > 0 && !this.#stopping) await delay(gatherMs)
      if (this.#stopping) return
      try {
        // What came free may be another's by now.
        const room = this.#room()
        if (room > 0) await this.#fetch(room)
      } catch (error) {
        await this.#onTrouble(error).catch(() => undefined)
        if (!this.#stopping) await delay(250)
      }
    }
  }

  /** @returns whether it had to be waited for */
  async #roomMade(): Promise<boolean> {
    let wasFull = false
    while (this.#room() <= 0 && !this.#stopping) {
      wasFull = true
      await new Promise<void>((resolve) => { this.#makeRoom = resolve })
    }
    this.#makeRoom = undefined
    return wasFull
  }

  #consumer: Consumer | undefined

  async #fetch(room: number): Promise<void> {
    this.#consumer ??= await this.#bus.js.consumers.get(this.#settings.stream, this.#settings.durable)
    const messages = await this.#consumer.fetch({ max_messages: room, expires: this.#settings.expiresMs, idle_heartbeat: this.#settings.heartbeatMs })
    this.#heardAt = Date.now()
    this.#stopFetch = () => { void messages.close() }
    // A connection that is lost and found again may leave a fetch that nobody will ever answer.
    const guard = setTimeout(() => { void messages.close() }, this.#settings.expiresMs + 2 * this.#settings.heartbeatMs)
    void (async () => {
      for await (const status of messages.status()) if (status.type === 'heartbeat') this.#heardAt = Date.now()
    })()
    try {
      for await (const message of messages) {
        this.#heardAt = Date.now()
        this.#take(message)
      }
      const error = await messages.closed()
      if (error) throw error
    } catch (error) {
      this.#consumer = undefined
      throw error
    } finally {
      clearTimeout(guard)
      this.#stopFetch = undefined
    }
    if (this.#bus.isConnected()) this.#heardAt = Date.now()
  }

  #take(message: JsMsg): void {
    const work = this.#onMessage(message).finally(() => {
      this.#inHand.delete(work)
      this.#makeRoom?.()
    })
    this.#inHand.add(work)
  }
}
