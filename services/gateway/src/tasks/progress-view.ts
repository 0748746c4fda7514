import { z } from 'zod'

export const ProgressView = z.object({
  done: z.number().describe('in units of the task, such as rows'), total: z.number().nullable().describe('null while it is not known'), stage: z.string().nullable().describe('the part that it is in'), note: z.string().nullable().describe('for people'),
  eta_seconds: z.number().nullable().describe('until the end, at the pace so far'),
}).meta({ id: 'TaskProgress' })
