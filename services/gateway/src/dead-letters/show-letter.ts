import type { z } from 'zod'
import type { DeadLetter } from '@chasqui/mongo'
import type { GatewayContext } from '../context.ts'
import { maskedParams } from '../tasks/masked-params.ts'
import { letterView, type LetterView } from './views.ts'

/** A dead letter as every answer shows it. */
export async function showLetter(context: Pick<GatewayContext, 'catalogue'>, letter: DeadLetter): Promise<z.infer<typeof LetterView>> {
  return letterView({ ...letter, payload: await maskedPayload(context, letter, letter.payload) })
}

/** What a letter holds, or is to hold, as it may leave: of a task, its parameters without their secrets. */
export async function maskedPayload(context: Pick<GatewayContext, 'catalogue'>, { kind, type, stage }: Pick<DeadLetter, 'kind' | 'type' | 'stage'>, payload: unknown): Promise<unknown> {
  if (kind !== 'task' || typeof payload !== 'object' || payload === null) return payload
  return maskedParams(context, { type: type ?? stage, params: payload as Record<string, unknown> })
}
