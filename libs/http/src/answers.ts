import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import findMyWay, { type HTTPMethod } from 'find-my-way'
import { httpErrors } from './errors.ts'
import { PROBLEM_TYPE, problemOf } from './problem.ts'
import { traceIdOfRequest } from './request-trace.ts'

const METHODS: readonly HTTPMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Answers everything that goes wrong as a problem, and a known address with a wrong method with 405. */
export const answerProblems = fastifyPlugin(async (app: FastifyInstance) => {
  const known = findMyWay()
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat() as HTTPMethod[]) if (!known.hasRoute(method, route.url)) known.on(method, route.url, () => {})
  })
  app.setErrorHandler((thrown, request, reply) => answer(thrown, request, reply))
  app.setNotFoundHandler((request, reply) => {
    const allowed = METHODS.filter((method) => known.find(method, request.url.split('?')[0] as string))
    if (allowed.length === 0) return answer(httpErrors.fault('NOT_FOUND', { detail: pathOf(request) }), request, reply)
    reply.header('allow', allowed.join(', '))
    return answer(httpErrors.fault('METHOD_NOT_ALLOWED', { detail: `${request.method} ${pathOf(request)}` }), request, reply)
  })
}, { name: 'problems' })

/** Answers whatever was thrown as a problem; also of an address that leads to no route because it cannot be read. */
export function answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { problem, retryAfterSeconds, isUnexpected } = problemOf(thrown, { path: pathOf(request), requestId: request.id, traceId: traceIdOfRequest(request.raw), bodyLimit: request.routeOptions.bodyLimit })
  const about = { method: request.method, path: problem.instance, code: problem.code }
  if (isUnexpected) request.log.error({ ...about, err: thrown }, 'A request failed')
  else if (problem.status >= 500) request.log.warn({ ...about, err: thrown }, 'A request could not be served')
  else request.log.debug({ ...about, detail: problem.detail }, 'A request was refused')
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="chasqui"')
  // Past the serializer of the route: its response schemas describe successes.
  return reply.code(problem.status).type(PROBLEM_TYPE).serializer(JSON.stringify).send(problem)
}

/** Without the query: it may carry what does not belong into an answer or a log. */
function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] as string
}
