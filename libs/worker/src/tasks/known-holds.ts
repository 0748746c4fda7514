import { control } from '@chasqui/contracts'
import type { Hold, TaskStore } from '@chasqui/mongo/tasks'
import type { Bus } from '@chasqui/nats'

/** A hold that nobody told of is known after so long. */
export const HOLDS_EVERY_MS = 1_000

/** The pauses and closed services as they were read last. */
export class KnownHolds {
  readonly #holds: Pick<TaskStore['holds'], 'inForce'>
  #list: readonly Hold[] = []
  #timer: NodeJS.Timeout | undefined
  #subscription: { unsubscribe: () => void } | undefined

  constructor(holds: Pick<TaskStore['holds'], 'inForce'>) {
    this.#holds = holds
  }

  get list(): readonly Hold[] {
    return this.#list
  }

  async start({ nc }: Pick<Bus, 'nc'>): Promise<void> {
    await this.#read()
    const again = (): void => { this.#read().catch(() => undefined) }
    this.#timer = setInterval(again, HOLDS_EVERY_MS)
    this.#subscription = nc.subscribe(control.holds, { callback: again })
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#subscription?.unsubscribe()
  }

  async #read(): Promise<void> {
    this.#list = await this.#holds.inForce()
  }
}
