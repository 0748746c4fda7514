import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { TaskTypeRecord } from '@chasqui/mongo'

/** What is wrong with one parameter: `months`, `must be <= 12`. */
export type ParamProblem = { field: string; message: string; code: string }

export type CheckedParams = { ok: true; params: Record<string, unknown> } | { ok: false; problems: ParamProblem[] }

/** A value of a parameter that is nested deeper is none that a task asks for. */
const DEEPEST = 20
const NAMED = 50
const SCHEMAS_KEPT = 500

const ajv = new Ajv2020({ allErrors: true, useDefaults: true, strict: false, logger: false })
formats.default(ajv)
const compiled = new Map<string, ValidateFunction>()

/** Checks parameters by what their type announced; what is left out gets its default. Whoever asks gets the same words. Pure, but for the schemas it remembers. */
export function checkParams({ params: schema }: Pick<TaskTypeRecord, 'params'>, given: Readonly<Record<string, unknown>>): CheckedParams {
  const cannotBeKept = unkeepable(given)
  if (cannotBeKept) return { ok: false, problems: [cannotBeKept] }
  const params = structuredClone(given) as Record<string, unknown>
  const check = checkOf(schema)
  return check(params) ? { ok: true, params } : { ok: false, problems: (check.errors ?? []).slice(0, NAMED).map(problemOf) }
}

function checkOf(schema: Record<string, unknown>): ValidateFunction {
  const text = JSON.stringify(schema)
  let check = compiled.get(text)
  if (!check) {
    if (compiled.size >= SCHEMAS_KEPT) compiled.clear()
    // Not under its own name: a type's schema changes with its version.
    const { $id: _id, ...anonymous } = schema
    compiled.set(text, check = ajv.compile(anonymous))
  }
  return check
}

function problemOf({ instancePath, keyword, params, message }: ErrorObject): ParamProblem {
  const path = instancePath.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~')
  const below = (name: unknown): string => path === '' ? String(name) : `${path}.${String(name)}`
  switch (keyword) {
    case 'required': return { field: below(params['missingProperty']), message: 'is required', code: 'required' }
    case 'additionalProperties': return { field: below(params['additionalProperty']), message: 'is not a parameter of this task', code: 'unknown' }
    case 'enum': return { field: path, message: `must be one of ${(params['allowedValues'] as unknown[]).join(', ')}`, code: keyword }
    default: return { field: path === '' ? '(all)' : path, message: message ?? 'is not as it must be', code: keyword }
  }
}

/** What the record store could not keep, whatever the schema says. */
export function unkeepable(value: unknown, path = '', depth = 0): ParamProblem | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > DEEPEST) return { field: path, message: `must not be nested deeper than ${DEEPEST} levels`, code: 'depth' }
  for (const [name, inner] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`
    if (name.includes('\0')) return { field: at.replaceAll('\0', '\\0'), message: 'must not have a NUL character in its name', code: 'name' }
    const found = unkeepable(inner, at, depth + 1)
    if (found) return found
  }
  return undefined
}
