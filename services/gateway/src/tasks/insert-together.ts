import type { NewTask, TaskRecord, Tasks } from '@chasqui/mongo/tasks'
import { grouped } from '@chasqui/worker'

const AT_ONCE = 100

export type InsertTask = (task: NewTask) => Promise<{ task: TaskRecord; existed: boolean }>

/** Puts tasks without unique keys on record: those that come while others are written are written together, and a lone one never waits. */
export function insertTogether(tasks: Tasks): InsertTask {
  return grouped((some: NewTask[]) => tasks.insertAll(some), { max: AT_ONCE, ownerOf: ({ tenantId }) => tenantId })
}
