import type { z } from 'zod'
import type { ItemIds, StageName, StageNamed, Tenant } from '@chasqui/contracts'
import type { Item } from '@chasqui/mongo/items'
import type { Logger } from '@chasqui/telemetry'
import type { Outcome } from './outcome.ts'
import type { Deps } from '../deps.ts'
import type { TaskDefinition } from '../tasks/task.ts'

/** One item in a handler's hands. */
export type StageInput<N extends StageName = StageName> = {
  ids: ItemIds
  body: z.infer<StageNamed<N>['takes']['schema']>
  tenant: Tenant
  /** The whole record of the item, read together with those of its neighbours; only when the message does not carry enough. */
  item: () => Promise<Item>
  /** Fires at the soft limit, when the lease is lost, when the batch is cancelled, and when the process stops. */
  signal: AbortSignal
  /** A logger whose lines carry trace, tenant, batch and item; made only when asked for. */
  log: () => Logger
}

export type StageHandler<N extends StageName> = {
  handle: (input: StageInput<N>) => Promise<Outcome>
  /** Asked before anything is claimed: an answer here is the verdict. For "no room now" and "not mine to do". */
  before?: (body: StageInput<N>['body']) => Extract<Outcome, { kind: 'skip' | 'deferred' }> | undefined
  stop?: () => Promise<void>
}

/** One stage of the pipeline as a service: which, with which settings, and what to do with an item. */
export type StageDefinition<N extends StageName, C extends z.ZodObject> = {
  stage: N
  config: C
  /** Messages in hand at once. */
  capacity: number
  /** Whether the work on this item lasts: then its working state is written before it begins. */
  lasts: (body: StageInput<N>['body']) => boolean
  start: (deps: Deps, config: z.infer<C>) => Promise<StageHandler<N>>
  /** Tasks that the service runs beside its items. */
  tasks?: readonly TaskDefinition[]
}
