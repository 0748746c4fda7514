import type { FastifyInstance } from 'fastify'
import { httpErrors } from './errors.ts'

/** How JSON writes half of a character; most bodies have none, and are looked at no further. */
const WRITTEN_HALF = /\\u[dD][89a-fA-F]/

/** JSON of which every text is one that the record store keeps as it is: with half of a character in it, what is read would differ from what was sent, and two names could be one. */
export function takeJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    let text: string
    try {
      text = textOfBody(bytes)
    } catch (error) {
      done(error as Error)
      return
    }
    void parse(request, text, (error: Error | null, value?: unknown) => {
      const fault = error ?? halfCharacterIn(text, value)
      if (fault) done(fault)
      else done(null, value)
    })
  })
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * The text of a body. Bytes that are no UTF-8 would else be read as characters that nobody sent.
 * @throws MALFORMED_BODY
 */
export function textOfBody(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch (error) {
    throw httpErrors.fault('MALFORMED_BODY', { detail: 'it is not UTF-8', cause: error })
  }
}

/** @returns what is wrong with a body that was read from this text, if a text in it has half of a character (a lone surrogate). Pure. */
export function halfCharacterIn(text: string, value: unknown): Error | undefined {
  return WRITTEN_HALF.test(text) && hasHalf(value) ? httpErrors.fault('MALFORMED_BODY', { detail: 'a text in it has half of a character, a surrogate without its other half' }) : undefined
}

function hasHalf(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed()
  return typeof value === 'object' && value !== null && Object.entries(value).some(([name, one]) => !name.isWellFormed() || hasHalf(one))
}
