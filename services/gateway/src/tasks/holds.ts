import type { FastifyRequest } from 'fastify'
import { control } from '@chasqui/contracts'
import { InvalidInput, type Principal } from '@chasqui/http'
import { EVERYONE, type Hold, type HoldKind } from '@chasqui/mongo/tasks'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { isPlatform } from '../scope.ts'
import { holdView, type HoldView } from './hold-view.ts'

type Named = Pick<Hold, 'tenantId' | 'kind' | 'name'>

const LONGEST_PAUSE_MS = 10 * 366 * 24 * 3_600_000

/** What a key may hold: everything of its own tenant, or of every tenant. A tenant that it may not name was refused with the path. Pure. */
export function holdOf(principal: Principal, kind: HoldKind, name: string): Named {
  if (isPlatform(principal)) return { tenantId: EVERYONE, kind, name }
  return { tenantId: principal.tenantId, kind, name }
}

export async function pause(context: GatewayContext, request: FastifyRequest, named: Named, { reason, until }: { reason: string; until?: string | undefined }): Promise<HoldView> {
  const at = new Date()
  const ends = until === undefined ? undefined : new Date(until)
  if (ends && (ends <= at || ends.getTime() > at.getTime() + LONGEST_PAUSE_MS)) throw new InvalidInput([{ field: 'until', message: 'must be in the future, and within ten years', code: 'out_of_range' }])
  const before = (await context.taskStore.holds.inForce(at)).find((hold) => hold.tenantId === named.tenantId && hold.kind === named.kind && hold.name === named.name)
  const hold = await context.taskStore.holds.set({ ...named, reason, by: request.principal.keyName, at, ...(ends ? { until: ends } : {}) })
  tell(context)
  await noteDeed(context, request, { action: 'task.pause', tenantId: paused(named), target: { kind: named.kind, id: named.name }, reason, ...(before ? { before: holdView(before) } : {}), after: holdView(hold) })
  return holdView(hold)
}

/** @throws HOLD_NOT_FOUND */
export async function resume(context: GatewayContext, request: FastifyRequest, named: Named, reason: string | undefined): Promise<{ resumed: HoldView }> {
  const lifted = await context.taskStore.holds.lift(named.tenantId, named.kind, named.name)
  if (!lifted) throw errors.fault('HOLD_NOT_FOUND', { detail: `${named.kind} ${named.name}` })
  tell(context)
  await noteDeed(context, request, { action: 'task.resume', tenantId: paused(named), target: { kind: named.kind, id: named.name }, reason, before: holdView(lifted) })
  return { resumed: holdView(lifted) }
}

/** A tenant sees in its audit who paused it. */
function paused({ kind, name }: Named): string | undefined {
  return kind === 'tenant' ? name : undefined
}

function tell({ bus, stats, catalogue }: GatewayContext): void {
  stats.forget()
  catalogue.forget()
  bus.hint(control.holds)
}
