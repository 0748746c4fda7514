import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { assertChecksum } from './nats-release.ts'

const bytes = Buffer.from('the archive')
const sum = createHash('sha256').update(bytes).digest('hex')

describe('the checksum of a release archive', () => {
  it('is found in the list of the release', () => {
    expect(() => assertChecksum('a.tar.gz', bytes, `${'0'.repeat(64)}  other.tar.gz\n${sum}  a.tar.gz\n`)).not.toThrow()
    expect(() => assertChecksum('a.tar.gz', bytes, `${sum.toUpperCase()} *a.tar.gz`)).not.toThrow()
  })
  it('refuses other bytes', () => expect(() => assertChecksum('a.tar.gz', Buffer.from('other'), `${sum}  a.tar.gz`)).toThrow(/checksum of a\.tar\.gz/))
  it('refuses an archive that the list does not have', () => expect(() => assertChecksum('b.tar.gz', bytes, `${sum}  a.tar.gz`)).toThrow(/no checksum/))
})
