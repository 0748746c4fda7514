import { idsOf, type Item } from '@chasqui/mongo/items'
import { traceOfRecord } from '@chasqui/telemetry'
import type { Deps, ItemStatements } from '@chasqui/worker'
import { ReadAhead } from '../release/read-ahead.ts'
import type { Source } from '../release/releaser.ts'

/** The first is the next for hours, so a list is good until it is empty. */
const AHEAD = { most: 2_000, goodForReadings: 1_000_000_000 } as const

/** The waiting items of all tenants. */
export function itemSource({ items }: Deps, statements: ItemStatements, name: string): Source<Item> {
  const ahead = new ReadAhead<Item>({ ids: (tenantId, most) => items.waiting(tenantId, most), take: (tenantId, ids) => items.release(tenantId, ids, name) }, AHEAD)
  return {
    inFlightByTenant: () => items.inFlightByTenant(),
    tenantsWithWaiting: () => items.tenantsWithWaiting(),
    countWaiting: (tenantId, most) => ahead.count(tenantId, most, undefined),
    release: (tenantId, room) => ahead.release(tenantId, room, undefined),
    hand: (item) => statements.state(idsOf(item), item, traceOfRecord(item), { restated: item.restated, relation: item.run > 0 || item.restated > 0 ? 'link' : 'child' }),
  }
}
