import { asFault, Fault } from '@chasqui/errors'
import { z } from 'zod'
import { httpErrors } from './errors.ts'
import { faultOfFramework } from './framework-errors.ts'
import { InvalidInput } from './input.ts'

export const ProblemField = z.object({
  field: z.string().describe('path of the field in the body, e.g. rows[2].amount; query., path. or header. before it for the other parts of a request'),
  message: z.string(),
  code: z.string(),
})

/** RFC 9457. Every error of every route has this shape. */
export const Problem = z.object({
  type: z.string().describe('urn:chasqui:error:<code>'),
  title: z.string().describe('what happened, the same for all errors of this code'),
  status: z.int(),
  detail: z.string().describe('what happened here, for a person'),
  instance: z.string().describe('the path that was asked for'),
  code: z.string().describe('stable; for programs'),
  hint: z.string().describe('what to do about it'),
  errors: z.array(ProblemField).optional(),
  request_id: z.string(),
  trace_id: z.string(),
}).meta({ id: 'Problem', description: 'An error (RFC 9457)' })
export type Problem = z.infer<typeof Problem>

export const PROBLEM_TYPE = 'application/problem+json'

/** Which request the problem is about. */
export type ProblemPlace = { path: string; requestId: string; traceId: string; /** The most bytes that its body may have. */ bodyLimit?: number | undefined }

export type ProblemAnswer = {
  problem: Problem
  /** Whole seconds, for `Retry-After`. */
  retryAfterSeconds?: number
  /** Nobody foresaw it: it belongs in the log with its stack. */
  isUnexpected: boolean
}

/**
 * The answer to anything that was thrown. Pure. Of an error that is not a Fault nothing but its place is told: its
 * message was not written for customers.
 */
export function problemOf(thrown: unknown, place: ProblemPlace): ProblemAnswer {
  const fault = faultOf(thrown, place)
  const isUnexpected = fault.code === 'INTERNAL' || fault.code === 'RESPONSE_INVALID'
  const problem: Problem = {
    type: `urn:chasqui:error:${fault.code}`,
    title: fault.say,
    status: fault.status,
    detail: fault.message,
    instance: place.path,
    code: fault.code,
    hint: fault.hint,
    ...errorsOf(fault),
    request_id: place.requestId,
    trace_id: place.traceId,
  }
  return fault.retryAfterMs === undefined ? { problem, isUnexpected } : { problem, isUnexpected, retryAfterSeconds: Math.max(1, Math.ceil(fault.retryAfterMs / 1_000)) }
}

/** What `asFault` makes of a stranger carries its message along; a customer must not see that. */
const STRANGER = asFault(undefined).code

function faultOf(thrown: unknown, { bodyLimit }: ProblemPlace): Fault {
  if (thrown instanceof Fault && thrown.code !== STRANGER) return thrown
  return faultOfFramework(thrown, bodyLimit) ?? httpErrors.fault('INTERNAL', { cause: thrown })
}

function errorsOf(fault: Fault): Pick<Problem, 'errors'> {
  if (fault instanceof InvalidInput) return { errors: fault.errors }
  return fault.field === undefined ? {} : { errors: [{ field: fault.field, message: fault.message, code: fault.code }] }
}
