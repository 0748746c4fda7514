import { z } from 'zod'
import { HOLD_KINDS, type Hold } from '@chasqui/mongo/tasks'

const At = z.iso.datetime()

export const HoldView = z.object({
  kind: z.enum(HOLD_KINDS), name: z.string(), tenant_id: z.string().describe('for whom; * = for every tenant'), reason: z.string(), by: z.string(), at: At, until: At.nullable().describe('it ends by itself'),
}).meta({ id: 'TaskHold' })
export type HoldView = z.infer<typeof HoldView>

export function holdView({ kind, name, tenantId, reason, by, at, until }: Hold): HoldView {
  return { kind, name, tenant_id: tenantId, reason, by, at: at.toISOString(), until: until?.toISOString() ?? null }
}
