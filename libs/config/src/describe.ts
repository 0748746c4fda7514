import { z } from 'zod'
import { envName } from './env-name.ts'
import { isSecret } from './secret.ts'

/** One row of the settings page. */
export type SettingRow = {
  /** The key in the schema, e.g. `natsUrl`. */
  key: string
  /** The environment variable, e.g. `NATS_URL`. */
  name: string
  /** What may stand there, for a reader: `integer, 1 to 65535`, `one of: a, b`, `text (uri)`. */
  type: string
  /** The default as one would write it in the environment; absent when there is none or it is a secret. */
  default?: string
  description: string
  isRequired: boolean
  isSecret: boolean
}

type JsonSchema = {
  type?: string
  enum?: unknown[]
  const?: unknown
  format?: string
  minimum?: number
  maximum?: number
  default?: unknown
  description?: string
  required?: string[]
  properties?: Record<string, JsonSchema>
}

/** The rows of the generated settings page, in the order of the schema. Pure. */
export function describeConfig(schema: z.ZodObject): SettingRow[] {
  const written = asJsonSchema(schema, 'input')
  const read = asJsonSchema(schema, 'output')
  return Object.entries(schema.shape).map(([key, field]) => {
    const input = written.properties?.[key] ?? {}
    const output = read.properties?.[key] ?? {}
    const secret = isSecret(key, field)
    const byDefault = textOf(output.default ?? input.default)
    return {
      key,
      name: envName(key),
      type: typeOf(output) ?? typeOf(input) ?? 'text',
      ...(byDefault === undefined || secret ? {} : { default: byDefault }),
      description: output.description ?? input.description ?? '',
      isRequired: written.required?.includes(key) ?? false,
      isSecret: secret,
    }
  })
}

/** `input` is how a setting is written, `output` what the program gets; a transform shows its type in only one of them. */
function asJsonSchema(schema: z.ZodObject, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema
}

function typeOf(json: JsonSchema): string | undefined {
  if (json.enum) return `one of: ${json.enum.join(', ')}`
  if (json.const !== undefined) return `only: ${String(json.const)}`
  switch (json.type) {
    case undefined: return undefined
    case 'integer': case 'number': return `${json.type}${range(json)}`
    case 'boolean': return 'true or false'
    case 'array': return 'list, separated by commas'
    case 'string': return json.format ? `text (${json.format})` : 'text'
    default: return json.type
  }
}

function range({ minimum: low, maximum: high }: JsonSchema): string {
  const from = low !== undefined && low > Number.MIN_SAFE_INTEGER ? low : undefined
  const to = high !== undefined && high < Number.MAX_SAFE_INTEGER ? high : undefined
  if (from !== undefined && to !== undefined) return `, ${from} to ${to}`
  if (from !== undefined) return `, at least ${from}`
  return to === undefined ? '' : `, at most ${to}`
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value)) return value.join(',')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
