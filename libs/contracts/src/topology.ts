import { itemDuplicate, itemFailed, type ItemIds } from './facts.ts'
import { pipeline, type Fact, type StageName } from './pipeline.ts'
import { LANES, type Lane, type TaskFactName } from './task.ts'

/**
 * Streams, subjects and consumers, as data. Positions are fixed and ids opaque: never a tax id, an e-mail or
 * a file name in a subject.
 */

const DAY_MS = 24 * 60 * 60 * 1000

export type StreamDeclaration = {
  readonly name: string
  readonly subjects: readonly string[]
  readonly maxAgeMs: number
  readonly says: string
}

export const streams = {
  IMPORTS: { name: 'IMPORTS', subjects: ['imports.>'], maxAgeMs: 30 * DAY_MS, says: 'what happened to the items of a batch' },
  TASKS: { name: 'TASKS', subjects: ['tasks.>'], maxAgeMs: 7 * DAY_MS, says: 'tasks that were handed over to the workers of their service' },
  FACTS: { name: 'FACTS', subjects: ['facts.>'], maxAgeMs: 90 * DAY_MS, says: 'what happened to tasks' },
  CRON: { name: 'CRON', subjects: ['cron.>'], maxAgeMs: 30 * DAY_MS, says: 'schedules that fired' },
  DEAD: { name: 'DEAD', subjects: ['dead.>'], maxAgeMs: 400 * DAY_MS, says: 'messages that were given up, with the reason' },
  ADVISORIES: {
    name: 'ADVISORIES',
    subjects: ['$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>', '$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.>'],
    maxAgeMs: 30 * DAY_MS,
    says: 'what the broker says about messages that it no longer delivers',
  },
} as const satisfies Record<string, StreamDeclaration>

/** Every fact that travels on IMPORTS. */
export const importFacts: readonly Fact[] = [pipeline[0].takes, ...pipeline.map((s) => s.gives), itemDuplicate, itemFailed]

const factByName = new Map(importFacts.map((f) => [f.name, f]))

export function factNamed(name: string): Fact | undefined {
  return factByName.get(name)
}

/** The `ce-type` of a fact of an item. */
export function factType({ name, version }: Pick<Fact, 'name' | 'version'>): string {
  return `chasqui.imports.${name}.v${version}`
}

/** `imports.<fact>.<tenant>.<batch>.<item>` */
export function subjectOf(fact: Fact, ids: Pick<ItemIds, 'tenantId' | 'batchId' | 'itemId'>): string {
  return `imports.${fact.name}.${ids.tenantId}.${ids.batchId}.${ids.itemId}`
}

/** All that happens to one batch, for the live stream. */
export function subjectsOfBatch(tenantId: string, batchId: string): string {
  return `imports.*.${tenantId}.${batchId}.*`
}

/** `imports.batch_alert.<tenant>.<batch>`: too many of its items have failed. */
export function batchAlertSubject(tenantId: string, batchId: string): string {
  return `imports.batch_alert.${tenantId}.${batchId}`
}

/** The parts of an imports subject, or undefined when it is none. */
export function readSubject(subject: string): { fact: string; tenantId: string; batchId: string; itemId: string } | undefined {
  const [root, fact, tenantId, batchId, itemId, ...rest] = subject.split('.')
  if (root !== 'imports' || !fact || !tenantId || !batchId || !itemId || rest.length > 0) return undefined
  return { fact, tenantId, batchId, itemId }
}

/**
 * The id under which the broker drops a second publish of the same fact. `restated` is raised by the reconciler,
 * whose whole purpose is to say the same fact again.
 */
export function messageId(fact: Fact, ids: Pick<ItemIds, 'itemId' | 'run'>, restated = 0): string {
  return `${ids.itemId}:${fact.name}:${ids.run}${restated === 0 ? '' : `:r${restated}`}`
}

/** Whether a message with this id says a fact again. */
export function isRestated(id: string): boolean {
  return /:r\d+$/.test(id)
}

export type ConsumerDeclaration = {
  readonly stream: string
  readonly durable: string
  readonly filter: string
  readonly says: string
}

export const stageConsumers: Readonly<Record<StageName, ConsumerDeclaration>> = Object.fromEntries(
  pipeline.map((s) => [s.name, { stream: 'IMPORTS', durable: s.name, filter: `imports.${s.takes.name}.>`, says: `feeds the ${s.name} stage` }]),
) as Record<StageName, ConsumerDeclaration>

/** All tasks of one namespace and lane wait in one queue: `sii_low`. */
export function queueOf(type: string, lane: Lane): string {
  return `${namespaceOf(type)}_${lane}`
}

/** The part of a queue's name that is its lane. */
export function laneOf(queue: string): Lane | undefined {
  return LANES.find((lane) => queue.endsWith(`_${lane}`))
}

export function namespaceOf(type: string): string {
  return type.slice(0, type.indexOf('.'))
}

/** `tasks.<lane>.<namespace>.<name>.<tenant>.<id>` */
export function taskSubjectOf(task: { type: string; lane: Lane; tenantId: string; taskId: string }): string {
  return `tasks.${task.lane}.${task.type}.${task.tenantId}.${task.taskId}`
}

/** The parts of a tasks subject, or undefined when it is none. */
export function readTaskSubject(subject: string): { lane: string; type: string; tenantId: string; taskId: string } | undefined {
  const [root, lane, namespace, name, tenantId, taskId, ...rest] = subject.split('.')
  if (root !== 'tasks' || !lane || !namespace || !name || !tenantId || !taskId || rest.length > 0) return undefined
  return { lane, type: `${namespace}.${name}`, tenantId, taskId }
}

/** The durable consumer that feeds the workers of a service with its tasks of one lane. */
export function taskConsumerOf(namespace: string, lane: Lane): ConsumerDeclaration {
  return { stream: 'TASKS', durable: queueOf(`${namespace}.`, lane), filter: `tasks.${lane}.${namespace}.>`, says: `feeds the workers of ${namespace} tasks, lane ${lane}` }
}

/** `facts.task.run.<what>.<tenant>.<id>`; `*` for all of a part. */
export function taskFactSubject(what: TaskFactName | '*', tenantId: string, taskId: string): string {
  return `facts.task.run.${what}.${tenantId}.${taskId}`
}

/** The parts of a fact of a task, or undefined when the subject is none. */
export function readTaskFactSubject(subject: string): { what: string; tenantId: string; taskId: string } | undefined {
  const [root, service, entity, what, tenantId, taskId, ...rest] = subject.split('.')
  if (root !== 'facts' || service !== 'task' || entity !== 'run' || !what || !tenantId || !taskId || rest.length > 0) return undefined
  return { what, tenantId, taskId }
}

/** The `ce-type` of a fact of a task. */
export function taskFactType(what: TaskFactName): string {
  return `chasqui.task.run.${what}.v1`
}

/** The `ce-type` of the hand-over of a task, and of the firing of a schedule. */
export const TASK_DUE_TYPE = 'chasqui.task.due.v1'
export const CRON_TYPE = 'chasqui.cron.fired.v1'

/** The `ce-type` of the alarm of a batch. */
export const BATCH_ALERT_TYPE = 'chasqui.imports.batch_alert.v1'

/** `cron.<schedule>`; the id may have dots. */
export function cronSubjectOf(scheduleId: string): string {
  return `cron.${scheduleId}`
}

/** `dead.imports.<stage>.<tenant>.<id>` */
export function deadItemSubject(stage: string, tenantId: string, id: string): string {
  return `dead.imports.${stage}.${tenantId}.${id}`
}

/** `dead.task.<namespace>.<name>.<tenant>.<id>` */
export function deadTaskSubject(type: string, tenantId: string, id: string): string {
  return `dead.task.${type}.${tenantId}.${id}`
}

export const advisoryConsumer: ConsumerDeclaration = {
  stream: 'ADVISORIES', durable: 'dead-letters', filter: '$JS.EVENT.ADVISORY.CONSUMER.>',
  says: 'turns what the broker gave up into dead letters',
}

/** Core subjects, outside every stream: hints that may be lost without harm. */
export const control = {
  /** Room was made or work arrived for this tenant. */
  release: (tenantId: string) => `control.release.${tenantId}`,
  releaseAll: 'control.release.*',
  /** A batch was cancelled: whoever works on an item of it stops. */
  cancelBatch: (batchId: string) => `control.cancel.${batchId}`,
  cancelAll: 'control.cancel.*',
  /** A task is to stop: whoever runs it aborts it. */
  revokeTask: (taskId: string) => `control.revoke.${taskId}`,
  revokeAll: 'control.revoke.*',
  /** Tasks came into a queue, or room was made in it; the body may name the tenant. */
  queue: (queue: string) => `control.queue.${queue}`,
  queues: 'control.queue.*',
  /** A pause was set or lifted, or a breaker opened or closed: read them again. */
  holds: 'control.holds',
  /** Somebody found every place of a scope (the payload) held: whoever keeps one for no task gives it back. */
  places: 'control.places',
} as const
