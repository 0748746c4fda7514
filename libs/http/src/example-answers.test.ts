import { describe, expect, it } from 'vitest'
import { exampleOf } from './example-answers.ts'

const SCHEMAS = { Row: { type: 'object', properties: { amount: { type: 'string', examples: ['12.50'] } } }, Tree: { type: 'object', properties: { parent: { $ref: '#/components/schemas/Tree' } } } }

describe('an example', () => {
  it.each<[object, unknown]>([
    [{ type: 'string', examples: ['a', 'b'] }, 'a'], [{ enum: ['x', 'y'] }, 'x'], [{ const: 1 }, 1], [{ type: 'string', default: 'd' }, 'd'], [{ type: 'string', format: 'date' }, '2026-03-31'],
    [{ type: 'integer', minimum: 3, maximum: 9 }, 3], [{ type: 'integer', minimum: -9, maximum: 0 }, 0], [{ anyOf: [{ type: 'null' }, { type: 'boolean' }] }, true], [{ type: ['null', 'number'] }, 1],
    [{ type: 'array', items: { $ref: '#/components/schemas/Row' } }, [{ amount: '12.50' }]], [{ allOf: [{ $ref: '#/components/schemas/Row' }, { type: 'object', properties: { n: { type: 'integer' } } }] }, { amount: '12.50', n: 1 }],
    [{ type: 'object', properties: { filename: { type: 'string' }, task_id: { type: 'string' } } }, { filename: 'filename', task_id: '0198f5a0-0000-7000-8000-0000000000a1' }], [{}, {}],
  ])('of %j is %j', (schema, example) => expect(exampleOf(schema, SCHEMAS)).toEqual(example))

  it('of what holds its own kind has an end', () => expect(exampleOf({ $ref: '#/components/schemas/Tree' }, SCHEMAS)).toEqual({ parent: null }))
})
