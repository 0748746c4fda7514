import '@chasqui/telemetry/register'
import { z } from 'zod'
import { runProcess, stageService } from '@chasqui/worker'
import { extract } from './handler.ts'

/** From a typed document to its canonical fields. */
export const service = stageService({
  stage: 'extract',
  config: z.object({}),
  capacity: 200,
  lasts: () => false,
  start: async (deps) => ({ handle: (input) => extract(input, deps) }),
})

if (import.meta.main) await runProcess(service)
