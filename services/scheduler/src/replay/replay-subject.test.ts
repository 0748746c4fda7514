import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replaySubject } from './replay-subject.ts'

describe('the subject of a replay', () => {
  it.each([
    ['imports.>', undefined, 'imports.>'], ['imports.classified.*.*.*', undefined, 'imports.classified.*.*.*'], ['facts.task.run.>', undefined, 'facts.task.run.>'],
    ['imports.>', 't1', 'imports.*.t1.*.*'], ['imports.classified.>', 't1', 'imports.classified.t1.*.*'], ['imports.*.t1.b1.*', 't1', 'imports.*.t1.b1.*'], ['imports.*.*.b1.>', 't1', 'imports.*.t1.b1.*'],
    ['facts.>', 't1', 'facts.*.*.*.t1.*'], ['facts.task.run.failed.t1.k1', 't1', 'facts.task.run.failed.t1.k1'],
  ])('%s, asked by %s, is %s', (subject, tenantId, filter) => expect(replaySubject(subject, tenantId).filter).toBe(filter))

  it.each(['', '>', '*.>', 'tasks.>', 'dead.>', '$JS.API.>', 'imports', 'imports.a.b', 'imports.a.b.c.d.e', 'imports..t1.b.i', 'imports.a b.t1.b.i', 'imports.>.t1', 'imports.a>.t1.b.i'])('that is no fact is refused: %o', (subject) => {
    expect(() => replaySubject(subject, undefined)).toThrow(expect.objectContaining({ code: 'REPLAY_SUBJECT_REFUSED' }))
  })

  it('never reaches into another tenant', () => {
    const part = fc.constantFrom('*', 'classified', 't1', 't2', '>', 'b1')
    fc.assert(fc.property(fc.constantFrom('imports', 'facts'), fc.array(part, { maxLength: 6 }), (root, rest) => {
      try {
        const { filter } = replaySubject([root, ...rest].join('.'), 't1')
        expect(filter.split('.')[root === 'imports' ? 2 : 4]).toBe('t1')
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^REPLAY_SUBJECT_/) })
      }
    }), { numRuns: 500 })
  })
})
