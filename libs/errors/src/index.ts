/** One row of a table of errors: the stable code is the key of the row. */
export type ErrorEntry = {
  /** What happened, for a person; the text may be improved at any time. */
  say: string
  /** What that person can do about it. */
  hint: string
  /** Whether waiting and trying again can help. */
  retry: boolean
  /** The HTTP status when the error answers a request. */
  status?: number
}

export type FaultOptions = {
  /** Where and with which values: file name, field, limit. Never a secret, never file content. */
  detail?: string
  /** The field the error is about, e.g. `totals.total`. */
  field?: string
  /** What it was caused by; kept for the log, never shown to a customer. */
  cause?: unknown
  /** For a retryable error that knows when trying again makes sense. */
  retryAfterMs?: number
}

/** The one error class: a code that programs compare, a sentence that people read. */
export class Fault extends Error {
  readonly code: string
  readonly say: string
  readonly hint: string
  readonly retry: boolean
  readonly status: number
  readonly detail: string | undefined
  readonly field: string | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: string, entry: ErrorEntry, options: FaultOptions = {}) {
    super(options.detail ? `${entry.say}: ${options.detail}` : entry.say, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'Fault'
    this.code = code
    this.say = entry.say
    this.hint = entry.hint
    this.retry = entry.retry
    this.status = entry.status ?? (entry.retry ? 503 : 422)
    this.detail = options.detail
    this.field = options.field
    this.retryAfterMs = options.retryAfterMs
  }

  /** What a person at a terminal reads: what happened, and what to do about it. */
  get sentence(): string {
    return `${this.message}. ${this.hint}.`
  }
}

export type ErrorTable<Code extends string = string> = {
  owner: string
  entries: Readonly<Record<Code, ErrorEntry>>
  /** Makes the error of that code. The caller throws it or returns it. */
  fault: (code: Code, options?: FaultOptions) => Fault
}

/**
 * Declares the errors of one owner (a service or a library).
 * A code, once released, never changes its meaning; docs/reference/errors.md lists all tables.
 */
export function codes<const T extends Record<string, ErrorEntry>>(owner: string, entries: T): ErrorTable<Extract<keyof T, string>> {
  return {
    owner,
    entries,
    fault: (code, options) => new Fault(code, entries[code] as ErrorEntry, options),
  }
}

const unexpected = codes('chasqui', {
  UNEXPECTED: { say: 'Something failed that nobody expected', hint: 'Look at the log line with this trace id; it is tried again', retry: true, status: 500 },
})

/** Any thrown value as a Fault: what is not one already becomes the retryable `UNEXPECTED`, with its cause kept. */
export function asFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return unexpected.fault('UNEXPECTED', { detail: detail.slice(0, 500), cause: thrown })
}
