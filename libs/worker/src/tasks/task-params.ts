import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { faultsOfTaskParams, FORMS, type TaskParamFault } from '@chasqui/contracts'
import type { TaskTypeRecord } from '@chasqui/mongo/tasks'

export type ParamProblem = TaskParamFault

export type CheckedParams = { ok: true; params: Record<string, unknown> } | { ok: false; problems: ParamProblem[] }

/** Room for it in every request that launches one alone. */
const MOST_BYTES = 48 * 1024

/** A value of a parameter that is nested deeper is none that a task asks for. */
const DEEPEST = 20
const NAMED = 50
const SCHEMAS_KEPT = 500

const ajv = new Ajv2020({ allErrors: true, useDefaults: true, strict: false, logger: false, verbose: true })
formats.default(ajv)
const compiled = new Map<string, ValidateFunction>()

/**
 * Checks parameters by what their type announced, then by its rules; what is left out gets its default. Whoever asks, through whatever face, gets the same words.
 * Pure, but for the schemas it remembers.
 * @param tenantId for whom the task is launched
 */
export function checkParams({ _id: type, params: schema }: Pick<TaskTypeRecord, '_id' | 'params'>, given: Readonly<Record<string, unknown>>, tenantId: string): CheckedParams {
  const cannotBeKept = unkeepable(given) ?? tooLarge(given)
  if (cannotBeKept) return { ok: false, problems: [cannotBeKept] }
  const params = structuredClone(given) as Record<string, unknown>
  const check = checkOf(schema)
  if (!check(params)) return { ok: false, problems: (check.errors ?? []).filter(isNoEcho).slice(0, NAMED).map(problemOf) }
  const problems = faultsOfTaskParams(type, params, tenantId)
  return problems.length === 0 ? { ok: true, params } : { ok: false, problems }
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

/** zod announces a form by its name and by its pattern; what does not fit one fits neither. */
function isNoEcho({ keyword, parentSchema }: ErrorObject): boolean {
  return keyword !== 'pattern' || typeof parentSchema?.['format'] !== 'string'
}

function problemOf({ instancePath, keyword, params, message }: ErrorObject): ParamProblem {
  const path = instancePath.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~')
  const below = (name: unknown): string => path === '' ? String(name) : `${path}.${String(name)}`
  switch (keyword) {
    case 'required': return { field: below(params['missingProperty']), message: 'is required', code: 'required' }
    case 'additionalProperties': return { field: below(params['additionalProperty']), message: 'is not a parameter of this task', code: 'unknown' }
    case 'enum': return { field: path, message: `must be one of ${(params['allowedValues'] as unknown[]).join(', ')}`, code: keyword }
    case 'format': return { field: path, message: FORMS[params['format'] as keyof typeof FORMS] ?? message ?? `must be a ${String(params['format'])}`, code: keyword }
    default: return { field: path === '' ? '(all)' : path, message: message ?? 'is not as it must be', code: keyword }
  }
}

function tooLarge(given: Readonly<Record<string, unknown>>): ParamProblem | undefined {
  return Buffer.byteLength(JSON.stringify(given)) > MOST_BYTES ? { field: '(all)', message: `must be at most ${MOST_BYTES / 1024} KiB`, code: 'too_large' } : undefined
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
