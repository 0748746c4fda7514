import type { Fault } from '@chasqui/errors'
import { ResponseSerializationError } from 'fastify-type-provider-zod'
import { httpErrors, type HttpErrorCode } from './errors.ts'

/** Codes of Fastify and its plugins that mean something more exact than their status. */
const BY_CODE: Readonly<Record<string, HttpErrorCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_BODY',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'MALFORMED_BODY',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_FILES_LIMIT: 'BODY_TOO_LARGE',
  FST_PARTS_LIMIT: 'BODY_TOO_LARGE',
  FST_FIELDS_LIMIT: 'BODY_TOO_LARGE',
}

const TOO_LARGE = 'FST_ERR_CTP_BODY_TOO_LARGE'

const BY_STATUS: Readonly<Record<number, HttpErrorCode>> = {
  401: 'UNAUTHENTICATED', 403: 'FORBIDDEN', 404: 'NOT_FOUND', 405: 'METHOD_NOT_ALLOWED', 413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE', 429: 'RATE_LIMITED', 503: 'UNAVAILABLE',
}

/**
 * The Fault of an error that Fastify or one of its plugins threw; undefined for anything else.
 * @param bodyLimit the bytes that the body of the request may have
 */
export function faultOfFramework(thrown: unknown, bodyLimit?: number): Fault | undefined {
  if (isCutOff(thrown)) return httpErrors.fault('BAD_REQUEST', { detail: 'the connection ended before the body did', cause: thrown })
  if (thrown instanceof ResponseSerializationError) return httpErrors.fault('RESPONSE_INVALID', { cause: thrown })
  if (!isFastifyError(thrown)) return undefined
  const code = BY_CODE[thrown.code] ?? BY_STATUS[thrown.statusCode] ?? (thrown.statusCode < 500 ? 'BAD_REQUEST' : undefined)
  // Fastify's own texts are safe to show: they name limits and types, never values of the server.
  const limit = thrown.code === TOO_LARGE && bodyLimit !== undefined ? `; at most ${bodyLimit} bytes are taken here` : ''
  return code && httpErrors.fault(code, { detail: `${thrown.message}${limit}`, cause: thrown })
}

/** Whether a client went away in the middle of its body: Fastify passes Node's own error of the socket on, with a status. */
export function isCutOff(thrown: unknown): boolean {
  const { code, statusCode } = (thrown ?? {}) as { code?: unknown; statusCode?: unknown }
  return code === 'ECONNRESET' && statusCode === 400
}

function isFastifyError(thrown: unknown): thrown is Error & { code: string; statusCode: number } {
  const { code, statusCode } = (thrown ?? {}) as { code?: unknown; statusCode?: unknown }
  return thrown instanceof Error && typeof code === 'string' && code.startsWith('FST_') && typeof statusCode === 'number'
}
