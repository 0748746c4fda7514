import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { anApp } from './test-app.ts'
import type { App } from './app.ts'

let app: App
afterEach(() => app?.close())

async function described() {
  app = (await anApp({ title: 'Chasqui <API>', tags: [{ name: 'batches', description: 'Work that came together' }] })).app
  app.post('/batches', {
    schema: { tags: ['batches'], summary: 'Start a batch', body: z.object({ origin: z.string().describe('where it came from') }), response: { 201: z.object({ id: z.string() }) } },
  }, async (_request, reply) => reply.code(201).send({ id: 'b1' }))
  return app
}

describe('the API description', () => {
  it('is OpenAPI 3.1, made of the schemas', async () => {
    const document = (await (await described()).inject('/openapi.json')).json()
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Chasqui <API>', version: '1.0.0' } })
    expect(Object.keys(document.paths)).toEqual(['/batches'])
    const { post } = document.paths['/batches']
    expect(post.requestBody.content['application/json'].schema.properties.origin).toEqual({ type: 'string', description: 'where it came from' })
    expect(post.responses['201'].content['application/json'].schema.required).toEqual(['id'])
  })

  it('says for every operation that errors are problems', async () => {
    const document = (await (await described()).inject('/openapi.json')).json()
    expect(document.paths['/batches'].post.responses.default.content).toMatchObject({ 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } })
    expect(document.components.schemas.Problem.required).toEqual(['type', 'title', 'status', 'detail', 'instance', 'code', 'hint', 'request_id', 'trace_id'])
  })

  it('names only schemas that the API uses, and those they use', async () => {
    const Part = z.object({ n: z.number() }).meta({ id: 'UsedPart' })
    const Whole = z.object({ parts: z.array(Part) }).meta({ id: 'UsedWhole' })
    z.object({ x: z.number() }).meta({ id: 'OfAnotherApi' })
    await described()
    app.get('/whole', { schema: { response: { 200: Whole } } }, async () => ({ parts: [] }))
    expect(Object.keys((await app.inject('/openapi.json')).json().components.schemas).sort()).toEqual(['Problem', 'UsedPart', 'UsedWhole'])
  })

  it('can be tried at /docs', async () => {
    await described()
    const page = await app.inject('/docs/')
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.body).toContain('swagger-ui')
    expect((await app.inject('/docs/static/swagger-ui-bundle.js')).statusCode).toBe(200)
  })

  it('can be read at /redoc, with nothing from another host', async () => {
    await described()
    const page = await app.inject('/redoc')
    expect(page.body).toContain('<title>Chasqui &#60;API&#62;</title>')
    expect(page.body).toContain('spec-url="/openapi.json"')
    expect(page.body).not.toMatch(/https?:/)
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'/)
  })

  it('serves the reader from here, compressed where the client can, unchanged from its package', async () => {
    await described()
    const plain = await app.inject('/redoc/redoc.standalone.js')
    const packed = await app.inject({ url: '/redoc/redoc.standalone.js', headers: { 'accept-encoding': 'br, gzip' } })
    expect(createHash('sha256').update(plain.rawPayload).digest('hex')).toBe('dcaf76612bc4a3fbcc923a8966dee2f6146a5f32e5ce1b6f02dd60cbbf89500b')
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(packed.rawPayload).equals(plain.rawPayload)).toBe(true)
  })
})
