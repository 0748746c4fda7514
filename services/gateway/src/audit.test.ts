import type { FastifyRequest } from 'fastify'
import { expect, it, vi } from 'vitest'
import { StoreWait } from '@chasqui/worker'
import { noteDeed } from './audit.ts'
import type { GatewayContext } from './context.ts'

it('what was done while the record store went away is in the audit when it is back, once, and the answer does not wait for that', async () => {
  const noted: unknown[] = []
  const back = Promise.withResolvers<void>()
  let isAway = true
  const writeAudit = async (row: unknown) => {
    if (isAway) throw Object.assign(new Error('no primary'), { code: 'ECONNREFUSED' })
    noted.push(row)
    back.resolve()
  }
  const log = { warn: vi.fn(), error: vi.fn() }
  const request = { principal: { tenantId: 't', role: 'operator', keyName: 'till' }, trace: {}, id: 'r1' } as unknown as FastifyRequest
  const storeWait = new StoreWait(log as never, new AbortController().signal)
  await noteDeed({ writeAudit, storeWait, log } as unknown as GatewayContext, request, { action: 'task.launch', target: { kind: 'task', id: 'a' } })
  expect(noted).toEqual([])
  isAway = false
  await back.promise
  expect(noted).toMatchObject([{ action: 'task.launch', by: 'till', target: { id: 'a' } }])
  expect(log.error).not.toHaveBeenCalled()
})
