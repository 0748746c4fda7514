import { z } from 'zod'
import { readPastSubject } from './replay-subject.ts'
import { PLATFORM_TENANT } from './task.ts'
import { FORMS } from './text.ts'

/** What is wrong with one parameter: `months`, `must be <= 12`. `foreign`: it reaches what is another tenant's. */
export type TaskParamFault = { field: string; message: string; code: string }

type Params = Readonly<Record<string, unknown>>
type Rule = (params: Params, tenantId: string) => (TaskParamFault | undefined)[]

/**
 * What parameters must fulfil beyond the schema of their type: what hangs together, and what depends on who asks. A schema is data that a service announces
 * and every face checks; a rule is code, so it stands where every face can reach it, by the name of its type.
 */
const RULES: Readonly<Record<string, Rule>> = {
  'books.export': (params) => [notBefore(params)],
  'books.export_all_tenants': (params) => [notBefore(params)],
  'replays.run': (params, tenantId) => [ofSubject(params['subject'], tenantId), inOrder(params), notBlank(params['reason']), withoutNul('reason', params['reason'])],
  'dead_letters.bulk': ({ reason, filter }, tenantId) => [notBlank(reason), withoutNul('reason', reason), notBefore((filter ?? {}) as Params, 'filter.to'), ...Object.entries(filter ?? {}).flatMap(([name, value]) => [withoutNul(`filter.${name}`, value), name === 'tenant' ? ownTenant('filter.tenant', value, tenantId) : undefined])],
  'imports.reprocess_batch': ({ batch_id: id, reason }) => [z.uuid().safeParse(id).success ? undefined : { field: 'batch_id', message: FORMS.uuid, code: 'invalid_format' }, withoutNul('reason', reason)],
}

/** Types whose tasks work on the books of the tenant for whom they are launched. */
const OF_BOOKS: ReadonlySet<string> = new Set(['books.export'])

/** Whether a task would work on books where there are none: the platform is no company and keeps none. Pure. */
export function lacksBooks(type: string, tenantId: string): boolean {
  return tenantId === PLATFORM_TENANT && OF_BOOKS.has(type)
}

/** Parameters that name a batch, by type: it must be there, and be of the tenant for whom the task is launched. */
const BATCH_NAMED_BY: Readonly<Record<string, string>> = { 'imports.reprocess_batch': 'batch_id' }

/** The batch that parameters name; undefined when they name none. Whether it is there only the record knows: every face that launches asks it. Pure. */
export function batchNamedBy(type: string, params: Params): string | undefined {
  const field = Object.hasOwn(BATCH_NAMED_BY, type) ? BATCH_NAMED_BY[type] : undefined
  const id = field === undefined ? undefined : params[field]
  return typeof id === 'string' ? id : undefined
}

/**
 * What is wrong with parameters that fit the schema of their type; empty when nothing is. Pure.
 * @param tenantId for whom the task is launched
 */
export function faultsOfTaskParams(type: string, params: Params, tenantId: string): TaskParamFault[] {
  const rule = Object.hasOwn(RULES, type) ? RULES[type] : undefined
  return rule?.(params, tenantId).filter((fault) => fault !== undefined) ?? []
}

/** Whoever runs the installation may reach everything; a tenant names itself in its place, literally. */
function ofSubject(subject: unknown, tenantId: string): TaskParamFault | undefined {
  const read = readPastSubject(String(subject))
  if ('problem' in read) return { field: 'subject', message: read.problem, code: 'malformed' }
  if (tenantId === PLATFORM_TENANT || read.named[read.shape.tenantAt] === tenantId) return undefined
  return { field: 'subject', message: 'must name its own tenant at its place, without a wildcard', code: 'foreign' }
}

function inOrder({ from, to }: Params): TaskParamFault | undefined {
  return Date.parse(String(from)) < Date.parse(String(to)) ? undefined : { field: 'to', message: 'must be after from', code: 'too_small' }
}

/** Days or times, of which either may be left out. */
function notBefore({ from, to }: Params, field = 'to'): TaskParamFault | undefined {
  return from === undefined || to === undefined || Date.parse(String(from)) <= Date.parse(String(to)) ? undefined : { field, message: 'must not be before from', code: 'too_small' }
}

function notBlank(reason: unknown): TaskParamFault | undefined {
  if (reason === undefined) return { field: 'reason', message: 'is required', code: 'required' }
  return String(reason).trim() === '' ? { field: 'reason', message: 'must not be blank', code: 'too_small' } : undefined
}

/** A filter that named another tenant would otherwise be read as if it named none, and reach all of one's own. */
function ownTenant(field: string, named: unknown, tenantId: string): TaskParamFault | undefined {
  return tenantId === PLATFORM_TENANT || named === tenantId ? undefined : { field, message: 'must be the own tenant', code: 'invalid_value' }
}

/** The store cannot search for it. */
function withoutNul(field: string, value: unknown): TaskParamFault | undefined {
  return typeof value === 'string' && value.includes('\0') ? { field, message: 'must not contain a NUL character', code: 'invalid_format' } : undefined
}
