import { LogController, type FastifyReply, type FastifyRequest } from 'fastify'

/**
 * What the framework may write by itself: nothing for a request, since its two lines a request cost a third of the
 * rate, but a line for an answer that broke off in the middle, which no error handler gets to see.
 */
export class QuietLog extends LogController {
  constructor() {
    super({ disableRequestLogging: true, requestIdLogLabel: 'request_id' })
  }

  override streamError(error: Error & { code?: string }, request: FastifyRequest, _reply: FastifyReply): void {
    const isGone = error.code === 'ERR_STREAM_PREMATURE_CLOSE'
    request.log[isGone ? 'debug' : 'warn']({ err: error, route: request.routeOptions.url }, isGone ? 'The client went before the answer ended' : 'An answer broke off')
  }
}
