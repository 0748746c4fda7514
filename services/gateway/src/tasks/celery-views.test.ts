import { describe, expect, it } from 'vitest'
import type { TaskRecord } from '@chasqui/mongo'
import { celeryStatusView, celeryTypeView } from './celery-views.ts'

const at = new Date('2026-11-01T12:00:00Z')

function aTask(overrides: Partial<TaskRecord> = {}): TaskRecord {
  return {
    _id: 'k1', tenantId: 't1', type: 'sii.sync_documents', queue: 'sii_low', lane: 'low', params: {}, priority: 5, state: 'PENDING', released: 0, tries: 0, maxAttempts: 4, crashes: 0, epoch: 0,
    attempts: [], createdBy: 'key', createdAt: at, movedAt: at, version: 0, ...overrides,
  }
}

describe('a task in the eyes of an old client', () => {
  it('is PENDING when nobody knows it, as it always was', () => {
    expect(celeryStatusView('nope', null)).toEqual({ task_id: 'nope', status: 'PENDING', result: null, error: null, traceback: null, meta: { info: expect.any(String) as string } })
  })

  it('has its result and nothing else when it is done', () => {
    expect(celeryStatusView('k1', aTask({ state: 'SUCCESS', result: { success: true } }))).toEqual({ task_id: 'k1', status: 'SUCCESS', result: { success: true }, error: null, traceback: null, meta: null })
  })

  it('has error and traceback as texts when it failed', () => {
    expect(celeryStatusView('k1', aTask({ state: 'FAILURE', error: { code: 'X', message: 'it broke', retryable: false, stack: 'Error: it broke\n at y' } })))
      .toEqual({ task_id: 'k1', status: 'FAILURE', result: null, error: 'it broke', traceback: 'Error: it broke\n at y', meta: null })
  })

  it.each<[string, Partial<TaskRecord>, string, string]>([
    ['running', { state: 'STARTED', progress: { done: 3, total: 12, note: 'May' } }, 'STARTED', '3 of 12: May'],
    ['told to stop', { state: 'STARTED', substate: 'revoking' }, 'STARTED', 'being stopped'],
    ['waiting for its children', { state: 'STARTED', substate: 'children', children: { total: 9, ended: [0, 1], failed: [] } }, 'STARTED', '2 of 9'],
    ['about to join its children', { state: 'PENDING', substate: 'joining', children: { total: 2, ended: [0, 1], failed: [] } }, 'STARTED', '2 of 2'],
    ['waiting for its next try', { state: 'RETRY', dueAt: at }, 'RETRY', 'tried again at 2026-11-01'],
    ['expired', { state: 'EXPIRED' }, 'REVOKED', 'not started in time'],
    ['revoked', { state: 'REVOKED' }, 'REVOKED', 'revoked'],
  ])('%s says so', (_what, overrides, status, info) => {
    const view = celeryStatusView('k1', aTask(overrides))
    expect(view.status).toBe(status)
    expect(view.meta?.info).toContain(info)
  })
})

describe('the old catalogue', () => {
  it('tells of each parameter its type, whether it is required, its default and its bounds', () => {
    const params = {
      type: 'object', required: ['company_id'], additionalProperties: false,
      properties: {
        company_id: { type: 'string', format: 'uuid', description: 'the company' }, months: { type: 'integer', minimum: 1, maximum: 12, default: 1 }, month_offset: { type: 'integer', minimum: 0, maximum: 9_007_199_254_740_991, default: 0 },
        kind: { type: 'string', enum: ['a', 'b'] },
      },
    }
    expect(celeryTypeView({ _id: 'sii.sync_documents', description: 'Sync', params })).toEqual({
      task_type: 'sii.sync_documents', name: 'Sync Documents', description: 'Sync',
      parameters: {
        company_id: { type: 'string', required: true, description: 'the company' }, months: { type: 'integer', required: false, default: 1, min: 1, max: 12 },
        month_offset: { type: 'integer', required: false, default: 0, min: 0 }, kind: { type: 'string', required: false, description: 'one of a, b' },
      },
    })
  })
})
