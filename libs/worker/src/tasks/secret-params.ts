import { HIDDEN } from '@chasqui/telemetry'

type Schema = Readonly<Record<string, unknown>>
type Params = Record<string, unknown>
/** What becomes of a secret, and of what stands in the same place of what is kept. */
type OfSecret = (value: unknown, kept: unknown) => unknown

/** Shorter ones, such as a PIN, would be found in texts that have nothing to do with them. */
const SHORTEST_IN_TEXT = 4

/**
 * Parameters as they may be shown: what the schema of their type marks with `secret: true` is masked, however deep it lies. Every answer, audit row and list shows parameters through this; only
 * the record has them as they are, for the run. Pure.
 */
export function shownParams(schema: Schema, params: Params): Params {
  return visit(params, undefined, schema, schema, (value) => value === null || value === undefined ? value : HIDDEN) as Params
}

/** Parameters that came back from somebody who was shown them: a mask that was left as it is stands for what is kept. Pure. */
export function withKeptSecrets(schema: Schema, given: Params, kept: unknown): Params {
  return visit(given, kept, schema, schema, (value, secret) => value === HIDDEN && secret !== undefined ? secret : value) as Params
}

/** The secrets among parameters, to be taken out of texts that may quote them: the longest first, so that none is left as a part of another. Pure. */
export function secretsIn(schema: Schema, params: Params): string[] {
  const found = new Set<string>()
  visit(params, undefined, schema, schema, (value) => { for (const text of textsIn(value)) if (text.length >= SHORTEST_IN_TEXT) found.add(text); return value })
  return [...found].sort((a, b) => b.length - a.length)
}

/**
 * What a run tells, a text or any value of which the texts are cleaned, without these secrets. Everything that a task writes goes through this before it is kept or said: its result, its progress, its
 * errors, its log. Pure.
 */
export function withoutSecrets<T>(told: T, secrets: readonly string[]): T {
  return (secrets.length === 0 ? told : cleaned(told, secrets)) as T
}

/** A finished line of a log, which is JSON, without these secrets. Pure. */
export function lineWithoutSecrets(line: string, secrets: readonly string[]): string {
  return `${JSON.stringify(cleaned(JSON.parse(line), secrets))}\n`
}

function cleaned(told: unknown, secrets: readonly string[]): unknown {
  if (typeof told === 'string') return secrets.reduce((clean, secret) => clean.replaceAll(secret, HIDDEN), told)
  if (typeof told === 'number') return secrets.includes(String(told)) ? HIDDEN : told
  if (Array.isArray(told)) return told.map((one: unknown) => cleaned(one, secrets))
  // A date, or what else is not made of texts, stays what it is.
  if (!isObject(told) || ![Object.prototype, null].includes(Object.getPrototypeOf(told))) return told
  return Object.fromEntries(Object.entries(told).map(([name, one]) => [cleaned(name, secrets), cleaned(one, secrets)]))
}

function visit(value: unknown, kept: unknown, schema: Schema, root: Schema, ofSecret: OfSecret): unknown {
  if (schema['secret'] === true) return ofSecret(value, kept)
  const target = referred(schema, root)
  if (target) return visit(value, kept, target, root, ofSecret)
  // Whichever of them the value is: better a mask too many.
  const seen = ['anyOf', 'oneOf', 'allOf'].flatMap((name) => schemasIn(schema[name])).reduce((so, one) => visit(so, kept, one, root, ofSecret), value)
  if (Array.isArray(seen)) {
    const before = Array.isArray(kept) ? kept : []
    const prefix = schemasIn(schema['prefixItems'])
    return seen.map((one: unknown, n) => {
      const inner = prefix[n] ?? schemaOf(schema['items'])
      return inner ? visit(one, before[n], inner, root, ofSecret) : one
    })
  }
  if (!isObject(seen)) return seen
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const before = isObject(kept) ? kept : {}
  return Object.fromEntries(Object.entries(seen).map(([name, one]) => {
    const inner = Object.hasOwn(properties, name) ? schemaOf(properties[name]) : schemaOf(schema['additionalProperties'])
    return [name, inner ? visit(one, before[name], inner, root, ofSecret) : one]
  }))
}

/** `#/$defs/Login` */
function referred(schema: Schema, root: Schema): Schema | undefined {
  const ref = schema['$ref']
  if (typeof ref !== 'string' || !ref.startsWith('#')) return undefined
  return schemaOf(ref.split('/').slice(1).reduce<unknown>((at, name) => isObject(at) ? at[name] : undefined, root))
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn)
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : []
}

function schemasIn(list: unknown): Schema[] {
  return Array.isArray(list) ? list.filter(isObject) : []
}

function schemaOf(value: unknown): Schema | undefined {
  return isObject(value) ? value : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
