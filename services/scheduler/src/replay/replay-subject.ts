import { errors } from '../errors.ts'

/**
 * Which past facts may be said again, and where their tenant stands. Hand-overs of tasks (TASKS) are not among them: an old one names a release that the
 * record has passed, so saying it again does nothing; a task is tried again by its own means.
 */
const REPLAYABLE = {
  imports: { stream: 'IMPORTS', tenantAt: 2, parts: 5 },
  facts: { stream: 'FACTS', tenantAt: 4, parts: 6 },
} as const

export type ReplaySubject = { stream: 'IMPORTS' | 'FACTS'; /** What the broker is asked for. */ filter: string }

const PART = /^(?:\*|[^\s.*>\0]+)$/

/**
 * A filter as NATS has them, narrowed to one tenant when it is not the platform that asks. Pure.
 * @throws REPLAY_SUBJECT_REFUSED, REPLAY_SUBJECT_FOREIGN
 */
export function replaySubject(subject: string, tenantId: string | undefined): ReplaySubject {
  const parts = subject.split('.')
  const kind = REPLAYABLE[parts[0] as keyof typeof REPLAYABLE]
  const endsOpen = parts.at(-1) === '>'
  const named = endsOpen ? parts.slice(0, -1) : parts
  const isRight = kind !== undefined && named.every((part) => PART.test(part)) && (endsOpen ? named.length < kind.parts : named.length === kind.parts)
  if (!isRight) throw errors.fault('REPLAY_SUBJECT_REFUSED', { detail: subject.slice(0, 200) })
  if (tenantId === undefined) return { stream: kind.stream, filter: subject }
  const whole = Array.from({ length: kind.parts }, (_, n) => named[n] ?? '*')
  const asked = whole[kind.tenantAt]
  if (asked !== '*' && asked !== tenantId) throw errors.fault('REPLAY_SUBJECT_FOREIGN', { detail: subject.slice(0, 200) })
  return { stream: kind.stream, filter: whole.with(kind.tenantAt, tenantId).join('.') }
}
