import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { TaskRecord, TaskStore, TaskTypeRecord } from '@chasqui/mongo/tasks'
import type { TaskContext } from './context.ts'
import { task } from './task.ts'
import { plannedChildren } from './planned-children.ts'
import { TaskWork } from './task-work.ts'

const TASK = { _id: '0198c0de-0000-7000-8000-000000000001', tenantId: 't1', type: 'a.b', params: {}, createdAt: new Date(0) } as unknown as TaskRecord
const types = new Map([['a.child', { _id: 'a.child', lane: 'low', retries: { maxRetries: 3 } } as TaskTypeRecord]])

describe('what a task answers that no record can hold', () => {
  it.each([
    ['a name with a NUL character', { 'a\0b': 1 }, 'TASK_ANSWER_UNKEEPABLE'],
    ['more than a megabyte', 'x'.repeat(1024 * 1024), 'TASK_RESULT_TOO_LARGE'],
  ])('is refused: %s', async (_what, result, code) => {
    const definition = task({ type: 'a.b', lane: 'low', description: 'd', params: z.object({}), softLimit: '1s', hardLimit: '2s', run: async () => result })
    expect(await new TaskWork({} as TaskStore).do(definition, TASK, {} as TaskContext)).toMatchObject({ kind: 'refused', fault: { code } })
  })

  it.each([
    ['a name with a NUL character', [{ type: 'a.child', params: { 'a\0b': 1 } }], 'TASK_ANSWER_UNKEEPABLE'],
    ['a plan of more than 8 MB', Array.from({ length: 9 }, () => ({ type: 'a.child', params: { text: 'x'.repeat(1024 * 1024) } })), 'TASK_CHILDREN_TOO_LARGE'],
  ])('is refused as children: %s', (_what, list, code) => {
    expect(() => plannedChildren(TASK, false, list, types)).toThrow(expect.objectContaining({ code }))
  })
})
