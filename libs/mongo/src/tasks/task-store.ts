import type { Db } from 'mongodb'
import { Audit } from '../audit.ts'
import { RateWindows } from '../rate-windows.ts'
import { Breakers } from './breakers.ts'
import { Places } from './places.ts'
import { Schedules } from './schedules.ts'
import { TaskEffects } from './task-effects.ts'
import { TaskHolds } from './task-holds.ts'
import { TaskTypes } from './task-types.ts'
import { TaskWorkers } from './task-workers.ts'
import { Tasks, type TaskStoreSettings } from './tasks.ts'

/** All that the task platform keeps. */
export type TaskStore = ReturnType<typeof openTaskStore>

export function openTaskStore(db: Db, settings: TaskStoreSettings = {}) {
  return {
    tasks: new Tasks(db, settings), types: new TaskTypes(db), workers: new TaskWorkers(db), holds: new TaskHolds(db), places: new Places(db), breakers: new Breakers(db),
    effects: new TaskEffects(db), schedules: new Schedules(db), rates: new RateWindows(db), audit: new Audit(db),
  }
}

export async function ensureTaskIndexes(store: TaskStore): Promise<void> {
  await Promise.all(Object.values(store).map((repository) => repository.ensureIndexes()))
}
