import type { TaskDefinition } from '@chasqui/worker'
import { backfillPending } from './tasks/backfill-pending.ts'
import { deadLettersBulk } from './tasks/dead-letters-bulk.ts'
import { purge } from './tasks/purge.ts'
import { recoverStuck } from './tasks/recover-stuck.ts'
import { replaysRun } from './tasks/replays-run.ts'
import { reprocessBatch } from './tasks/reprocess-batch.ts'

/** The tasks of this service. Its namespaces are `imports`, `dead_letters` and `replays`. */
export const tasks: readonly TaskDefinition[] = [recoverStuck, backfillPending, reprocessBatch, purge, deadLettersBulk, replaysRun]
