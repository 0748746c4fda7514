import { describe, expect, it } from 'vitest'
import { problemOfSubject } from './subjects.ts'

describe('a subject to be replayed', () => {
  it.each(['imports.received.t1.>', 'imports.*.t1.*.*', 'imports.received.t1.b1.i1', 'facts.task.run.succeeded.t1.>'])('%s is t1\'s own', (subject) => {
    expect(problemOfSubject(subject, 't1')).toBeUndefined()
    expect(problemOfSubject(subject, 't2')).toEqual({ why: 'foreign' })
    expect(problemOfSubject(subject, undefined)).toBeUndefined()
  })

  it.each(['imports.>', 'imports.received.*.>', 'imports.t1.>', 'facts.task.t1.>', 'imports.t1.t2.b1.i1'])('%s reaches further than t1', (subject) => {
    expect(problemOfSubject(subject, 't1')).toEqual({ why: 'foreign' })
    expect(problemOfSubject(subject, undefined)).toBeUndefined()
  })

  it.each(['', '>', '*.received.t1.>', 'dead.x.t1.>', 'imports', 'imports..t1.>', 'imports.>.t1', 'imports.received.t1', 'imports.a.t1.b.c.d', 'imports.re ceived.t1.>', 'imports.received.t1.b.c.>', '__proto__.>'])('%s is none', (subject) => {
    expect(problemOfSubject(subject, undefined)).toMatchObject({ why: 'malformed' })
  })
})
