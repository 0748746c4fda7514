import { z } from 'zod'
import type { TaskDefinition } from './task.ts'

const made = new WeakMap<TaskDefinition['params'], Record<string, unknown>>()

/** JSON Schema (2020-12) of the parameters of a type as they are sent; what zod's `meta` says of one, such as `secret`, is in it. Made once for each definition. */
export function taskSchemaOf({ params }: Pick<TaskDefinition, 'params'>): Record<string, unknown> {
  const known = made.get(params)
  if (known) return known
  const schema = z.toJSONSchema(params.strict(), { io: 'input', target: 'draft-2020-12' }) as Record<string, unknown>
  made.set(params, schema)
  return schema
}
