import { control } from '@chasqui/contracts'
import { idsOf, type Item } from '@chasqui/mongo'
import type { Deps, Statements } from '@chasqui/worker'
import { Releaser, type Source } from '../release/releaser.ts'
import { Windows } from '../release/windows.ts'
import { WaitingItems } from './waiting-items.ts'

/** Hands waiting items to their next stage. Hints name the tenant. */
export function releaserOfItems(deps: Deps, statements: Statements, options: { window: number; name: string }): Releaser<Item> {
  const releaser = new Releaser(itemSource(deps, statements, options.name), new Windows(options.window), deps.log)
  deps.bus.nc.subscribe(control.releaseAll, { callback: (_error, hint) => releaser.lookAt(hint.subject.slice(control.release('').length)) })
  return releaser
}

function itemSource({ items }: Deps, statements: Statements, name: string): Source<Item> {
  const ahead = new WaitingItems(items, name)
  return {
    inFlightByTenant: () => items.inFlightByTenant(),
    tenantsWithWaiting: () => items.tenantsWithWaiting(),
    countWaiting: (tenantId, most) => ahead.count(tenantId, most),
    release: (tenantId, room) => ahead.release(tenantId, room),
    hand: (item) => statements.state(idsOf(item), item, traceOf(item), { restated: item.restated, relation: item.run > 0 || item.restated > 0 ? 'link' : 'child' }),
  }
}

function traceOf({ traceparent }: Item): { traceparent: string } | undefined {
  return traceparent === undefined ? undefined : { traceparent }
}
