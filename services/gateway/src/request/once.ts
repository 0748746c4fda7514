import type { FastifyReply, FastifyRequest } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { KEY_KEEP_HOURS, type KeptAnswer, type Reserved } from '@chasqui/mongo'
import type { Maker } from '@chasqui/worker'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'

/** The header of the routes that do their work once for each key. */
export const IdempotencyHeaders = z.looseObject({
  'idempotency-key': z.string().min(1).max(255).optional().describe(`any text of your choice: the same request under the same key is done once, and its repetition within ${KEY_KEEP_HOURS} h gets the first answer`),
})

/** What a route that does its work once for each key may be refused with. */
export const REPEATABLE = ['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_PROGRESS'] as const

/** One attempt at a request. */
export type Attempt = {
  /** What an earlier attempt, which died half-way, had reserved. */
  reserved: Reserved | undefined
  /** The id that an earlier attempt had reserved under this name, or a new one. */
  idOf: (name: string) => string
  /** Notes what this attempt will write before it writes it, so that its repetition writes the same. */
  reserve: (reserved: Reserved) => Promise<void>
  /** Names the request among all of all tenants; undefined when it has no key. */
  requestKey: string | undefined
}

/** What the ids of this request's records are made of, and when it first came; without a key nobody asks for them again. */
export function identityOf({ requestKey, reserved }: Attempt): { atMs: number; identity: Maker | undefined } {
  const atMs = Number(reserved?.['atMs'] ?? Date.now())
  return { atMs, identity: requestKey === undefined ? undefined : { key: requestKey, atMs } }
}

export type Answer<B> = KeptAnswer & {
  body: B
  /** What a repetition is answered instead, when the answer is a secret that is kept nowhere. */
  kept?: B
}

/**
 * Does a request once for each `Idempotency-Key` of a tenant: its repetition gets the first answer, another body under
 * the same key is refused, and a first attempt that died half-way is finished.
 * @param contents what tells one body from another, where the body itself is no longer there
 * @throws IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS
 */
export async function once<B>(context: GatewayContext, request: FastifyRequest, reply: FastifyReply, work: (attempt: Attempt) => Promise<Answer<B>>, contents: unknown = request.body): Promise<B> {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string') return say(reply, await work({ ...reservationsOf(undefined), reserve: async () => undefined, requestKey: undefined }))
  const scope = `${request.principal.tenantId} ${request.method} ${request.url}`
  const state = await context.keys.begin(scope, key, JSON.stringify(contents ?? null))
  switch (state.kind) {
    case 'other body': throw errors.fault('IDEMPOTENCY_KEY_REUSED', { detail: key })
    case 'at work': throw errors.fault('IDEMPOTENCY_IN_PROGRESS', { detail: key, retryAfterMs: 2_000 })
    case 'answered':
      reply.header('Idempotent-Replayed', 'true')
      return say(reply, state as Answer<B>)
    case 'first': return attempt(context, scope, key, reply, undefined, work)
    case 'resume': return attempt(context, scope, key, reply, state.reserved, work)
  }
}

async function attempt<B>({ keys }: GatewayContext, scope: string, key: string, reply: FastifyReply, reserved: Reserved | undefined, work: (attempt: Attempt) => Promise<Answer<B>>): Promise<B> {
  let hasReserved = reserved !== undefined
  try {
    const answer = await work({
      ...reservationsOf(reserved), requestKey: `${scope} ${key}`,
      reserve: async (what) => {
        await keys.reserve(scope, key, what)
        hasReserved = true
      },
    })
    const { kept = answer.body, ...told } = answer
    await keys.answer(scope, key, { ...told, body: kept })
    return say(reply, answer)
  } catch (error) {
    // When the store is away the key is taken for dead in a while, as after a crash.
    await (hasReserved ? keys.release(scope, key) : keys.forget(scope, key)).catch(() => undefined)
    throw error
  }
}

function reservationsOf(reserved: Reserved | undefined): Pick<Attempt, 'reserved' | 'idOf'> {
  return { reserved, idOf: (name) => String(reserved?.[name] ?? uuidv7()) }
}

function say<B>(reply: FastifyReply, { status, headers = {}, body }: Answer<B>): B {
  reply.code(status).headers({ ...headers })
  return body
}
