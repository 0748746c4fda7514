import { v7 as uuidv7 } from 'uuid'
import { factNamed, factType, readSubject } from '@chasqui/contracts'
import type { DeadLetter } from '@chasqui/mongo'
import { headersOf, publish } from '@chasqui/nats'
import { deadLetterErrors, PayloadRefused } from './errors.ts'
import type { DeadLetterDeps } from './retry-dead-letter.ts'

/**
 * Publishes a message that nobody could read once more, under an id of its own, when it can be read now.
 * @returns the id of the message
 * @throws DEAD_LETTER_NOT_EDITABLE, DEAD_LETTER_RESOLVED, DEAD_LETTER_BROKER_AWAY, PayloadRefused
 */
export async function retryMessageLetter({ bus, deadLetters }: DeadLetterDeps, letter: DeadLetter, edited: unknown): Promise<string> {
  const named = readSubject(letter.subject)
  const fact = named && factNamed(named.fact)
  // A task is handed over anew from its record, never from a message.
  if (!named || !fact) throw deadLetterErrors.fault('DEAD_LETTER_NOT_EDITABLE', { detail: `${letter.subject} is no fact of an item; what is on record is handed over again by itself` })
  const read = fact.schema.safeParse(edited ?? jsonOf(letter.payload))
  if (!read.success) throw new PayloadRefused(read.error.issues.map(({ path, message, code }) => ({ field: path.join('.') || '(all)', message, code: code ?? 'custom' })))
  const body = read.data as { tenantId: string; batchId: string; itemId: string }
  const foreign = (['tenantId', 'batchId', 'itemId'] as const).filter((id) => body[id] !== named[id])
  if (foreign.length > 0) throw new PayloadRefused(foreign.map((field) => ({ field, message: `must be that of the subject, ${named[field]}`, code: 'foreign' })))
  const messageId = await deadLetters.chooseRetry(letter._id, uuidv7())
  if (messageId === undefined) throw deadLetterErrors.fault('DEAD_LETTER_RESOLVED')
  const message = { subject: letter.subject, payload: JSON.stringify(body), messageId, type: factType(fact), source: '/chasqui/dead-letters', ceSubject: body.itemId }
  try {
    if (!bus.isConnected()) throw new Error('no connection')
    await publish(bus, message, headersOf(message))
  } catch (cause) {
    throw deadLetterErrors.fault('DEAD_LETTER_BROKER_AWAY', { cause, retryAfterMs: 2_000 })
  }
  return messageId
}

function jsonOf(payload: unknown): unknown {
  if (typeof payload !== 'string') return payload
  try {
    return JSON.parse(payload) as unknown
  } catch {
    return undefined
  }
}
