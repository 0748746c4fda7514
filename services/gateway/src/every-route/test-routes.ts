import type { App } from '@chasqui/http'

export type JsonSchema = { [keyword: string]: unknown }
export type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: JsonSchema }
export type Operation = {
  operationId: string
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** With the names of its parameters in braces. */
  path: string
  parameters: Parameter[]
  body?: { type: string; schema: JsonSchema; example?: unknown } | undefined
  responses: Record<string, { content?: Record<string, Answer> }>
}
type Answer = { schema: JsonSchema; example?: unknown; examples?: Record<string, { $ref: string }> }

export type ApiDocument = { components: { schemas: Record<string, JsonSchema>; examples?: Record<string, { value: unknown }> } }

type Media = { schema: JsonSchema; example?: unknown }
type Described = { operationId: string; parameters?: Parameter[]; requestBody?: { content: Record<string, Media> }; responses: Operation['responses'] }

/** Every route of the app, from its own description: none can be left out, since one that is not described stops the start. */
export function routesOf(app: App): { operations: Operation[]; document: ApiDocument } {
  const document = app.swagger() as unknown as ApiDocument & { paths: Record<string, Record<string, Described>> }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, described]): Operation => {
    const [[type, media] = []] = Object.entries(described.requestBody?.content ?? {})
    return {
      operationId: described.operationId, method: method.toUpperCase() as Operation['method'], path, parameters: described.parameters ?? [], responses: described.responses,
      body: type && media ? { type, schema: media.schema, example: media.example ?? exampleOf(media.schema, document) } : undefined,
    }
  }))
  return { operations, document }
}

function exampleOf(schema: JsonSchema, { components }: ApiDocument): unknown {
  const name = typeof schema['$ref'] === 'string' ? schema['$ref'].split('/').at(-1) as string : undefined
  const resolved = name === undefined ? schema : components.schemas[name] ?? {}
  return resolved['example'] ?? (resolved['examples'] as unknown[] | undefined)?.[0]
}
