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
