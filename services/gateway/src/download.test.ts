import { parse } from 'content-disposition'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attachment } from './download.ts'
import { cleanFilename } from './ingest/filename.ts'

describe('the header of a download', () => {
  it('has the name of the file, whatever it is', () => {
    // Of any code units, also halves of pairs.
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((units) => String.fromCharCode(...units)), (name) => {
      const header = attachment(name)
      expect(header).toMatch(/^attachment; filename/)
      expect(header).toMatch(/^[\x20-\x7e]+$/)
      expect(parse(header).parameters['filename']).toBe(cleanFilename(name))
    }))
  })
})
