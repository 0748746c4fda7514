import { z } from 'zod'
import type { TaskProgress } from '@chasqui/contracts'

export const ProgressView = z.object({
  done: z.number().describe('in units of the task, such as rows'), total: z.number().nullable().describe('null while it is not known'), stage: z.string().nullable().describe('the part that it is in'), note: z.string().nullable().describe('for people'),
  eta_seconds: z.number().nullable().describe('until the end, at the pace so far'),
}).meta({ id: 'TaskProgress' })
type ProgressView = z.infer<typeof ProgressView>

/** How far a task is, as its record or a fact of it says; null while it has said nothing. Pure. */
export function progressView(progress: TaskProgress | undefined): ProgressView | null {
  if (!progress) return null
  return { done: progress.done, total: progress.total ?? null, stage: progress.stage ?? null, note: progress.note ?? null, eta_seconds: progress.etaSeconds ?? null }
}
