import { control } from '@chasqui/contracts'
import type { Bus } from '@chasqui/nats'

const GATHER_MS = 5

/** Tells the releasers that a tenant's window has room; gathered, so that a group of items makes one hint. */
export class RoomHints {
  readonly #bus: Bus
  readonly #tenants = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  constructor(bus: Bus) {
    this.#bus = bus
  }

  roomFor(tenantId: string): void {
    this.#tenants.add(tenantId)
    this.#timer ??= setTimeout(() => this.#send(), GATHER_MS)
  }

  #send(): void {
    this.#timer = undefined
    if (this.#bus.isConnected()) for (const tenantId of this.#tenants) this.#bus.nc.publish(control.release(tenantId))
    this.#tenants.clear()
  }
}
