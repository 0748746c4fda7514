import { describe, expect, it } from 'vitest'
import { taskMessages } from './task-messages.ts'
import { readTaskFactSubject, readTaskSubject, taskFactSubject, taskSubjectOf } from './topology.ts'

describe('the messages of the task platform', () => {
  it.each(taskMessages.map((message) => [message.name, message] as const))('%s: its example fits its schema', (_name, { schema, example }) => {
    expect(schema.safeParse(example).error).toBeUndefined()
  })

  it('hand a task over under a subject that says whose it is', () => {
    const subject = taskSubjectOf({ type: 'sii.sync_f29', lane: 'low', tenantId: 't1', taskId: 'k1' })
    expect(subject).toBe('tasks.low.sii.sync_f29.t1.k1')
    expect(readTaskSubject(subject)).toEqual({ lane: 'low', type: 'sii.sync_f29', tenantId: 't1', taskId: 'k1' })
  })

  it.each(['tasks.low.sii.sync_f29.t1', 'tasks.low.sii.sync_f29.t1.k1.x', 'imports.received.t1.b1.i1', ''])('reads nothing into %o', (subject) => expect(readTaskSubject(subject)).toBeUndefined())

  it('a fact names its task', () => {
    expect(readTaskFactSubject(taskFactSubject('succeeded', 't1', 'k1'))).toEqual({ what: 'succeeded', tenantId: 't1', taskId: 'k1' })
    for (const subject of ['facts.task.run.succeeded.t1', 'facts.task.run.succeeded.t1.k1.x', 'facts.other.run.succeeded.t1.k1', 'tasks.low.sii.sync_f29.t1.k1']) expect(readTaskFactSubject(subject)).toBeUndefined()
  })
})
