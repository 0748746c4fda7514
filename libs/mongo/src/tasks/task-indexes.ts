import type { IndexDeclaration } from '../indexes.ts'

export const taskIndexes: readonly IndexDeclaration[] = [
  { keys: { queue: 1, tenantId: 1, priority: -1, _id: 1 }, options: { name: 'waiting', partialFilterExpression: { waiting: true } } },
  { keys: { queue: 1, tenantId: 1 }, options: { name: 'in_flight', partialFilterExpression: { inFlight: true } } },
  // Sparse where a range is asked for: a partial index on `$exists` is not used for it by every server.
  { keys: { dueAt: 1 }, options: { name: 'due', sparse: true } },
  { keys: { 'waitsFor.scope': 1, 'waitsFor.since': 1 }, options: { name: 'waits_for_place', sparse: true } },
  { keys: { leaseUntil: 1 }, options: { name: 'lease', sparse: true } },
  { keys: { expiresAt: 1 }, options: { name: 'expiring', partialFilterExpression: { open: true } } },
  { keys: { tenantId: 1, _id: -1 }, options: { name: 'tenant_newest' } },
  // Type and code before tenant, for those who ask about every tenant's: what is rare is found at once, and of what is not the newest are never far.
  { keys: { type: 1, tenantId: 1, _id: -1 }, options: { name: 'type_newest' } },
  { keys: { 'error.code': 1, tenantId: 1, _id: -1 }, options: { name: 'error_newest', partialFilterExpression: { 'error.code': { $exists: true } } } },
  { keys: { tenantId: 1, state: 1, _id: -1 }, options: { name: 'open_newest', partialFilterExpression: { open: true } } },
  { keys: { activeKey: 1 }, options: { name: 'active_key', unique: true, sparse: true } },
  { keys: { parentId: 1, childNo: 1 }, options: { name: 'children', sparse: true } },
  { keys: { substate: 1 }, options: { name: 'substate', sparse: true } },
  { keys: { scheduleId: 1, _id: -1 }, options: { name: 'schedule_newest', partialFilterExpression: { scheduleId: { $exists: true } } } },
  { keys: { scheduleId: 1, open: 1 }, options: { name: 'open_of_schedule', partialFilterExpression: { open: true } } },
  { keys: { endedAt: 1 }, options: { name: 'failed', partialFilterExpression: { state: 'FAILURE' } } },
  { keys: { keepUntil: 1 }, options: { name: 'expiry', expireAfterSeconds: 0 } },
]
