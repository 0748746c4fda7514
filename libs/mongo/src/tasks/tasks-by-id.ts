import type { Collection } from 'mongodb'
import type { TaskRecord } from './task-record.ts'

/** These tasks as they are on record. */
export async function tasksById(tasks: Collection<TaskRecord>, ids: readonly string[]): Promise<Map<string, TaskRecord>> {
  const found = await tasks.find({ _id: { $in: [...ids] } }).toArray()
  return new Map(found.map((task) => [task._id, task]))
}
