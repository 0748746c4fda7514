import type { Finding } from '@chasqui/contracts'
import { codes, type Fault } from '@chasqui/errors'

/** Why a document goes no further. What is wrong with it in particular is in its findings. */
export const errors = codes('validate', {
  VALIDATION_FAILED: { say: 'The document has errors that block it', hint: 'A row: correct it in its dead letter and retry it (POST /api/dead-letters/{id}/retry with `payload`); a file: send the right document and reject this one', retry: false },
})

const MAX_NAMED = 3

/** The refusal for a document with findings of severity error; its detail names the first of them. */
export function refusalOf(blocking: readonly Finding[]): Fault {
  const named = blocking.slice(0, MAX_NAMED).map(({ code, field }) => (field === undefined ? code : `${code} (${field})`))
  const more = blocking.length - named.length
  const field = blocking[0]?.field
  return errors.fault('VALIDATION_FAILED', {
    detail: named.join(', ') + (more > 0 ? ` and ${more} more` : ''),
    ...(field === undefined ? {} : { field }),
  })
}
