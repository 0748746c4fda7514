import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { apiKeyOf, hashApiKey, newApiKey } from './api-key.ts'
import { anApp } from './test-app.ts'
import type { App } from './app.ts'
import { authenticate } from './auth.ts'
import { cachedKeys } from './key-cache.ts'
import { ROLES, type Role } from '@chasqui/contracts'
import type { Principal } from './role.ts'

const keys = Object.fromEntries(ROLES.map((role) => [role, newApiKey()])) as Record<Role, { key: string; hash: string }>
const principals = new Map<string, Principal>(ROLES.map((role) => [keys[role].hash, { tenantId: 't1', role, keyName: `k-${role}` }]))

let app: App
afterEach(() => app?.close())

async function guarded() {
  app = (await anApp()).app
  await app.register(async (api) => {
    await api.register(authenticate, { findKey: async (hash) => principals.get(hash) })
    for (const role of ROLES) api.get(`/${role}`, { schema: {}, config: { role } }, async (request) => request.principal)
    api.get('/open', { schema: {}, config: { role: 'public' } }, async () => 'hello')
  })
  app.get('/outside', async () => 'outside')
  return (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })
}

describe('a route that needs a key', () => {
  it.each([
    ['Authorization', { authorization: `Bearer ${keys.viewer.key}` }],
    ['authorization in any case', { authorization: `bearer  ${keys.viewer.key} ` }],
    ['X-API-Key', { 'x-api-key': keys.viewer.key }],
  ])('takes it from %s and tells the handler whose it is', async (_where, headers) => {
    const get = await guarded()
    expect((await get('/viewer', headers)).json()).toEqual({ tenantId: 't1', role: 'viewer', keyName: 'k-viewer' })
  })

  it.each([
    ['none', {}],
    ['an unknown one', { 'x-api-key': newApiKey().key }],
    ['another scheme', { authorization: `Basic ${keys.viewer.key}` }],
    ['the hash itself', { 'x-api-key': keys.viewer.hash }],
    ['a very long one', { 'x-api-key': 'x'.repeat(5_000) }],
    ['an empty one', { authorization: 'Bearer ' }],
  ])('refuses %s with 401', async (_what, headers: Record<string, string>) => {
    const get = await guarded()
    const response = await get('/viewer', headers)
    expect([response.statusCode, response.json().code, response.headers['www-authenticate']]).toEqual([401, 'UNAUTHENTICATED', 'Bearer realm="chasqui"'])
  })

  it.each([
    ['viewer', 'viewer', 200], ['viewer', 'operator', 403], ['viewer', 'admin', 403],
    ['operator', 'viewer', 200], ['operator', 'operator', 200], ['operator', 'admin', 403],
    ['admin', 'viewer', 200], ['admin', 'operator', 200], ['admin', 'admin', 200],
  ] as const)('given the key of a %s where %s is needed answers %i', async (has, needs, status) => {
    const get = await guarded()
    const response = await get(`/${needs}`, { 'x-api-key': keys[has].key })
    expect(response.statusCode).toBe(status)
    if (status === 403) expect(response.json()).toMatchObject({ code: 'FORBIDDEN', detail: `The API key may not do this: needs the role ${needs}, the key has ${has}` })
  })

  it('says so in the API description', async () => {
    const get = await guarded()
    const { paths } = (await get('/openapi.json')).json()
    expect(paths['/viewer'].get.security).toEqual([{ bearer: [] }, { apiKey: [] }])
    expect(paths['/open'].get.security).toBeUndefined()
  })

  it('is not reached, and nothing leaks, when keys cannot be looked up', async () => {
    app = (await anApp({}, 'silent')).app
    await app.register(async (api) => {
      await api.register(authenticate, { findKey: async () => { throw new Error('mongodb://app:hunter2@db is away') } })
      api.get('/viewer', { config: { role: 'viewer' } }, async () => 'reached')
    })
    const response = await app.inject({ url: '/viewer', headers: { 'x-api-key': keys.viewer.key } })
    expect(response.statusCode).toBe(500)
    expect(response.body).not.toMatch(/hunter2|reached/)
  })
})

describe('routes', () => {
  it('are open when they say so, or stand outside', async () => {
    const get = await guarded()
    expect([(await get('/open')).body, (await get('/outside')).body]).toEqual(['hello', 'outside'])
  })

  it('that do not say who may call them stop the start', async () => {
    app = (await anApp()).app
    await expect(app.register(async (api) => {
      await api.register(authenticate, { findKey: async () => undefined })
      api.get('/forgotten', async () => 'x')
    })).rejects.toThrow('GET /forgotten does not say who may call it')
  })
})

describe('a key', () => {
  it('is random, recognisable, and kept only as its hash', () => {
    const { key, hash } = newApiKey()
    expect(key).toMatch(/^chq_[\w-]{43}$/)
    expect(hash).toBe(hashApiKey(key))
    expect(hash).not.toContain(key)
    expect(newApiKey().key).not.toBe(key)
  })

  it('is never anything but what stood in the header', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      const key = apiKeyOf({ authorization: text })
      expect(key === undefined || text.includes(key)).toBe(true)
    }))
  })
})

describe('the memory of keys', () => {
  const principal: Principal = { tenantId: 't1', role: 'admin', keyName: 'k1' }
  function remembering(find: (hash: string) => Promise<Principal | undefined>) {
    let now = 1
    const asked: string[] = []
    const lookUp = cachedKeys(async (hash) => { asked.push(hash); return find(hash) }, { ttlMs: 100, unknownTtlMs: 50, maxKeys: 2, now: () => now })
    return { lookUp, asked, later: (ms: number) => { now += ms } }
  }

  it('asks again when its time is up: a revoked key works no longer than that', async () => {
    let found: Principal | undefined = principal
    const { lookUp, asked, later } = remembering(async () => found)
    expect([await lookUp('a'), await lookUp('a')]).toEqual([principal, principal])
    expect(asked).toHaveLength(1)
    found = undefined
    later(101)
    expect(await lookUp('a')).toBeUndefined()
  })

  it('refuses an unknown key for a while without asking', async () => {
    const { lookUp, asked, later } = remembering(async () => undefined)
    await lookUp('a'); await lookUp('a')
    expect(asked).toHaveLength(1)
    later(51)
    await lookUp('a')
    expect(asked).toHaveLength(2)
  })

  it('asks once for many requests at once', async () => {
    const { promise, resolve } = Promise.withResolvers<Principal>()
    const { lookUp, asked } = remembering(() => promise)
    const answers = Promise.all([lookUp('a'), lookUp('a'), lookUp('a')])
    resolve(principal)
    expect(await answers).toEqual([principal, principal, principal])
    expect(asked).toEqual(['a'])
  })

  it('does not remember a failure', async () => {
    let isAway = true
    const { lookUp } = remembering(async () => { if (isAway) throw new Error('away'); return principal })
    await expect(lookUp('a')).rejects.toThrow('away')
    isAway = false
    expect(await lookUp('a')).toBe(principal)
  })

  it('is bounded, and made-up keys do not push out real ones', async () => {
    const { lookUp, asked } = remembering(async (hash) => (hash.startsWith('real') ? principal : undefined))
    await lookUp('real1')
    for (let n = 0; n < 2_000; n++) await lookUp(`made-up ${n}`)
    await lookUp('real1')
    expect(asked.filter((hash) => hash === 'real1')).toHaveLength(1)
    await lookUp('real2'); await lookUp('real3'); await lookUp('real1')
    expect(asked.filter((hash) => hash === 'real1')).toHaveLength(2)
  })
})
