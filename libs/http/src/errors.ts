import { codes } from '@chasqui/errors'

/** What the HTTP layer itself refuses, whatever the service behind it. */
export const httpErrors = codes('http', {
  BAD_REQUEST:            { say: 'The request cannot be understood', hint: 'Correct the request; sending it again unchanged gives the same answer', retry: false, status: 400 },
  MALFORMED_BODY:         { say: 'The body is not valid JSON', hint: 'Send JSON that parses, with Content-Type: application/json', retry: false, status: 400 },
  UNAUTHENTICATED:        { say: 'No valid API key came with the request', hint: 'Send a key as Authorization: Bearer <key> or X-API-Key: <key>', retry: false, status: 401 },
  FORBIDDEN:              { say: 'The API key may not do this', hint: 'Use a key with the role named in the detail', retry: false, status: 403 },
  NOT_FOUND:              { say: 'There is nothing at this address', hint: 'Compare the address with the API description at /docs', retry: false, status: 404 },
  METHOD_NOT_ALLOWED:     { say: 'This address does not take this method', hint: 'Use one of the methods in the Allow header', retry: false, status: 405 },
  REQUEST_TIMEOUT:        { say: 'The request did not come to its end in time', hint: 'Send it again without pauses', retry: true, status: 408 },
  BODY_TOO_LARGE:         { say: 'The request is too large', hint: 'Send less at once', retry: false, status: 413 },
  UNSUPPORTED_MEDIA_TYPE: { say: 'The request is of a type that is not taken here', hint: 'Send the content type that the API description names', retry: false, status: 415 },
  HEADERS_TOO_LARGE:      { say: 'The address and the headers are longer than 16 KiB', hint: 'Send a shorter query; what is long belongs into a body', retry: false, status: 431 },
  VALIDATION_FAILED:      { say: 'Some fields are not as they must be', hint: 'Correct the fields in errors', retry: false, status: 422 },
  RATE_LIMITED:           { say: 'Too many requests', hint: 'Wait as long as Retry-After says', retry: true, status: 429 },
  INTERNAL:               { say: 'Something failed that nobody expected', hint: 'Try again; if it stays, report it with the trace id', retry: true, status: 500 },
  RESPONSE_INVALID:       { say: 'The answer did not fit its own description and was held back', hint: 'Report it with the trace id', retry: false, status: 500 },
  UNAVAILABLE:            { say: 'The service cannot answer now', hint: 'Try again in a while', retry: true, status: 503 },
})

export type HttpErrorCode = keyof typeof httpErrors.entries
