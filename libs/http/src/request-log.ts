import type { Metrics } from '@chasqui/telemetry'
import { nameRequest } from '@chasqui/telemetry'
import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import './route-config.ts'

export type RequestLogOptions = { slowMs: number; metrics?: Pick<Metrics, 'http'> | undefined }

/** What a request without a route is counted as: addresses that nobody serves are without number. */
const NO_ROUTE = '(none)'

/**
 * Counts every request, names its span, and writes a line only for a slow one: a line for each costs a third of the
 * rate. Failures are written where they are answered.
 */
export const logRequests = fastifyPlugin(async (app: FastifyInstance, { slowMs, metrics }: RequestLogOptions) => {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    if (request.routeOptions.url) nameRequest(request.method, request.routeOptions.url)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { url: route = NO_ROUTE, config } = request.routeOptions
    const ms = reply.elapsedTime
    metrics?.http.answered({ method: request.method, route, status: reply.statusCode }, ms / 1_000)
    if (ms >= slowMs && !config.isStream) request.log.info({ method: request.method, route, status: reply.statusCode, ms: Math.round(ms) }, 'A slow request')
    done()
  })
}, { name: 'request-log' })
