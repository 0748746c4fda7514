import { describe, expect, it } from 'vitest'
import { FINAL_TASK_STATES, TASK_STATES, type TaskState } from './task.ts'
import { isLegalTaskMove } from './task-moves.ts'

describe('the legal moves of a task', () => {
  it.each<[TaskState, TaskState]>([
    ['PENDING', 'STARTED'], ['STARTED', 'SUCCESS'], ['STARTED', 'RETRY'], ['RETRY', 'PENDING'], ['STARTED', 'PENDING'], ['PENDING', 'EXPIRED'], ['RETRY', 'REVOKED'],
  ])('%s → %s', (from, to) => expect(isLegalTaskMove(from, to)).toBe(true))

  it.each<[TaskState, TaskState]>([['PENDING', 'SUCCESS'], ['RETRY', 'STARTED'], ['RETRY', 'SUCCESS'], ['PENDING', 'RETRY']])('never %s → %s', (from, to) => expect(isLegalTaskMove(from, to)).toBe(false))

  it('end: a final state never changes', () => {
    for (const from of FINAL_TASK_STATES) for (const to of TASK_STATES) expect(isLegalTaskMove(from, to)).toBe(false)
  })
})
