import { afterEach, describe, expect, it } from 'vitest'
import { newApiKey } from './api-key.ts'
import { anApp } from './test-app.ts'
import type { App } from './app.ts'
import { authenticate } from './auth.ts'

const { key, hash } = newApiKey()
const OURS = 'https://app.example.cl'

let app: App
afterEach(() => app?.close())

async function serving(origins?: readonly string[]): Promise<App> {
  app = (await anApp(origins && { origins })).app
  await app.register(async (api) => {
    await api.register(authenticate, { findKey: async (asked) => asked === hash ? { tenantId: 'a', role: 'operator', keyName: 'k' } : undefined })
    api.patch('/tasks/:id', { config: { role: 'operator' } }, async () => ({ ok: true }))
  })
  return app
}

const preflight = (origin: string) => app.inject({
  method: 'OPTIONS', url: '/tasks/1',
  headers: { origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization,content-type,idempotency-key' },
})
const ask = (origin: string, apiKey = key) => app.inject({ method: 'PATCH', url: '/tasks/1', headers: { origin, authorization: `Bearer ${apiKey}` } })
const wordsOf = (header: unknown): string[] => String(header).toLowerCase().split(', ')

describe('a page of an origin that is let in', () => {
  it('may ask before it has shown a key, with any method and the headers that the API takes', async () => {
    await serving(['https://other.example.pe', OURS])
    const { statusCode, headers } = await preflight(OURS)
    expect([statusCode, headers['access-control-allow-origin'], headers['vary']]).toEqual([204, OURS, 'Origin'])
    expect(wordsOf(headers['access-control-allow-methods'])).toEqual(expect.arrayContaining(['get', 'post', 'put', 'patch', 'delete']))
    expect(wordsOf(headers['access-control-allow-headers'])).toEqual(expect.arrayContaining(['authorization', 'x-api-key', 'content-type', 'idempotency-key', 'last-event-id']))
    expect(Number(headers['access-control-max-age'])).toBeGreaterThan(5)
  })

  it('reads the answer, and the headers that say where to look and when to come back', async () => {
    await serving([OURS])
    const { statusCode, headers } = await ask(OURS)
    expect([statusCode, headers['access-control-allow-origin']]).toEqual([200, OURS])
    expect(wordsOf(headers['access-control-expose-headers'])).toEqual(expect.arrayContaining(['location', 'retry-after', 'idempotent-replayed', 'ratelimit-remaining']))
  })

  it('reads why it was refused', async () => {
    await serving([OURS])
    const refused = await ask(OURS, 'wrong')
    expect([refused.statusCode, refused.json().code, refused.headers['access-control-allow-origin']]).toEqual([401, 'UNAUTHENTICATED', OURS])
    const nowhere = await app.inject({ url: '/nowhere', headers: { origin: OURS } })
    expect([nowhere.json().code, nowhere.headers['access-control-allow-origin']]).toEqual(['NOT_FOUND', OURS])
    const wrongMethod = await app.inject({ method: 'DELETE', url: '/tasks/1', headers: { origin: OURS } })
    expect([wrongMethod.json().code, wrongMethod.headers['allow']]).toEqual(['METHOD_NOT_ALLOWED', 'PATCH'])
  })
})

describe('a page of another origin', () => {
  it('is told nothing that its browser would let it read', async () => {
    await serving([OURS])
    for (const { headers } of [await preflight('https://evil.example'), await ask('https://evil.example')]) expect(headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('is let in where all are', async () => {
    await serving(['*'])
    expect((await ask('https://any.example')).headers['access-control-allow-origin']).toBe('*')
  })

  it.each([[undefined], [[]]])('is never let in where no origin is named: %o', async (origins) => {
    await serving(origins)
    const asked = await preflight(OURS)
    expect([asked.statusCode, asked.json().code, asked.headers['access-control-allow-origin']]).toEqual([405, 'METHOD_NOT_ALLOWED', undefined])
    expect((await ask(OURS)).headers).not.toHaveProperty('access-control-allow-origin')
  })
})
