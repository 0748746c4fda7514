import { Fault } from '@chasqui/errors'
import type { FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { httpErrors } from './errors.ts'
import { issueWords } from './issue-words.ts'

export type FieldError = { field: string; message: string; code: string }

/** The fault of input that does not fit its schema, with every field that is wrong. */
export class InvalidInput extends Fault {
  readonly errors: FieldError[]

  constructor(errors: FieldError[]) {
    super('VALIDATION_FAILED', httpErrors.entries.VALIDATION_FAILED, { detail: inWords(errors) })
    this.errors = errors
  }
}

/**
 * Reads input that did not come through a route's schema (a field of a multipart form), or throws `VALIDATION_FAILED`.
 * A bare `schema.parse` is for our own data: when that fails, it is our fault and answered with 500.
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown, prefix = ''): z.output<S> {
  const read = readInput(schema, value, prefix)
  if ('error' in read) throw read.error
  return read.value
}

/** How a field is called in an answer, by the part of the request it came in. */
const PREFIXES: Readonly<Record<string, string>> = { body: '', querystring: 'query.', params: 'path.', headers: 'header.' }

/** Checks the parts of a request by the route's zod schemas; the provider's own compiler loses the paths of the fields. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => (value: unknown) =>
  readInput(schema, value, PREFIXES[httpPart ?? 'body'] ?? '')

/** A large body may be wrong in a million places; nobody mends more than this before asking again. */
const MOST_TOLD = 100

function readInput<S extends z.ZodType>(schema: S, value: unknown, prefix: string): { value: z.output<S> } | { error: InvalidInput } {
  const parsed = schema.safeParse(value, { error: issueWords })
  return parsed.success ? { value: parsed.data } : { error: new InvalidInput(parsed.error.issues.slice(0, MOST_TOLD).flatMap((issue) => fieldErrors(issue, prefix, value)).slice(0, MOST_TOLD)) }
}

type Issue = { path: readonly PropertyKey[]; message: string; code?: string | undefined; keys?: readonly string[] }

function fieldErrors(issue: Issue, prefix: string, value: unknown): FieldError[] {
  // Each name that is not known is a field that is wrong.
  if (issue.code === 'unrecognized_keys' && issue.keys) return issue.keys.map((key) => ({ field: `${prefix}${pathText([...issue.path, key])}`, message: 'is not known here', code: 'unrecognized_keys' }))
  return [fieldError(issue, prefix, value)]
}

function fieldError(issue: Issue, prefix: string, value: unknown): FieldError {
  const field = `${prefix}${pathText(issue.path)}`.replace(/\.$/, '') || '(all)'
  return isLeftOut(issue, value) ? { field, message: 'is required', code: 'required' } : { field, message: issue.message, code: issue.code ?? 'custom' }
}

/** What is not there fails the same check as what is wrong; who reads of it wants to know which. */
const CODES_OF_VALUE: ReadonlySet<string | undefined> = new Set(['invalid_type', 'invalid_value', 'invalid_union'])

function isLeftOut({ code, path }: Issue, value: unknown): boolean {
  return CODES_OF_VALUE.has(code) && path.reduce<unknown>((inner, part) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[part], value) === undefined
}

/** `['rows', 2, 'amount']` → `rows[2].amount`. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)), '')
}

const NAMED = 3

function inWords(errors: readonly FieldError[]): string {
  const named = errors.slice(0, NAMED).map(({ field, message }) => `${field}: ${message}`).join('; ')
  return errors.length > NAMED ? `${named}; and ${errors.length - NAMED} more` : named
}
