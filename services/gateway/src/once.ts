import type { FastifyReply, FastifyRequest } from 'fastify'
import type { IdempotencyKeys, Reserved } from '@chasqui/mongo'
import { errors } from './errors.ts'

export type Once = {
  /** What an earlier, dead attempt at this request had reserved. */
  reserved: Reserved | undefined
  /** Notes what this attempt will write before it writes it, so that its repetition writes the same. */
  reserve: (reserved: Reserved) => Promise<void>
  /** The request's key, hashed with its tenant and path; undefined when it has none. */
  key: string | undefined
}

/**
 * Does a request once for each `Idempotency-Key`: its repetition gets the first answer, another body under the same
 * key is refused, and a first attempt that died half-way is finished.
 * @param work answers the status and the body; it is told what was reserved before
 * @throws IDEMPOTENCY_MISMATCH, IDEMPOTENCY_IN_PROGRESS
 */
export async function once<B>(keys: IdempotencyKeys, request: FastifyRequest, reply: FastifyReply, tenantId: string, work: (once: Once) => Promise<{ status: number; body: B }>): Promise<B> {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || key === '') {
    const { status, body } = await work({ reserved: undefined, reserve: async () => undefined, key: undefined })
    reply.code(status)
    return body
  }
  const scope = `${tenantId} ${request.method} ${request.url}`
  const state = await keys.begin(scope, key, JSON.stringify(request.body ?? null))
  switch (state.kind) {
    case 'other body': throw errors.fault('IDEMPOTENCY_MISMATCH', { detail: key })
    case 'at work': throw errors.fault('IDEMPOTENCY_IN_PROGRESS', { detail: key, retryAfterMs: 2_000 })
    case 'answered':
      reply.code(state.status).header('Idempotent-Replayed', 'true')
      return state.body as B
    case 'first':
    case 'resume': return firstTime(keys, scope, key, reply, state.kind === 'resume' ? state.reserved : undefined, work)
  }
}

async function firstTime<B>(keys: IdempotencyKeys, scope: string, key: string, reply: FastifyReply, reserved: Reserved | undefined, work: (once: Once) => Promise<{ status: number; body: B }>): Promise<B> {
  let hasReserved = reserved !== undefined
  try {
    const { status, body } = await work({
      reserved, key: `${scope} ${key}`,
      reserve: async (what) => {
        await keys.reserve(scope, key, what)
        hasReserved = true
      },
    })
    await keys.answer(scope, key, { status, body })
    reply.code(status)
    return body
  } catch (error) {
    // Refused before anything was written: the same key may be tried again at once.
    if (!hasReserved) await keys.forget(scope, key)
    throw error
  }
}
