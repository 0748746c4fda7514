import { z } from 'zod'
import { runProcess, stageService } from '@chasqui/worker'
import { preprocess } from './handler.ts'

/** From a file or a row to something whose kind is known and whose pages are ready to be read. */
export const service = stageService({
  stage: 'preprocess',
  config: z.object({}),
  capacity: 200,
  lasts: (body) => body.fileId !== undefined,
  start: async () => ({ handle: preprocess }),
})

if (import.meta.main) await runProcess(service)
