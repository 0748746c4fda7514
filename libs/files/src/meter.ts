import { createHash } from 'node:crypto'
import { fileErrors } from './errors.ts'

/** Counts and hashes bytes as they pass, and stops them at the limit. */
export class Meter {
  readonly #hash = createHash('sha256')
  readonly #maxBytes: number
  #size = 0

  constructor(maxBytes = Number.POSITIVE_INFINITY) {
    this.#maxBytes = maxBytes
  }

  /** Throws `FILE_TOO_LARGE` with the first byte above the limit. */
  pass(chunk: Uint8Array): void {
    this.#size += chunk.length
    if (this.#size > this.#maxBytes) throw tooLarge(this.#maxBytes)
    this.#hash.update(chunk)
  }

  /** Ends the count. */
  result(): { sha256: string; size: number } {
    return { sha256: this.#hash.digest('hex'), size: this.#size }
  }
}

export function tooLarge(maxBytes: number) {
  return fileErrors.fault('FILE_TOO_LARGE', { detail: `limit ${maxBytes} bytes` })
}
