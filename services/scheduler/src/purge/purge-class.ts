import type { TaskFiles } from '@chasqui/files'
import type { Old, Purges } from '@chasqui/mongo'
import type { Deps } from '@chasqui/worker'

export type PurgeTools = { purges: Purges; taskFiles: TaskFiles; files: Deps['files'] }

/** One kind of what grows old. */
export type PurgeClass = {
  says: string
  /** Kept so long when nothing else is asked for. */
  days: number
  /** How much would go now. */
  count: (tools: PurgeTools, old: Old) => Promise<number>
  /** Removes all of it, some at a time: between two of them it can be stopped. What is gone stays gone. */
  remove: (tools: PurgeTools, old: Old) => AsyncGenerator<number>
}
