import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { describeFailures, problemResponses } from './route-docs.ts'

describe('the failures of a route', () => {
  it('are gathered by status, each code with what it says', () => {
    const responses = problemResponses(['BATCH_NOT_FOUND', 'ITEM_NOT_FOUND', 'BATCH_FULL', 'BATCH_FULL'])
    expect(Object.keys(responses)).toEqual(['404', '413'])
    expect(responses[404]?.description).toBe('BATCH_NOT_FOUND: There is no such batch.\n\nITEM_NOT_FOUND: There is no such item.')
    expect(z.toJSONSchema(responses[413]?.content['application/problem+json'].schema as z.ZodType)).toMatchObject({
      examples: [{ code: 'BATCH_FULL', status: 413, title: 'Too many rows' }], allOf: [expect.anything(), { properties: { code: { enum: ['BATCH_FULL'] } } }],
    })
  })

  it('are those of a Fault where the table names no status', () => {
    expect(Object.keys(problemResponses(['FILE_INDEX_CONFLICT']))).toEqual(['422'])
  })

  it.each([
    ['says nothing', undefined], ['has no name', { summary: 's', response: { 200: z.string() } }], ['has no answer', { summary: 's', operationId: 'o' }], ['hides', { summary: 's', operationId: 'o', response: { 200: z.string() }, hide: true }],
  ])('stop the start at a route that %s', async (_what, schema) => {
    const app = Fastify()
    app.setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler)
    await app.register(describeFailures)
    expect(() => app.get('/x', { config: { role: 'viewer' }, ...(schema ? { schema } : {}) }, async () => 'x')).toThrow('GET /x needs a summary')
  })
})
