import { z } from 'zod'
import { ServiceConfig, TaskConfig } from '@chasqui/worker'

export const SchedulerConfig = ServiceConfig.extend(TaskConfig.shape).extend({
  tenantWindow: z.coerce.number().int().min(1).default(250).describe('the most items of one tenant on their way at once; the window follows the pace of the tenant up to this, the rest wait in the record'),
  reconcileEveryMs: z.coerce.number().int().min(50).default(5_000).describe('how often the record is compared with the broker'),
  restAfterMs: z.coerce.number().int().min(200).default(15_000).describe('how long an item that should be moving may rest before its fact is said again'),
})
