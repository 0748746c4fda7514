import '@chasqui/telemetry/register'
import { z } from 'zod'
import { openBooks } from '@chasqui/mongo/books'
import { runProcess, stageService } from '@chasqui/worker'
import { validate } from './handler.ts'
import { nearDuplicateFinder } from './near-duplicates.ts'

/** From canonical fields to a document that may be published, one that a person must look at, or a refusal. */
export const service = stageService({
  stage: 'validate',
  config: z.object({}),
  capacity: 200,
  lasts: () => false,
  async start(deps) {
    const { postings } = openBooks(deps.store.db)
    await postings.ensureIndexes()
    const findNearDuplicates = nearDuplicateFinder(postings)
    return { handle: (input) => validate(input, findNearDuplicates) }
  },
})

if (import.meta.main) await runProcess(service)
