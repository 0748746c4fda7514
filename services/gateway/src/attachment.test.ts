import { parse } from 'content-disposition'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attachment } from './attachment.ts'
import { cleanFilename } from './ingest/filename.ts'

describe('the header of a download', () => {
  it('has the name of the file, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
      const header = attachment(name)
      expect(header).toMatch(/^attachment; filename/)
      expect(header).toMatch(/^[\x20-\x7e]+$/)
      expect(parse(header).parameters['filename']).toBe(cleanFilename(name))
    }))
  })
})
