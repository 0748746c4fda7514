import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import { TaskView } from './task-view.ts'

type Params = TaskRecord['params']

/** Names and no values: what is a secret stays one. */
export const Differs = z.array(z.string()).describe('parameters that were asked for otherwise than this task has them: what was asked is not done by it; empty when it does just that')

/** The task that is answered instead of a new one: whoever asked for something else sees that he does not get it. */
export const StandingTask = TaskView.extend({ differs: Differs }).meta({ id: 'StandingTask' })

/** The names of the parameters in which these differ. Pure. */
export function differingParams(asked: Params, standing: Params): string[] {
  return [...new Set([...Object.keys(asked), ...Object.keys(standing)])].filter((name) => !isDeepStrictEqual(asked[name], standing[name])).sort()
}
