import { InvalidInput, type Problem } from '@chasqui/http'

/** What went wrong in the words of the old API. Pure. */
export function celeryDetailOf(thrown: unknown, problem: Pick<Problem, 'detail' | 'code'>): string {
  if (!(thrown instanceof InvalidInput)) return problem.code === 'TASK_TYPE_UNKNOWN' ? problem.detail.replace(/^.*: /, 'Unknown task type: ') : problem.detail
  return `Invalid parameters: ${thrown.errors.map(({ field, message }) => `${field.replace(/^params\.?/, '') || 'params'} ${message}`).join('; ')}`
}
