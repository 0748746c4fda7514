import { createConfig, lintFromString } from '@redocly/openapi-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { withGateway } from '../test-gateway.ts'
import { answerCheck } from './test-json-schema.ts'
import { routesOf } from './test-routes.ts'

const gateway = withGateway()

type Operation = { operationId: string; summary: string; responses: Record<string, { description: string; content?: Record<string, { schema: { allOf?: { properties?: { code?: { enum: string[] } } }[] } }> }> }

let text = ''
let operations: [name: string, Operation][] = []
beforeAll(async () => {
  text = (await gateway.app.inject('/openapi.json')).payload
  const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, Operation>> }
  operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]))
})

const codesOf = (operation: Operation, status: string): string[] | undefined => operation.responses[status]?.content?.['application/problem+json']?.schema.allOf?.[1]?.properties?.code?.enum

describe('the API description', () => {
  it('is valid OpenAPI 3.1', async () => {
    // The examples are checked below, each once. It is served by the server that it describes, and the licence is that of the product. Fixed parts of an address go before ids, which are never such words.
    const config = await createConfig({ extends: ['recommended'], rules: { 'no-invalid-media-type-examples': 'off', 'no-empty-servers': 'off', 'info-license': 'off', 'no-ambiguous-paths': 'off' } })
    const problems = await lintFromString({ source: text, config })
    expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0]?.pointer}`)).toEqual([])
    expect(JSON.parse(text)).toMatchObject({ openapi: '3.1.0', info: { title: 'Chasqui' } })
  })

  it('has every route that the issue asks for', () => {
    expect(operations.map(([name]) => name.replace('/api/v1', ''))).toEqual(expect.arrayContaining([
      'get /books/bank-transactions', 'get /books/expenses', 'get /books/invoices', 'get /books/vendors',
      'get /imports/batches', 'get /imports/batches/{batchId}', 'get /imports/batches/{batchId}/errors.csv', 'get /imports/batches/{batchId}/items',
      'get /imports/batches/{batchId}/status', 'get /imports/batches/{batchId}/stream',
      'get /imports/items/{itemId}', 'get /imports/items/{itemId}/file', 'get /imports/items/{itemId}/history', 'get /imports/items/{itemId}/text',
      'post /imports/batches', 'post /imports/batches/{batchId}/cancel', 'post /imports/batches/{batchId}/files', 'post /imports/batches/{batchId}/ingest', 'post /imports/batches/{batchId}/retry', 'post /imports/batches/{batchId}/reprocess', 'post /imports/batches/{batchId}/promote',
      'post /imports/items/{itemId}/approve', 'post /imports/items/{itemId}/reject', 'post /imports/items/{itemId}/retry',
      'get /api/tasks', 'post /api/tasks', 'post /api/tasks/bulk', 'get /api/tasks/events', 'get /api/tasks/stats', 'get /api/tasks/types', 'get /api/tasks/types/{type}', 'get /api/tasks/workers',
      'get /api/tasks/{taskId}', 'delete /api/tasks/{taskId}', 'get /api/tasks/{taskId}/events', 'post /api/tasks/{taskId}/retry',
      'get /api/celery/tasks', 'post /api/celery/tasks/launch', 'get /api/celery/tasks/{taskId}', 'delete /api/celery/tasks/{taskId}', 'get /api/celery/stats',
      'get /api/schedules', 'post /api/schedules', 'patch /api/schedules/{scheduleId}', 'get /api/dead-letters', 'post /api/dead-letters/bulk', 'get /api/audit', 'get /api/keys', 'post /api/keys', 'delete /api/keys/{keyId}', 'get /api/bank-accounts', 'post /api/bank-accounts/{accountId}/confirm', 'post /api/replays', 'delete /api/replays/{replayId}',
    ]))
  })

  it('tells of every route what it answers and which errors, each with its codes', () => {
    const silent = operations.filter(([, operation]) => operation.summary === '' || Object.values(operation.responses).some(({ description }) => description === 'Default Response'))
    // The old API answers a bare detail.
    const open = operations.filter(([name]) => !name.includes('/api/celery/')).filter(([, operation]) => codesOf(operation, '401')?.[0] !== 'UNAUTHENTICATED' || codesOf(operation, '403')?.[0] !== 'FORBIDDEN')
    expect({ silent: silent.map(([name]) => name), open: open.map(([name]) => name) }).toEqual({ silent: [], open: [] })
    const ingest = operations.find(([, { operationId }]) => operationId === 'ingestRows')?.[1] as Operation
    expect(codesOf(ingest, '413')).toEqual(['BODY_TOO_LARGE', 'BATCH_FULL'])
    expect(codesOf(ingest, '429')).toEqual(['TOO_MANY_INGESTS'])
    expect(ingest.responses['429']?.description).toBe('TOO_MANY_INGESTS: Too many ingests.')
  })
})

describe('the examples of the API description', () => {
  const PROBLEM = { $ref: '#/components/schemas/Problem' }

  it('are there for every answer and every code of every route, and fit', () => {
    const { operations: routes, document } = routesOf(gateway.app)
    const check = answerCheck(document)
    const answers = routes.flatMap(({ operationId, responses }) => Object.entries(responses).flatMap(([status, { content = {} }]) => Object.entries(content).map(([type, answer]) => ({ where: `${operationId} ${status} ${type}`, ...answer }))))
      .filter(({ schema }) => schema['format'] !== 'binary')
    const isThere = (name: string): boolean => document.components.examples?.[name] !== undefined
    const lacking = answers.filter(({ schema, example, examples = {} }) => {
      const codes = (schema['allOf'] as { properties?: { code?: { enum: string[] } } }[] | undefined)?.[1]?.properties?.code?.enum
      const named = Object.keys(examples)
      return codes ? named.join() !== codes.join() || !named.every(isThere) : !named.some(isThere) && example === undefined
    })
    expect(lacking.map(({ where }) => where)).toEqual([])
    const schemas = document.components.schemas
    const named = Object.entries(document.components.examples ?? {}).map(([name, { value }]) => [name, check(name in schemas ? { $ref: `#/components/schemas/${name}` } : PROBLEM, value)])
    const own = answers.flatMap(({ where, schema, example }) => example === undefined ? [] : [[where, check(schema, example)]])
    expect([...named, ...own].filter(([, fault]) => fault !== undefined)).toEqual([])
  })
})

describe.each(['/docs/', '/redoc'])('the page %s', (path) => {
  it('works without internet: all that it loads comes from here', async () => {
    const page = await gateway.app.inject(path)
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-type']).toContain('text/html')
    const loaded = [...page.payload.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url as string)
    expect(loaded.length).toBeGreaterThan(0)
    const missing = await Promise.all(loaded.map(async (url) => {
      const isOurs = !/^(https?:)?\/\//.test(url)
      return isOurs && (await gateway.app.inject(new URL(url, `http://here${path}`).pathname)).statusCode === 200 ? [] : [url]
    }))
    expect(missing.flat()).toEqual([])
    expect(page.headers['content-security-policy']).toContain("'self'")
  })
})
