import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameOf } from './event-frames.ts'

/** What a browser makes of one frame, by the algorithm of the standard. */
function asRead(frame: string) {
  const fields = frame.split(/\r\n|\r|\n/).filter((line) => line !== '' && !line.startsWith(':')).map((line) => /^([^:]*):? ?(.*)$/s.exec(line) as RegExpExecArray)
  const of = (name: string) => fields.filter(([, field]) => field === name).map(([, , value]) => value)
  return { id: of('id').at(-1), event: of('event').at(-1), data: of('data').join('\n') }
}

describe('the text of an event', () => {
  it('ends with an empty line, and only there', () => {
    fc.assert(fc.property(fc.string(), fc.jsonValue(), (id, data) => {
      const frame = frameOf({ id, data })
      expect(frame.endsWith('\n\n')).toBe(true)
      expect(frame.slice(0, -2)).not.toMatch(/\n\n/)
    }))
  })

  it('gives the reader what was sent', () => {
    const value = fc.jsonValue().filter((json) => typeof json !== 'string')
    fc.assert(fc.property(value, (data) => {
      expect(JSON.parse(asRead(frameOf({ data })).data)).toEqual(JSON.parse(JSON.stringify(data)))
    }))
  })

  it('cannot be made to carry a field of its own', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\0', ':', ' ') }), (text) => {
      const { id, event, data } = asRead(frameOf({ id: text, event: text, data: text }))
      expect([id, event]).toEqual([expect.not.stringMatching(/[\r\n\0]/), expect.not.stringMatching(/[\r\n\0]/)])
      expect(data).toBe(text.replace(/\r\n|\r|\n/g, '\n'))
    }))
  })
})
