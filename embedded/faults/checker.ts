import { FINAL_TASK_STATES } from '@chasqui/contracts'
import type { DeadLetter } from '@chasqui/mongo'
import { ATTEMPTS_KEPT } from '@chasqui/mongo/items'
import type { FiringRecord, TaskRecord } from '@chasqui/mongo/tasks'
import type { Incarnation } from './fleet.ts'
import type { Accepted, Revoked } from './load.ts'
import type { SeenEffect, SeenRun } from './outside.ts'

/** All that is known at the end of a run, from the record and from outside of it. */
export type Evidence = {
  accepted: readonly Accepted[]
  revokes: readonly Revoked[]
  tasks: readonly TaskRecord[]
  firings: readonly FiringRecord[]
  /** The nominal times of the schedule that must have fired: every second from the first to the last. */
  schedule: { id: string; from: Date; upTo: Date }
  deadLetters: readonly DeadLetter[]
  runs: readonly SeenRun[]
  effects: readonly SeenEffect[]
  /** Effects that a run repeated though it was told that none could have happened. */
  doubled: readonly SeenEffect[]
  incarnations: readonly Incarnation[]
  cap: { type: string; limit: number }
  retries: { baseMs: number; capMs: number }
  leaseMs: number
  lastFaultAt: number
}

/** What a run shows to be broken: one sentence each, empty when every promise was kept. Pure. */
export function brokenPromises(evidence: Evidence): string[] {
  return [settled, accepted, finals, epochs, effects, revokes, tries, parents, firings, caps, deadLetters].flatMap((check) => check(evidence))
}

const SETTLED_WITHIN_MS = 60_000

/** Whatever ended after the last fault did so soon after it: nothing was stuck. */
function settled({ tasks, lastFaultAt }: Evidence): string[] {
  return tasks.filter(({ endedAt }) => endedAt && endedAt.getTime() > lastFaultAt + SETTLED_WITHIN_MS).map(({ _id, type, state, endedAt, attempts }) => {
    const runs = attempts.map(({ epoch, outcome, code, startedAt, endedAt: until }) => `${epoch} ${outcome}${code === undefined ? '' : ` ${code}`} ${after(startedAt)}…${after(until)}`)
    return `${_id} (${type}) was ${state} only ${after(endedAt as Date)} s after the last fault; its runs: ${runs.join(', ') || 'none'}`
  })

  function after(at: Date): number {
    return Math.round((at.getTime() - lastFaultAt) / 1000)
  }
}

/** Every accepted id is on record and has come to one end. */
function accepted({ accepted: all, tasks }: Evidence): string[] {
  const known = new Set(tasks.map(({ _id }) => _id))
  return [
    ...all.filter(({ id }) => !known.has(id)).map(({ id }) => `${id} was accepted and is not on record`),
    ...tasks.filter(({ state }) => !FINAL_TASK_STATES.has(state)).map(({ _id, type, state, substate }) => `${_id} (${type}) is still ${state} ${substate ?? ''}`),
    ...tasks.filter((task) => FINAL_TASK_STATES.has(task.state) && (task.open || task.waiting || task.inFlight || task.dueAt || task.leaseUntil)).map(({ _id, state }) => `${_id} is ${state} and still marked as moving`),
  ]
}

const ENDS = { SUCCESS: 'success', FAILURE: 'failure', REVOKED: 'revoked' } as const

/** One end: nothing happens to a task, and nothing is done for it, after it. */
function finals({ tasks, runs, effects: done, incarnations }: Evidence): string[] {
  const byId = new Map(tasks.map((task) => [task._id, task]))
  const began = runs.filter(({ taskId, startedAt, pid }) => {
    const endedAt = byId.get(taskId)?.endedAt?.getTime()
    // A process that stood still between its last look at the record and the first word of its run cannot know; that it changes nothing is seen below.
    return endedAt !== undefined && startedAt > endedAt + CLOCKS_MS && !incarnations.some((one) => one.pid === pid && one.pauses.some(({ from, to }) => from < startedAt && to > endedAt - WAKES_WITHIN_MS))
  })
  return [
    ...tasks.filter(({ attempts, state }) => attempts.filter(({ outcome }) => Object.values(ENDS).includes(outcome as 'success')).length > 1 || attempts.slice(0, -1).some(({ outcome }) => outcome === ENDS[state as 'SUCCESS'])).map(({ _id, attempts }) => `${_id} ended more than once: ${attempts.map(({ outcome }) => outcome).join(', ')}`),
    ...began.map(({ taskId, run }) => `${taskId} began run ${run} after its end`),
    ...done.filter(({ taskId, at }) => at > (byId.get(taskId)?.endedAt?.getTime() ?? Number.MAX_SAFE_INTEGER) + CLOCKS_MS).map(({ taskId }) => `${taskId} had an effect after its end`),
  ]
}

/** The record's times and the outside's are of the same clock; what lies between is the time of a write. */
const CLOCKS_MS = 250
/** Whoever is woken on a busy machine takes a moment until it goes on. */
const WAKES_WITHIN_MS = 2_000

/** A late worker changes nothing, and nobody claims what another holds: every claim leaves one attempt, in order, and the last claim ended the task. */
function epochs({ tasks }: Evidence): string[] {
  return tasks.flatMap(({ _id, attempts, epoch, state, error }) => {
    // The broker gave it up: what its last claim came to is not known.
    if (!FINAL_TASK_STATES.has(state) || error?.code === 'DELIVERIES_EXHAUSTED') return []
    const left = attempts.map((attempt) => attempt.epoch)
    const wanted = Array.from({ length: Math.min(epoch, ATTEMPTS_KEPT) }, (_, n) => epoch - Math.min(epoch, ATTEMPTS_KEPT) + n + 1)
    return JSON.stringify(left) === JSON.stringify(wanted) ? [] : [`${_id} was claimed ${epoch} times, and its attempts are of the claims ${left.join(', ') || 'none'}`]
  })
}

/** Each effect at most once, and exactly once on SUCCESS. */
function effects({ tasks, effects: done, doubled }: Evidence): string[] {
  const has = new Set(done.map(({ taskId }) => taskId))
  return [
    ...tasks.filter(({ _id, type, state }) => state === 'SUCCESS' && type.startsWith('fault.') && type !== 'fault.parent' && !has.has(_id)).map(({ _id, type }) => `${_id} (${type}) is SUCCESS without its effect`),
    ...doubled.map(({ effectId }) => `${effectId} was done again without asking whether it had happened`),
  ]
}

/** No run and no effect after a revoke that was answered before the start. */
function revokes({ revokes: all, runs, effects: done, tasks }: Evidence): string[] {
  const byId = new Map(tasks.map((task) => [task._id, task]))
  return all.filter(({ status, state }) => status < 300 && state === 'REVOKED').flatMap(({ id, answeredAt }) => [
    ...runs.filter(({ taskId, startedAt }) => taskId === id && startedAt > answeredAt).map(() => `${id} started after its revoke was answered`),
    ...done.filter(({ taskId, at }) => taskId === id && at > answeredAt).map(() => `${id} had an effect after its revoke was answered`),
    ...(byId.get(id)?.state === 'REVOKED' ? [] : [`${id} was answered REVOKED and is ${byId.get(id)?.state}`]),
  ])
}

/** Tries and the gaps between them as allowed. */
function tries({ tasks, retries: { baseMs, capMs } }: Evidence): string[] {
  return tasks.flatMap((task) => {
    const failed = task.attempts.filter(({ outcome }) => outcome === 'retry' || outcome === 'failure')
    const tooMany = failed.length > task.maxAttempts ? [`${task._id} had ${failed.length} tries of ${task.maxAttempts}`] : []
    const tooSoon = task.attempts.flatMap((attempt, at) => {
      const next = task.attempts[at + 1]
      const leastMs = Math.min(capMs, baseMs * 4 ** (attempt.n - 1)) * 0.5
      return attempt.outcome === 'retry' && next && next.startedAt.getTime() - attempt.endedAt.getTime() < leastMs ? [`${task._id} was tried again after ${next.startedAt.getTime() - attempt.endedAt.getTime()} ms`] : []
    })
    const crashes = task.crashes > 3 ? [`${task._id} killed ${task.crashes} workers`] : []
    return [...tooMany, ...tooSoon, ...crashes]
  })
}

/** A parent ends, after its children and with every one of them counted. */
function parents({ tasks }: Evidence): string[] {
  const children = Map.groupBy(tasks.filter(({ parentId }) => parentId !== undefined), ({ parentId }) => parentId as string)
  return tasks.filter(({ type, state }) => type === 'fault.parent' && state === 'SUCCESS').flatMap((parent) => {
    const own = children.get(parent._id) ?? []
    const late = own.filter(({ endedAt }) => !endedAt || endedAt.getTime() > (parent.endedAt?.getTime() ?? 0))
    const wanted = Number(parent.params['children'])
    const told = parent.result as { total?: number; succeeded?: number; failed?: number; revoked?: number; expired?: number } | undefined
    const counted = (told?.succeeded ?? 0) + (told?.failed ?? 0) + (told?.revoked ?? 0) + (told?.expired ?? 0)
    return [
      ...(own.length === wanted ? [] : [`${parent._id} has ${own.length} children of ${wanted}`]),
      ...(late.length === 0 ? [] : [`${parent._id} ended before ${late.length} of its children`]),
      ...(counted === wanted && told?.succeeded === own.filter(({ state }) => state === 'SUCCESS').length ? [] : [`${parent._id} tells of ${JSON.stringify(told)}`]),
    ]
  })
}

/** Each nominal time once: one row, and one task for it. */
function firings({ firings: all, schedule, tasks }: Evidence): string[] {
  const rows = new Map(all.filter(({ scheduleId, isManual }) => scheduleId === schedule.id && !isManual).map((row) => [row.nominalAt.getTime(), row]))
  const launched = Map.groupBy(tasks.filter(({ scheduleId }) => scheduleId === schedule.id), ({ nominalAt }) => nominalAt?.getTime() ?? 0)
  const broken: string[] = []
  for (let at = Math.ceil(schedule.from.getTime() / 1000) * 1000; at <= schedule.upTo.getTime(); at += 1000) {
    const row = rows.get(at)
    const times = launched.get(at)?.length ?? 0
    const nominal = new Date(at).toISOString()
    if (!row) broken.push(`the schedule did not fire for ${nominal}`)
    else if (row.outcome !== 'launched') broken.push(`the firing for ${nominal} is ${row.outcome ?? 'not settled'}`)
    if (times !== 1) broken.push(`${times} tasks were launched for ${nominal}`)
  }
  return broken
}

/** The cap was never passed, by runs whose workers were alive and breathing. */
function caps({ runs, incarnations, cap, leaseMs }: Evidence): string[] {
  const ofPid = new Map(incarnations.map((incarnation) => [incarnation.pid, incarnation]))
  const sound = runs.filter(({ type, pid, startedAt, endedAt }) => {
    const incarnation = ofPid.get(pid)
    const until = endedAt ?? incarnation?.diedAt ?? Number.MAX_SAFE_INTEGER
    return type === cap.type && !incarnation?.pauses.some(({ from, to }) => from < until && to > startedAt - leaseMs)
  })
  const moments = sound.flatMap(({ pid, startedAt, endedAt }) => [{ at: startedAt, by: 1 }, { at: endedAt ?? ofPid.get(pid)?.diedAt ?? startedAt, by: -1 }]).sort((a, b) => a.at - b.at || a.by - b.by)
  let atOnce = 0
  let most = 0
  for (const { by } of moments) most = Math.max(most, atOnce += by)
  return most > cap.limit ? [`${most} of ${cap.type} ran at once, the cap is ${cap.limit}`] : []
}

/** One dead letter for each task that failed, none for others. */
function deadLetters({ tasks, deadLetters: letters }: Evidence): string[] {
  const ofTask = Map.groupBy(letters.filter(({ kind }) => kind === 'task'), ({ taskId }) => taskId ?? '')
  return tasks.flatMap(({ _id, type, state }) => {
    const count = ofTask.get(_id)?.length ?? 0
    return count === (state === 'FAILURE' ? 1 : 0) ? [] : [`${_id} (${type}) is ${state} and has ${count} dead letters`]
  })
}
