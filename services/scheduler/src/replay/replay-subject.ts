import { readPastSubject, type ReplayShape } from '@chasqui/contracts'
import { errors } from '../errors.ts'

export type ReplaySubject = { stream: ReplayShape['stream']; /** What the broker is asked for. */ filter: string }

/**
 * A filter as NATS has them, narrowed to one tenant when it is not the platform that asks. Pure.
 * @throws REPLAY_SUBJECT_REFUSED, REPLAY_SUBJECT_FOREIGN
 */
export function replaySubject(subject: string, tenantId: string | undefined): ReplaySubject {
  const read = readPastSubject(subject)
  if ('problem' in read) throw errors.fault('REPLAY_SUBJECT_REFUSED', { detail: subject.slice(0, 200) })
  const { shape, named } = read
  if (tenantId === undefined) return { stream: shape.stream, filter: subject }
  const whole = Array.from({ length: shape.parts }, (_, n) => named[n] ?? '*')
  const asked = whole[shape.tenantAt]
  if (asked !== '*' && asked !== tenantId) throw errors.fault('REPLAY_SUBJECT_FOREIGN', { detail: subject.slice(0, 200) })
  return { stream: shape.stream, filter: whole.with(shape.tenantAt, tenantId).join('.') }
}
