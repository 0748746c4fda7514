import type { Bus } from '@chasqui/nats'

const GATHER_MS = 5

/** Says that there is room; gathered, so that what ends together makes one hint. */
export class RoomHints {
  readonly #bus: Bus
  readonly #gathered = new Map<string, { subject: string; payload: string }>()

  constructor(bus: Bus) {
    this.#bus = bus
  }

  /** @param subject whom it is for, such as the releasers of a tenant's items */
  roomFor(subject: string, payload = ''): void {
    if (this.#gathered.size === 0) setTimeout(() => this.#send(), GATHER_MS)
    this.#gathered.set(`${subject} ${payload}`, { subject, payload })
  }

  #send(): void {
    for (const { subject, payload } of this.#gathered.values()) this.#bus.hint(subject, payload)
    this.#gathered.clear()
  }
}
