import type { JsMsg } from '@nats-io/jetstream'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import { logger } from '@chasqui/telemetry'
import type { Deps } from '../deps.ts'
import { StoreWait } from '../store-wait.ts'
import type { FollowUps } from './follow-ups.ts'
import { RunEnds } from './run-ends.ts'
import { StaleHandOvers } from './stale-hand-overs.ts'
import type { TaskDefinition } from './task.ts'
import type { ObservedTask, TaskObserver } from './task-observer.ts'
import type { TaskRunnerSettings } from './task-settings.ts'

describe('the end of a run that comes too late', () => {
  it('is counted once, with what it came to, and is no duplicate', async () => {
    const counted: string[] = []
    const observer = { lateWriteRefused: (_task, outcome) => counted.push(`late ${outcome}`), duplicateRefused: () => counted.push('duplicate') } as Partial<TaskObserver> as TaskObserver
    const log = logger('test', { level: 'silent' })
    const parts = { storeWait: new StoreWait(log, new AbortController().signal), observer, followUps: {} as FollowUps }
    const task = { _id: 'k1', tenantId: 't1', type: 'a.b', queue: 'a_low', epoch: 1, tries: 0, maxAttempts: 4, released: 1 } as TaskRecord
    const ends = new RunEnds({} as TaskStore, { worker: 'w' } as TaskRunnerSettings, {
      ...parts, stale: new StaleHandOvers({} as Deps, parts), apply: async () => ({ kind: 'refused', standing: { ...task, epoch: 2, state: 'PENDING' } }),
    })
    const message = { ack: () => undefined } as Partial<JsMsg> as JsMsg
    const word = await ends.end({ message, definition: { params: z.object({}) } as TaskDefinition, task, observed: {} as ObservedTask, secrets: [], startedAt: new Date(), started: Promise.resolve() }, { kind: 'success', result: 1 })
    expect(word).toBe('stale')
    expect(counted).toEqual(['late succeeded'])
  })
})
