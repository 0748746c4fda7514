import multipart from '@fastify/multipart'
import { withIds, type Logger, type Metrics } from '@chasqui/telemetry'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { maxHeaderSize, type IncomingMessage, type ServerResponse } from 'node:http'
import { answer, answerProblems } from './answers.ts'
import { describeApi } from './api-description.ts'
import { allowOrigins } from './cross-origin.ts'
import { sendEvents } from './event-stream.ts'
import { validatorCompiler } from './input.ts'
import { takeJson } from './json-body.ts'
import { addOpsRoutes, type OpsRoutesOptions } from './ops-routes.ts'
import { QuietLog } from './quiet-log.ts'
import { logRequests } from './request-log.ts'
import { requestIdOf, traceIdOfRequest, traceOf } from './request-trace.ts'
import { answerUnreadable } from './unreadable-requests.ts'
import './route-config.ts'

/** A Fastify whose routes are typed by their zod schemas. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

export type AppOptions = {
  logger: Logger
  /** What the API description is called. */
  title: string
  description?: string
  tags?: { name: string; description: string }[]
  metrics?: Pick<Metrics, 'http'>
  /** Checks for `/readyz`. */
  ops?: OpsRoutesOptions
  /** A request that takes longer gets a line in the log. Default 1,000 ms. */
  slowMs?: number
  /** Of a JSON body. Default 1 MiB. */
  maxBodyBytes?: number
  /** Of multipart uploads. */
  upload?: { maxFileBytes: number; maxFiles: number }
  /** Pages of these origins may call it from a browser, as `https://app.example.cl`; `*` is all. None when absent. */
  origins?: readonly string[]
  /** What is not answered so long after a stop is cut off. Default 10,000 ms. */
  leaveWithinMs?: number
}

const MIB = 1_048_576
const LEAVE_WITHIN_MS = 10_000

/**
 * An HTTP application as all of ours are: zod schemas in and out (an answer that does not fit its schema is held back
 * with 500), errors as problems, request and trace ids, the API description, uploads, event streams. Routes are added
 * by the caller; `authenticate` is registered by the caller around those that need a key.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const app = Fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new QuietLog(),
    childLoggerFactory: (logger, bindings, _options, request) => withIds(logger as Logger, { traceId: traceIdOfRequest(request) }, bindings),
    genReqId: requestIdOf,
    bodyLimit: options.maxBodyBytes ?? MIB,
    // Idle keep-alive connections would otherwise hold up a stop for over a minute.
    forceCloseConnections: 'idle',
    // An address that cannot be decoded comes to no handler; without this Fastify would answer in words of its own.
    frameworkErrors: (error, request, reply) => { void answer(error, request, reply) },
    clientErrorHandler: answerUnreadable,
    // Whatever Node lets in comes to its route, so an id that is too long is answered like any other that is not there.
    routerOptions: { maxParamLength: maxHeaderSize },
  }).withTypeProvider<ZodTypeProvider>()

  // What comes as plain text is not JSON; without this it would reach the schemas as one string.
  app.removeContentTypeParser('text/plain')
  app.removeContentTypeParser('application/json')
  takeJson(app as unknown as FastifyInstance)
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.decorateRequest('trace', { getter() { return traceOf(this.raw) } })

  // Before the problems, so that a page can read those too, and before any key is asked for: a preflight brings none.
  if (options.origins?.length) await app.register(allowOrigins, { origins: options.origins })
  await app.register(answerProblems)
  await app.register(logRequests, { slowMs: options.slowMs ?? 1_000, metrics: options.metrics })
  await app.register(sendEvents)
  await app.register(multipart, { limits: uploadLimits(options.upload) })
  await app.register(describeApi, { title: options.title, description: options.description ?? '', tags: options.tags })
  app.addHook('preClose', async () => {
    // A connection on which no request was ever finished is not idle for Node, and its client may hold it for ever.
    setTimeout(() => app.server.closeAllConnections(), options.leaveWithinMs ?? LEAVE_WITHIN_MS).unref()
  })
  addOpsRoutes(app as unknown as FastifyInstance, options.ops ?? {})
  return app
}

/** Fields are small texts beside the files. */
function uploadLimits({ maxFileBytes, maxFiles } = { maxFileBytes: 16 * MIB, maxFiles: 100 }) {
  return { fileSize: maxFileBytes, files: maxFiles, fields: 50, fieldSize: 64 * 1024, parts: maxFiles + 50, headerPairs: 100 }
}
