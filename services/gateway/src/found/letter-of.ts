import type { Principal } from '@chasqui/http'
import type { DeadLetter } from '@chasqui/mongo'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { scopeOf } from '../scope.ts'

/** The dead letter, or DEAD_LETTER_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function letterOf({ deadLetters }: GatewayContext, principal: Principal, id: string): Promise<DeadLetter> {
  const letter = await deadLetters.find(scopeOf(principal), id)
  if (!letter) throw errors.fault('DEAD_LETTER_NOT_FOUND', { detail: id })
  return letter
}
