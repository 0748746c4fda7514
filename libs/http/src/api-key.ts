import { createHash, randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Tells a leaked key's owner in a log or a repository at a glance, and lets secret scanners find it. */
const PREFIX = 'chq_'

/** A new random key and the hash that is kept of it. The key itself is shown once and stored nowhere. */
export function newApiKey(): { key: string; hash: string } {
  const key = `${PREFIX}${randomBytes(32).toString('base64url')}`
  return { key, hash: hashApiKey(key) }
}

/** SHA-256 in hex. A slow password hash would add nothing: the key is 256 random bits, not a word to be guessed. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

const MAX_KEY_LENGTH = 256

/** The key of a request: `Authorization: Bearer …` before `X-API-Key`. */
export function apiKeyOf(headers: IncomingHttpHeaders): string | undefined {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? []
  const given = bearer ?? headers['x-api-key']
  return typeof given === 'string' && given !== '' && given.length <= MAX_KEY_LENGTH ? given : undefined
}
