import type { FileStore } from '@chasqui/files'
import type { Audit, DeadLetters, RecordStore, Tenants } from '@chasqui/mongo'
import type { Batches, Items } from '@chasqui/mongo/items'
import type { TaskStore } from '@chasqui/mongo/tasks'
import type { Bus } from '@chasqui/nats'
import type { Logger } from '@chasqui/telemetry'

/** What every service is given: the servers it talks to and the repositories of the record. */
export type Deps = {
  service: string
  /** This process among all (process-name.ts). */
  processName: string
  bus: Bus
  streamReplicas: number
  store: RecordStore
  items: Items
  batches: Batches
  tenants: Tenants
  deadLetters: DeadLetters
  audit: Audit
  files: FileStore
  log: Logger
}

/** What is given to whoever does something to tasks, beside the repositories of tasks that it needs. */
export type TaskDeps<Repositories extends keyof TaskStore> = Pick<Deps, 'service' | 'bus' | 'log'> & { taskStore: Pick<TaskStore, Repositories> }
