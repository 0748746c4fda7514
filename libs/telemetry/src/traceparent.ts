import { randomBytes } from 'node:crypto'

/** Version 00 of the W3C header (https://www.w3.org/TR/trace-context/#traceparent-header); all-zero ids are not valid. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/

/** The 32 hex digits of the trace in a `traceparent`, or undefined when it is absent or malformed. */
export function traceIdOf(traceparent: string | null | undefined): string | undefined {
  return traceparent ? TRACEPARENT.exec(traceparent)?.[1] : undefined
}

export function isTraceparent(text: string | null | undefined): text is string {
  return traceIdOf(text) !== undefined
}

let pool = Buffer.alloc(0)
let used = 0

/** Random bytes come in blocks: one call to the generator for a single id costs more than everything else here. */
function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    pool = randomBytes(4_096)
    used = 0
  }
  const hex = pool.toString('hex', used, used + bytes)
  used += bytes
  return /^0+$/.test(hex) ? randomHex(bytes) : hex
}

/**
 * A `traceparent` for work that starts here and came without one, so that every log line of every service that handles
 * it carries the same trace id. Flagged as sampled: a service that has an endpoint records its part even where the
 * service at the edge has none.
 */
export function newTraceparent(): string {
  return `00-${randomHex(16)}-${randomHex(8)}-01`
}
