import type { Db } from 'mongodb'
import { RateWindows } from '../rate-windows.ts'
import { Breakers } from './breakers.ts'
import { Places } from './places.ts'
import { Schedules } from './schedules.ts'
import { TaskClaims } from './task-claims.ts'
import { TaskEffects } from './task-effects.ts'
import { TaskFamilies } from './task-families.ts'
import { TaskHolds } from './task-holds.ts'
import { TaskTypes } from './task-types.ts'
import { TaskWorkers } from './task-workers.ts'
import { Tasks, type TaskStoreSettings } from './tasks.ts'
import { UnattendedTasks } from './unattended-tasks.ts'
import { WaitingLines } from './waiting-lines.ts'
import { WaitingTasks } from './waiting-tasks.ts'

/** All that is kept of tasks. */
export type TaskStore = ReturnType<typeof openTaskStore>

export function openTaskStore(db: Db, settings: TaskStoreSettings = {}) {
  return {
    tasks: new Tasks(db, settings), claims: new TaskClaims(db), families: new TaskFamilies(db), waiting: new WaitingTasks(db), unattended: new UnattendedTasks(db),
    types: new TaskTypes(db), workers: new TaskWorkers(db), holds: new TaskHolds(db), places: new Places(db), lines: new WaitingLines(db), breakers: new Breakers(db),
    effects: new TaskEffects(db), schedules: new Schedules(db), rates: new RateWindows(db),
  }
}

export async function ensureTaskIndexes(store: TaskStore): Promise<void> {
  // Some share a collection, whose indexes one of them declares.
  await Promise.all(Object.values(store).flatMap((repository) => 'ensureIndexes' in repository ? [repository.ensureIndexes()] : []))
}
