import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { OpenAPIV3_1 } from 'openapi-types'
import { withExamples } from './example-answers.ts'
import { PROBLEM_TYPE } from './problem.ts'
import './route-config.ts'

/** Of the API as a whole: it is raised when a client would have to change. */
const VERSION = '1.0.0'

export type ApiDescriptionOptions = { title: string; description: string; tags?: { name: string; description: string }[] | undefined }

/** The API description (OpenAPI 3.1, from the schemas of the routes) at `/openapi.json`, for trying at `/docs`, for reading at `/redoc`. */
export const describeApi = fastifyPlugin(async (app: FastifyInstance, { tags = [], ...info }: ApiDescriptionOptions) => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { ...info, version: VERSION },
      tags,
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An API key' },
          apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withExamples(withoutUnused(withProblems(jsonSchemaTransformObject(document) as OpenAPIV3_1.Document))),
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    uiConfig: { deepLinking: true, persistAuthorization: false },
    theme: { title: info.title, css: [{ filename: 'chasqui.css', content: '.topbar { display: none }' }] },
  })
  app.get('/openapi.json', { schema: { hide: true }, config: { role: 'public' } }, async () => app.swagger())
  serveRedoc(app, info.title)
}, { name: 'api-description' })

/** Every operation may answer with a problem; said here once instead of in every route. */
function withProblems(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const problem = { description: 'Anything that goes wrong', content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } } }
  for (const path of Object.values(document.paths ?? {})) {
    for (const part of Object.values(path ?? {})) {
      if (typeof part === 'object' && 'responses' in part) part.responses = { ...part.responses, default: problem }
    }
  }
  return document
}

/** The provider describes every named schema of the process twice, as it is written and as it is read; most is not of this API. */
function withoutUnused(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const schemas = document.components?.schemas ?? {}
  const used = new Set<string>()
  const follow = (part: unknown) => {
    for (const [, name] of JSON.stringify(part ?? {}).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (name === undefined || used.has(name)) continue
      used.add(name)
      follow(schemas[name])
    }
  }
  follow(document.paths)
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name))) } }
}

/** Nothing from other hosts, not even the logo that the script asks for; its styles and search worker are made at run time. */
const REDOC_POLICY = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src blob:; base-uri 'none'; frame-ancestors 'none'"

function serveRedoc(app: FastifyInstance, title: string): void {
  const hidden = { schema: { hide: true }, config: { role: 'public' } } as const
  let script: Buffer | undefined
  app.get('/redoc', hidden, async (_request, reply) => reply
    .header('content-security-policy', REDOC_POLICY)
    .type('text/html; charset=utf-8')
    .send(redocPage(title)))
  app.get('/redoc/redoc.standalone.js', hidden, async (request, reply) => {
    script ??= readFileSync(new URL('../vendor/redoc-2.5.4.standalone.js.gz', import.meta.url))
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=86400').header('vary', 'accept-encoding')
    if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return reply.send(gunzipSync(script))
    return reply.header('content-encoding', 'gzip').send(script)
  })
}

function redocPage(title: string): string {
  const safe = title.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${safe}</title><style>body { margin: 0 }</style></head>
<body><redoc spec-url="/openapi.json" hide-download-button="false"></redoc><script src="/redoc/redoc.standalone.js"></script></body>
</html>
`
}
