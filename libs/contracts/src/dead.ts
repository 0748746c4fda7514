import { z } from 'zod'

const Died = {
  tenantId: z.string().min(1), errorCode: z.string(), errorMessage: z.string(), deliveries: z.int().min(0).describe('how often it was handed out'),
}

/** Stated on DEAD when a stage gives an item or a message up: what died and why, never the document. */
export const ItemDead = z.object({ ...Died, stage: z.string(), batchId: z.string().optional(), itemId: z.string().optional().describe('absent when the message could not be read') })
export type ItemDead = z.infer<typeof ItemDead>

/** Stated on DEAD when a task has failed, or a message on TASKS could not be read: never its parameters. */
export const TaskDead = z.object({ ...Died, type: z.string().describe('the task type, or the queue of a message that could not be read'), taskId: z.string().optional() })
export type TaskDead = z.infer<typeof TaskDead>
