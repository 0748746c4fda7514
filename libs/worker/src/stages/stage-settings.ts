import { z } from 'zod'
import { DEFAULT_RETRIES, type RetryPolicy } from '../backoff.ts'
import type { Probe } from '../probe.ts'
import { ServiceConfig } from '../service.ts'
import type { StageInput } from './stage.ts'

/** The settings of every stage, beside those of every service. */
export const StageConfig = ServiceConfig.extend({
  ackWaitMs: z.coerce.number().int().min(1_000).default(30_000).describe('how long the broker waits before it gives a message to somebody else'),
  leaseMs: z.coerce.number().int().min(500).default(30_000).describe('how long a claim of lasting work is respected without a sign of life'),
  retryMax: z.coerce.number().int().min(0).max(20).default(DEFAULT_RETRIES.maxRetries).describe('tries after the first'),
  retryBaseMs: z.coerce.number().int().min(10).default(DEFAULT_RETRIES.baseMs).describe('delay before the first retry; each next one is four times longer'),
  retryCapMs: z.coerce.number().int().min(10).default(DEFAULT_RETRIES.capMs).describe('the longest delay'),
  crashBudget: z.coerce.number().int().min(1).max(20).default(3).describe('workers that may die with one item before it is given up'),
})

export type StageRunnerSettings = {
  worker: string
  capacity: number
  ackWaitMs: number
  leaseMs: number
  heartbeatMs: number
  retries: RetryPolicy
  crashBudget: number
  lasts: (body: StageInput['body']) => boolean
  probe?: Probe
}
