import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import fc from 'fast-check'
import type { ApiDocument, JsonSchema } from './test-routes.ts'

/**
 * Values that a schema of the API description allows. Only what our schemas are made of is understood; anything else
 * stops the test rather than being left out.
 */
export function valuesOf(schema: JsonSchema, document: ApiDocument): fc.Arbitrary<unknown> {
  if (typeof schema['$ref'] === 'string') return valuesOf(document.components.schemas[schema['$ref'].split('/').at(-1) as string] ?? {}, document)
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum'] as unknown[])
  if ('const' in schema) return fc.constant(schema['const'])
  const union = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined
  if (union) return fc.oneof(...union.map((one) => valuesOf(one, document)))
  switch (schema['type']) {
    case 'null': return fc.constant(null)
    case 'boolean': return fc.boolean()
    case 'integer': return fc.integer({ min: Number(schema['minimum'] ?? -1_000), max: Math.min(Number(schema['maximum'] ?? 1_000), 2 ** 31 - 1) })
    case 'number': return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'string': return textsOf(schema)
    case 'array': return fc.array(valuesOf((schema['items'] ?? {}) as JsonSchema, document), { minLength: Number(schema['minItems'] ?? 0), maxLength: Math.min(Number(schema['maxItems'] ?? 4), 4) })
    case 'object': return objectsOf(schema, document)
    case undefined: return fc.jsonValue({ maxDepth: 2 })
    default: throw new Error(`no values for ${JSON.stringify(schema)}`)
  }
}

function textsOf({ format, pattern, minLength, maxLength }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid()
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern, 'u')).filter((text) => text.length <= Number(maxLength ?? 1_000))
  return fc.string({ unit: 'grapheme', minLength: Number(minLength ?? 0), maxLength: Math.min(Number(maxLength ?? 30), 30) })
}

function objectsOf({ properties = {}, required = [], additionalProperties }: JsonSchema, document: ApiDocument): fc.Arbitrary<unknown> {
  const named = Object.fromEntries(Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => [name, valuesOf(schema, document)]))
  const known = fc.record(named, { requiredKeys: required as string[] })
  if (typeof additionalProperties !== 'object' || additionalProperties === null) return known
  const others = fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 12 }), valuesOf(additionalProperties as JsonSchema, document), { maxKeys: 4 })
  return fc.tuple(others, known).map(([more, own]) => ({ ...more, ...own }))
}

/** Tells whether an answer fits the schema that the description has for it; what is wrong, or nothing. */
export function answerCheck(document: ApiDocument): (schema: JsonSchema, body: unknown) => string | undefined {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addSchema({ $id: 'api', components: document.components })
  const compiled = new Map<JsonSchema, ReturnType<typeof ajv.compile>>()
  return (schema, body) => {
    let check = compiled.get(schema)
    if (!check) compiled.set(schema, check = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')) as JsonSchema))
    return check(body) ? undefined : ajv.errorsText(check.errors)
  }
}
