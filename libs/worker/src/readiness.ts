import type { Bus } from '@chasqui/nats'
import type { Health } from '@chasqui/telemetry'

const WELL: Health = { ok: true }

/** Whether the broker is connected. Here and below is every sentence that `/readyz` says; docs/runbooks/stuck-items.md tells what each means. */
export function brokerHealth(bus: Pick<Bus, 'isConnected'>): Health {
  return bus.isConnected() ? WELL : { ok: false, why: 'no connection to NATS' }
}

export function storeHealth(isAway: boolean): Health {
  return isAway ? { ok: false, why: 'the record store is away' } : WELL
}

/** Of those who pull messages: one that hears nothing, not even that there are none, takes no work. */
export function pullHealth(pullers: readonly { isHearing: () => boolean }[]): Health {
  return pullers.every((puller) => puller.isHearing()) ? WELL : { ok: false, why: 'nothing heard from the broker' }
}

export function leaseHealth(hasNoLeases: boolean): Health {
  return hasNoLeases ? { ok: false, why: 'the lease thread has ended; the process must be started anew' } : WELL
}

/** The first that is not well speaks for all. */
export function firstUnwell(...healths: readonly Health[]): Health {
  return healths.find(({ ok }) => !ok) ?? WELL
}
