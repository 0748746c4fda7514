import type { z } from 'zod'
import type { Lane, ScheduleDeclaration } from '@chasqui/contracts'
import type { TaskScope, TaskTypeRecord } from '@chasqui/mongo/tasks'
import type { TaskContext } from './context.ts'
import type { Children } from './outcome.ts'
import { DEFAULT_RETRIES, type RetryPolicy } from '../backoff.ts'

/** `90s`, `10m`, `1h`. */
export type Span = `${number}${'ms' | 's' | 'm' | 'h'}`

/** What is limited: all tasks of the type, those of one tenant, or those that use one account of an outside service. */
type By = 'type' | 'tenant' | 'account'

/** A task type: one file in the service that owns its namespace, one line in its `tasks.ts`. */
export type TaskDefinition<P extends z.ZodObject = z.ZodObject, R = unknown> = {
  /** `<namespace>.<name>`; a namespace belongs to one service. */
  type: string
  lane: Lane
  /** One sentence: what the catalogue and the form say. */
  description: string
  /** What is sent: each with its description, default and bounds. Unknown parameters are refused. */
  params: P
  /** Then the signal fires. */
  softLimit: Span
  /** Then its child processes are killed and it is no longer waited for. */
  hardLimit: Span
  retries?: { maxRetries: number; base?: Span; cap?: Span }
  /** `platform`: only those who run the installation may launch it. */
  scope?: TaskScope
  /** The least role that may launch it. */
  role?: TaskTypeRecord['role']
  /** The outside service it speaks to: while its breaker is open the task waits and uses up no try. */
  outside?: string
  /** Whose account of the outside service it uses, for limits `by: 'account'`. */
  account?: (params: z.output<P>, tenantId: string) => string
  /** At most `limit` starts in `window`. */
  rate?: { limit: number; window: Span; by: By }
  /** At most `limit` at once. */
  atOnce?: { limit: number; by: By }
  /** When it runs by itself; created once, from then on a person's. */
  schedules?: readonly Omit<ScheduleDeclaration, 'type'>[]
  /** @returns its result, at most 1 MiB of JSON, or `children([...])` */
  run: (ctx: TaskContext, params: z.output<P>) => Promise<R | Children>
  /** Of a parent: what its result is, once every child has ended. Without it the counts are. */
  join?: (ctx: TaskContext, children: readonly EndedChild[], params: z.output<P>) => Promise<R>
}

/** What became of one child. */
export type EndedChild = {
  taskId: string
  tenantId: string
  type: string
  params: Record<string, unknown>
  label?: string
  state: 'SUCCESS' | 'FAILURE' | 'REVOKED' | 'EXPIRED'
  result?: unknown
  error?: { code: string; message: string }
}

/** A task type, with its parameters and its result kept together. */
export function task<P extends z.ZodObject, R>(definition: TaskDefinition<P, R>): TaskDefinition {
  return definition as unknown as TaskDefinition
}

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const

export function msOf(span: Span): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(span) ?? []
  if (amount === undefined || unit === undefined) throw new Error(`${span} is no span of time: write 90s, 10m or 1h`)
  return Number(amount) * UNITS[unit as keyof typeof UNITS]
}

export function retriesOf(retries: TaskDefinition['retries']): RetryPolicy {
  const { maxRetries, base, cap } = retries ?? {}
  return { maxRetries: maxRetries ?? DEFAULT_RETRIES.maxRetries, baseMs: base === undefined ? DEFAULT_RETRIES.baseMs : msOf(base), capMs: cap === undefined ? DEFAULT_RETRIES.capMs : msOf(cap) }
}
