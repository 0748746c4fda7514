import { expect, it } from 'vitest'
import type { TaskStore, TaskTypeRecord } from '@chasqui/mongo/tasks'
import { TaskCatalogue } from './catalogue.ts'

const type = { _id: 'books.export', service: 'publish', lane: 'low', atOnce: { limit: 2, by: 'tenant' } } as unknown as TaskTypeRecord
const catalogue = new TaskCatalogue({
  types: { all: async () => [type] }, workers: { live: async () => [{ types: [type._id] }] }, holds: { inForce: async () => [] },
} as unknown as Pick<TaskStore, 'types' | 'workers' | 'holds'>)
const NOW = new Date()
const LONG_AGO = new Date(NOW.getTime() - 60_000)

it.each([
  ['waits behind others of its type', { state: 'PENDING', waiting: true, movedAt: LONG_AGO }, 'At most 2 of books.export are at work at once for a tenant; it waits for its turn'],
  ['was launched just now', { state: 'PENDING', waiting: true, movedAt: NOW }, undefined],
  ['waits for its time', { state: 'PENDING', movedAt: LONG_AGO }, undefined],
  ['is at work', { state: 'STARTED', movedAt: LONG_AGO }, undefined],
] as const)('a task that %s', async (_what, task, note) => {
  expect(await catalogue.noteOn(type, { tenantId: 't', ...task })).toBe(note)
})
