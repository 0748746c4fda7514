import type { TaskState } from './task.ts'

/**
 * The legal moves of a task, with who makes them: the picture in docs/states.md is drawn from this list. Staying in a state is
 * legal where it is listed: a task that is handed back waits again.
 */
export const TASK_MOVES: readonly { from: TaskState; to: TaskState; by: string }[] = [
  { from: 'PENDING', to: 'STARTED', by: 'claim: epoch + 1, lease' },
  { from: 'PENDING', to: 'PENDING', by: 'deferred: paused, rate limited, closed service' },
  { from: 'PENDING', to: 'REVOKED', by: 'revoke' },
  { from: 'PENDING', to: 'EXPIRED', by: 'not started in time' },
  { from: 'PENDING', to: 'FAILURE', by: 'its parameters are refused, or it crashed too often' },
  { from: 'STARTED', to: 'STARTED', by: 'told to stop; or its children are at work' },
  { from: 'STARTED', to: 'PENDING', by: 'lost lease; handed back; last child ended' },
  { from: 'STARTED', to: 'SUCCESS', by: 'done' },
  { from: 'STARTED', to: 'RETRY', by: 'failed, may be tried again' },
  { from: 'STARTED', to: 'FAILURE', by: 'failed for good, or tries used up' },
  { from: 'STARTED', to: 'REVOKED', by: 'stopped after a revoke' },
  { from: 'RETRY', to: 'PENDING', by: 'due again' },
  { from: 'RETRY', to: 'REVOKED', by: 'revoke' },
]

const legal = new Set(TASK_MOVES.map(({ from, to }) => `${from} ${to}`))

/** Whether a task may go from one state to another. Final states never change. */
export function isLegalTaskMove(from: TaskState, to: TaskState): boolean {
  return legal.has(`${from} ${to}`)
}
