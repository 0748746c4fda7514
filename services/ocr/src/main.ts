import { z } from 'zod'
import { runProcess, stageService } from '@chasqui/worker'
import { readPages } from './handler.ts'

/** From prepared pages to their text. */
export const service = stageService({
  stage: 'ocr',
  config: z.object({}),
  capacity: 200,
  lasts: (body) => body.scans > 0,
  start: async () => ({ handle: readPages }),
})

if (import.meta.main) await runProcess(service)
