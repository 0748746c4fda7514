import { headersOf, publish, type Outgoing } from '@chasqui/nats'
import type { Deps } from '../deps.ts'

export type WriteLetterDeps = Pick<Deps, 'service' | 'deadLetters' | 'bus' | 'log'>
export type Letter = Parameters<Deps['deadLetters']['write']>[0]

/** On record first; then said on the bus, for whoever listens. The record is what counts, so the saying may fail. */
export async function writeLetter({ deadLetters, bus, log }: WriteLetterDeps, letter: Letter, message: Outgoing): Promise<void> {
  await deadLetters.write(letter)
  await publish(bus, message, headersOf(message)).catch((error: unknown) => log.warn({ err: error, subject: message.subject }, 'a dead letter is on record, but the broker did not take it'))
}
