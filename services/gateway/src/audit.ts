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

/**
 * Notes what a person did. What was done is done: while the note cannot be written the answer stays what it is, or the client would do it again, and the note is
 * written as soon as the record store is back.
 */
export async function noteDeed(context: GatewayContext, request: FastifyRequest, deed: Deed): Promise<void> {
  await noteDeeds(context, request, [deed])
}

export async function noteDeeds({ writeAudit, storeWait, log }: GatewayContext, request: FastifyRequest, deeds: readonly Deed[]): Promise<void> {
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
    void storeWait.run(note).catch((last: unknown) => log.error({ err: last, rows }, 'a deed could not be noted in the audit'))
  })
}
