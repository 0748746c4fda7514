import { Fault } from '@chasqui/errors'
import { redactLine } from '@chasqui/telemetry'

const TEXT_KEPT = 1_000
const STACK_KEPT = 4_000

/** The text of an error as it is kept on record, of at most so many characters: it may quote what a library was given, so secrets are taken out first. Pure. */
export function textOf(message: string, most = TEXT_KEPT): string {
  return redactLine(message).slice(0, most)
}

/** The same of a stack, as a field that is absent when there is none. Pure. */
export function stackOf(stack: string | undefined): { stack?: string } {
  return stack ? { stack: textOf(stack, STACK_KEPT) } : {}
}

/** Where in the code something broke that nobody expected. What is refused on purpose says all in its text, so it has no stack; what it was caused by has one. Pure. */
export function stackBehind(thrown: unknown): string | undefined {
  const broken = thrown instanceof Fault ? thrown.cause : thrown
  return broken instanceof Error ? broken.stack : undefined
}
