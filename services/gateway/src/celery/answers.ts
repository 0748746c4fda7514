import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { z } from 'zod'
import { InvalidInput, isCutOff, problemOf, type FieldError } from '@chasqui/http'
import { isStoreAway } from '@chasqui/mongo'
import { traceIdOf } from '@chasqui/telemetry'

const Detail = z.object({ detail: z.string() }).meta({ id: 'CeleryError', examples: [{ detail: 'Invalid parameters: company_id is required' }] })

const SAYS: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood', 401: 'No valid API key', 403: 'The API key may not do this', 404: 'What is named is not there', 409: 'The task is past the point of no return, or the Idempotency-Key is that of another request',
  413: 'The request is too large', 415: 'The body is not JSON', 422: 'Invalid parameters', 500: 'Something failed that nobody expected', 503: 'The record store does not answer',
}

/** The errors of the old API, of these statuses: a `detail`, and nothing else. */
export function detailsOf(...statuses: number[]): Record<number, { description: string; content: { 'application/json': { schema: typeof Detail } } }> {
  return Object.fromEntries([401, 403, 422, 500, 503, ...statuses].map((status) => [status, { description: SAYS[status] ?? '', content: { 'application/json': { schema: Detail } } }]))
}

/** Answers what goes wrong as the old API did: its clients read `detail`, and nothing else is there to read. */
export const answerDetails = fastifyPlugin(async (app: FastifyInstance) => {
  app.setErrorHandler((thrown, request, reply) => {
    const { problem, isUnexpected, retryAfterSeconds } = problemOf(thrown, { path: request.url, requestId: request.id, traceId: traceIdOf(request.trace.traceparent) ?? '', bodyLimit: request.routeOptions.bodyLimit })
    // What old clients log of a launch, whatever went wrong with it.
    const did = request.method === 'POST' ? 'Failed to launch task: ' : ''
    if (isStoreAway(thrown) && !isCutOff(thrown)) return say(503, `${did}the record store does not answer; try again in a while`, 2)
    if (isUnexpected) request.log.error({ err: thrown, code: problem.code }, 'A request failed')
    return say(problem.status, thrown instanceof InvalidInput ? `Invalid parameters: ${thrown.errors.map(inWords).join('; ')}` : `${problem.status >= 500 ? did : ''}${problem.detail}`, retryAfterSeconds)

    function say(status: number, detail: string, retryAfter?: number) {
      if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
      if (status === 401) reply.header('www-authenticate', 'Bearer realm="chasqui"')
      return reply.code(status).type('application/json').serializer(JSON.stringify).send({ detail })
    }
  })
}, { name: 'celery-details' })

function inWords({ field, message }: FieldError): string {
  return `${field} ${message}`
}
