import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { apiKeyOf, hashApiKey } from './api-key.ts'
import { httpErrors } from './errors.ts'
import { cachedKeys, type FindKey, type KeyCacheOptions } from './key-cache.ts'
import { mayDo } from './role.ts'
import './route-config.ts'

export type AuthOptions = {
  /** Whom the key with this hash (`hashApiKey`) stands for. */
  findKey: FindKey
  cache?: KeyCacheOptions
}

/**
 * Asks every route of the scope it is registered in for an API key. A route says who may call it in
 * `config: { role: 'viewer' | 'operator' | 'admin' | 'public' }`; one that does not say stops the start, since a
 * forgotten line must not open a door. The tenant comes from the key alone.
 */
export const authenticate = fastifyPlugin(async (app: FastifyInstance, { findKey, cache }: AuthOptions) => {
  const find = cachedKeys(findKey, cache)
  app.decorateRequest('principal')

  app.addHook('onRoute', ({ method, url, config, schema }) => {
    if (!config?.role) throw new Error(`The route ${String(method)} ${url} does not say who may call it: set config.role`)
    if (config.role !== 'public' && schema) schema.security = [{ bearer: [] }, { apiKey: [] }]
  })

  app.addHook('onRequest', async (request) => {
    const needed = request.routeOptions.config.role
    if (needed === 'public') return
    const key = apiKeyOf(request.headers)
    if (key === undefined) throw httpErrors.fault('UNAUTHENTICATED')
    const principal = await find(hashApiKey(key))
    if (!principal) throw httpErrors.fault('UNAUTHENTICATED', { detail: 'the key is unknown or was revoked' })
    request.principal = principal
    if (needed && !mayDo(principal.role, needed)) throw httpErrors.fault('FORBIDDEN', { detail: `needs the role ${needed}, the key has ${principal.role}` })
  })
}, { name: 'auth' })
