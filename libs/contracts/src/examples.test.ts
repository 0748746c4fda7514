import { describe, expect, it } from 'vitest'
import { factExamples, factsWithoutExample } from './examples.ts'
import { pipeline } from './pipeline.ts'
import { factNamed, importFacts, messageId, readSubject, subjectOf } from './topology.ts'

describe('the facts of the pipeline', () => {
  it('have an example each', () => expect(factsWithoutExample()).toEqual([]))

  it.each(importFacts.map((fact) => [fact.name, fact] as const))('%s: its example fits its schema', (name, fact) => {
    expect(fact.schema.safeParse(factExamples[name]).error).toBeUndefined()
  })

  it('hand over from stage to stage without a gap', () => {
    for (const [i, stage] of pipeline.slice(1).entries()) {
      expect(stage.takes).toBe(pipeline[i]?.gives)
      expect(stage.states.from).toBe(pipeline[i]?.states.done)
    }
  })

  it('travel under a subject that says whose they are', () => {
    const ids = { tenantId: 't1', batchId: 'b1', itemId: 'i1', run: 2 }
    const fact = factNamed('validated')
    if (!fact) throw new Error('no such fact')
    expect(subjectOf(fact, ids)).toBe('imports.validated.t1.b1.i1')
    expect(readSubject('imports.validated.t1.b1.i1')).toEqual({ fact: 'validated', tenantId: 't1', batchId: 'b1', itemId: 'i1' })
    expect(messageId(fact, ids)).toBe('i1:validated:2')
    expect(messageId(fact, ids, 1)).not.toBe(messageId(fact, ids))
  })

  it.each(['imports.validated.t1.b1', 'imports.validated.t1.b1.i1.x', 'tasks.low.x.y.z', ''])('reads nothing into %o', (subject) => {
    expect(readSubject(subject)).toBeUndefined()
  })
})
