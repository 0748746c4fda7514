import { expect, it } from 'vitest'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import type { WriteLetterDeps } from '../dead-letters/write-letter.ts'
import { buryTask } from './bury-task.ts'

it('the dead letter of a task is said by the service that gave it up', async () => {
  const sources: string[] = []
  const deps = {
    service: 'publish',
    deadLetters: { write: async () => undefined },
    bus: { js: { publish: async (_subject: string, _payload: string, { headers }: { headers: Headers }) => { sources.push(String(headers.get('ce-source'))); return { duplicate: false, seq: 1 } } } },
  } as unknown as WriteLetterDeps
  await buryTask(deps, { _id: 'k1', tenantId: 't1', type: 'books.export', lane: 'low', attempts: [], params: {}, released: 1 } as unknown as TaskRecord)
  expect(sources).toEqual(['/chasqui/publish'])
})
