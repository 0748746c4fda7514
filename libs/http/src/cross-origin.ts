import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'

/** For a browser that asks again every few seconds: it need not ask leave each time. */
const PREFLIGHT_SECONDS = 600

/**
 * Lets pages of other origins call the API: what they may send and read is what its clients need. Without cookies,
 * since the key is in a header that the page's own code sets.
 */
export const allowOrigins = fastifyPlugin(async (app: FastifyInstance, { origins }: { origins: readonly string[] }) => {
  await app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['Authorization', 'X-API-Key', 'Content-Type', 'Idempotency-Key', 'Last-Event-ID'],
    exposedHeaders: ['Location', 'Retry-After', 'Idempotent-Replayed', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'RateLimit-Policy'],
    maxAge: PREFLIGHT_SECONDS,
    // Otherwise an OPTIONS of no browser is answered with a bare text, as nothing else here is.
    strictPreflight: false,
  })
}, { name: 'cross-origin' })
