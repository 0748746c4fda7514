import { shownParams } from '@chasqui/worker'
import type { GatewayContext } from '../context.ts'

/** The parameters of a task, or of a schedule, as they may leave: what their type marks as a secret is masked. */
export async function maskedParams({ catalogue }: Pick<GatewayContext, 'catalogue'>, { type: name, params }: { type: string; params: Record<string, unknown> }): Promise<Record<string, unknown>> {
  const type = await catalogue.type(name)
  return type ? shownParams(type.params, params) : params
}
