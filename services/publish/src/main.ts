import '@chasqui/telemetry/register'
import { z } from 'zod'
import { TaskFiles } from '@chasqui/files'
import { ensureBookIndexes, openBooks } from '@chasqui/mongo/books'
import { runProcess, skip, stageService } from '@chasqui/worker'
import { publish } from './handler.ts'
import { createPoster } from './post.ts'
import { tasks } from './tasks.ts'

/** From a validated document to records in the books, and from the books to files. */
export const service = stageService({
  stage: 'publish',
  config: z.object({}),
  capacity: 200,
  // The claim is the point of no return: from there on nobody cancels.
  lasts: () => true,
  tasks,
  async start(deps) {
    const books = openBooks(deps.store.db)
    await Promise.all([ensureBookIndexes(books), new TaskFiles(deps.store.db).ensureIndexes()])
    const poster = createPoster(deps.store.db, books)
    return {
      before: (body) => body.publish ? undefined : skip('it waits for a person'),
      handle: (input) => publish(input, poster),
    }
  },
})

if (import.meta.main) await runProcess(service)
