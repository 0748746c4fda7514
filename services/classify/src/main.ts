import '@chasqui/telemetry/register'
import { z } from 'zod'
import { runProcess, stageService } from '@chasqui/worker'
import { classify } from './handler.ts'

/** From text, structure or columns to the type of the document. */
export const service = stageService({
  stage: 'classify',
  config: z.object({}),
  capacity: 200,
  lasts: () => false,
  start: async (deps) => ({ handle: (input) => classify(input, deps) }),
})

if (import.meta.main) await runProcess(service)
