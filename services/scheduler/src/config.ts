import { z } from 'zod'
import { ServiceConfig, TaskConfig } from '@chasqui/worker'

export const SchedulerConfig = ServiceConfig.extend(TaskConfig.shape).extend({
  tenantWindow: z.coerce.number().int().min(1).default(400).describe('the most items of one tenant on their way at once; the window follows the pace of the tenant up to this, the rest wait in the record'),
  taskWindow: z.coerce.number().int().min(1).default(500).describe('the most tasks of one tenant handed over at once; the window follows the pace of the tenant up to this, and is never less than the slots of the workers'),
  scheduleMissedAfterMs: z.coerce.number().int().min(1_000).default(60_000).describe('a firing that is so late was missed: the misfire policy of its schedule says what becomes of it'),
  reconcileEveryMs: z.coerce.number().int().min(50).default(5_000).describe('how often the record is compared with the broker'),
  restAfterMs: z.coerce.number().int().min(200).default(15_000).describe('how long an item that should be moving may rest before its fact is said again'),
})
