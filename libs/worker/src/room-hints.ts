import { control } from '@chasqui/contracts'
import type { Bus } from '@chasqui/nats'

const GATHER_MS = 5

/** Tells the releasers that a tenant's window has room; gathered, so that a group of items makes one hint. */
export class RoomHints {
  readonly #bus: Bus
  readonly #tenants = new Set<string>()

  constructor(bus: Bus) {
    this.#bus = bus
  }

  roomFor(tenantId: string): void {
    if (this.#tenants.size === 0) setTimeout(() => this.#send(), GATHER_MS)
    this.#tenants.add(tenantId)
  }

  #send(): void {
    if (this.#bus.isConnected()) for (const tenantId of this.#tenants) this.#bus.nc.publish(control.release(tenantId))
    this.#tenants.clear()
  }
}
