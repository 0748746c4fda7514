import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { anApp } from './test-app.ts'
import type { App } from './app.ts'
import { refuseUnknownNames, takesAnyName } from './known-names.ts'
import type { Problem } from './problem.ts'

let app: App
afterEach(() => app?.close())

async function serving(): Promise<App> {
  app = (await anApp()).app
  await app.register(refuseUnknownNames)
  app.get('/rows', { schema: { querystring: z.object({ limit: z.coerce.number().default(5) }) } }, async () => 'ok')
  app.post('/rows', { schema: { body: z.strictObject({ name: z.string() }) } }, async () => 'ok')
  app.post('/acts', { schema: {} }, async () => 'ok')
  return app
}

describe('a name that a route does not know', () => {
  it.each<['GET' | 'POST', string, object | undefined, string[]]>([
    ['GET', '/rows?limt=7&limit=7&__proto__=1', undefined, ['query.limt', 'query.__proto__']], ['POST', '/rows?dry=1', { name: 'n' }, ['query.dry']], ['POST', '/rows', { name: 'n', nmae: 1, x: 2 }, ['nmae', 'x']],
    ['POST', '/acts', { scope: 'all' }, ['scope']], ['POST', '/acts', ['scope'], ['(all)']], ['POST', '/acts?scope=all', undefined, ['query.scope']],
  ])('%s %s with %j is refused, and named', async (method, url, payload, fields) => {
    const answer = await (await serving()).inject({ method, url, ...(payload ? { payload } : {}) })
    expect([answer.statusCode, answer.json<Problem>().errors?.map(({ field }) => field)]).toEqual([422, fields])
  })

  it.each([[undefined], [{}]])('is not a body of %j, where none is wanted', async (payload) => {
    expect((await (await serving()).inject({ method: 'POST', url: '/acts', ...(payload ? { payload } : {}) })).statusCode).toBe(200)
  })

  it('is not let in by a route that forgot to say so', async () => {
    await serving()
    expect(() => app.post('/forgetful', { schema: { body: z.object({ name: z.string() }) } }, async () => 'ok')).toThrow('POST /forgetful')
  })
})

describe('a body takes any name', () => {
  it.each<[boolean, z.ZodType]>([
    [true, z.object({ a: z.string() })], [true, z.strictObject({ rows: z.array(z.object({ a: z.string() })) })], [true, z.looseObject({ a: z.string() }).nullish()],
    [false, z.strictObject({ a: z.string() }).nullish()], [false, z.strictObject({ values: z.record(z.string(), z.unknown()) })], [false, z.unknown()],
  ])('%s', (isOpen, body) => expect(takesAnyName(body)).toBe(isOpen))
})
