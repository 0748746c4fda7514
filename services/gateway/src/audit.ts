import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import type { AuditRow } from '@chasqui/mongo'
import { traceIdOf } from '@chasqui/telemetry'
import type { GatewayContext } from './context.ts'

export type Deed = Pick<AuditRow, 'action' | 'target' | 'before' | 'after'> & {
  /** Whose it was done to; the tenant of the key when absent. */
  tenantId?: string | undefined
  reason?: string | undefined
}

const AGAIN_AFTER_MS = 500
const AGAIN_AT_MOST_MS = 10_000
const GIVEN_UP_AFTER_MS = 5 * 60_000

/**
 * Notes what a person did. What was done is done: while the note cannot be written the answer stays what it is, or the client would do it again, and the note is
 * written as soon as the record store is back.
 */
export async function noteDeed(context: GatewayContext, request: FastifyRequest, deed: Deed): Promise<void> {
  await noteDeeds(context, request, [deed])
}

export async function noteDeeds({ writeAudit, log }: GatewayContext, request: FastifyRequest, deeds: readonly Deed[]): Promise<void> {
  const { tenantId, keyName } = request.principal
  const traceId = traceIdOf(request.trace.traceparent)
  const rows = deeds.map((deed): AuditRow => ({
    _id: uuidv7(), tenantId: deed.tenantId ?? tenantId, at: new Date(), by: keyName, action: deed.action, target: deed.target,
    ...(deed.reason === undefined ? {} : { reason: deed.reason }), ...(deed.before === undefined ? {} : { before: deed.before }), ...(deed.after === undefined ? {} : { after: deed.after }),
    requestId: request.id, ...(traceId === undefined ? {} : { traceId }),
  }))
  const note = () => Promise.all(rows.map(writeAudit))
  await note().catch((error: unknown) => {
    log.warn({ err: error }, 'a deed is noted in the audit when the record store is back')
    void noteLater(note, Date.now() + GIVEN_UP_AFTER_MS).catch((last: unknown) => log.error({ err: last, rows }, 'a deed could not be noted in the audit'))
  })
}

async function noteLater(note: () => Promise<unknown>, until: number): Promise<void> {
  for (let waitMs = AGAIN_AFTER_MS; ; waitMs = Math.min(AGAIN_AT_MOST_MS, waitMs * 2)) {
    await delay(waitMs, undefined, { ref: false })
    try {
      await note()
      return
    } catch (error) {
      if (Date.now() > until) throw error
    }
  }
}
