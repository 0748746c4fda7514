import type { OpenAPIV3_1 } from 'openapi-types'
import { PROBLEM_TYPE } from './problem.ts'

type Schema = Readonly<Record<string, unknown>>
type Schemas = Readonly<Record<string, unknown>>
type Media = { schema?: unknown; examples?: Record<string, { $ref: string }>; example?: unknown }

/**
 * Gives every answer of the description an example: what its schema has as one, or else one that is made of its parts. Each stands once, among the components, by
 * the name of its schema; that of an error by its code. Bytes have none.
 */
export function withExamples(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const schemas = (document.components?.schemas ?? {}) as Schemas
  const examples: Record<string, { summary?: string; value: unknown }> = {}
  const refer = (name: string, make: () => { summary?: string; value: unknown }): Record<string, { $ref: string }> => {
    examples[name] ??= make()
    return { [name]: { $ref: `#/components/examples/${name}` } }
  }
  for (const [type, media] of mediaOf(document)) {
    const { examples: own, ...schema } = (media.schema ?? {}) as Schema
    if (schema['format'] === 'binary') continue
    if (type === PROBLEM_TYPE && Array.isArray(own)) {
      const problems = own as { code: string; title: string }[]
      media.schema = schema
      media.examples = Object.assign({}, ...problems.map((problem) => refer(problem.code, () => ({ summary: problem.title, value: problem }))))
      continue
    }
    const name = nameOf(schema)
    if (name === undefined) media.example = exampleOf(media.schema, schemas)
    else media.examples = refer(name, () => ({ value: exampleOf(schema, schemas) }))
  }
  return { ...document, components: { ...document.components, examples } }
}

/** The answers of every operation, by content type. */
function* mediaOf({ paths = {} }: OpenAPIV3_1.Document): Generator<[type: string, Media]> {
  for (const path of Object.values(paths)) {
    for (const operation of Object.values(path ?? {})) {
      if (typeof operation !== 'object' || !('responses' in operation)) continue
      for (const response of Object.values(operation.responses ?? {})) if ('content' in response) yield* Object.entries(response.content ?? {}) as [string, Media][]
    }
  }
}

function nameOf(schema: Schema): string | undefined {
  return typeof schema['$ref'] === 'string' ? schema['$ref'].split('/').at(-1) : undefined
}

const OF_FORMAT: Readonly<Record<string, string>> = { 'date-time': '2026-03-31T14:30:00.000Z', 'date': '2026-03-31', 'uuid': '0198f5a0-0000-7000-8000-0000000000a1' }

/** Ids of whatever kind look alike. */
const IS_ID = /(?:^|_)id$|Id$/

/**
 * A value that fits a schema. Pure.
 * @param called the name of the field that has it: a text without a form says it, unless it is an id
 */
export function exampleOf(of: unknown, schemas: Schemas, called = 'text', within: readonly string[] = []): unknown {
  const schema = (of ?? {}) as Schema
  const name = nameOf(schema)
  if (name !== undefined) return within.includes(name) ? null : exampleOf(schemas[name], schemas, called, [...within, name])
  if (Array.isArray(schema['examples'])) return schema['examples'][0]
  for (const keyword of ['const', 'default']) if (keyword in schema) return schema[keyword]
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  const inner = (part: unknown, as = called): unknown => exampleOf(part, schemas, as, within)
  if (Array.isArray(schema['allOf'])) return Object.assign({}, ...schema['allOf'].map((part) => inner(part)))
  // What may be null is more telling when it is not.
  for (const keyword of ['anyOf', 'oneOf']) if (Array.isArray(schema[keyword])) return inner(schema[keyword].find((part: Schema) => part['type'] !== 'null'))
  switch (Array.isArray(schema['type']) ? schema['type'].find((type) => type !== 'null') : schema['type']) {
    case 'string': return OF_FORMAT[String(schema['format'])] ?? (IS_ID.test(called) ? OF_FORMAT['uuid'] : called)
    case 'integer': case 'number': return Math.min(Math.max(1, Number(schema['minimum'] ?? 1)), Number(schema['maximum'] ?? 1))
    case 'boolean': return true
    case 'null': return null
    case 'array': return schema['maxItems'] === 0 ? [] : [inner(schema['items'])]
    default: return Object.fromEntries(Object.entries((schema['properties'] ?? {}) as Schema).map(([field, part]) => [field, inner(part, field)]))
  }
}
