import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { traceIdOf } from '@chasqui/telemetry'
import { httpErrors } from './errors.ts'
import { PROBLEM_TYPE, problemOf } from './problem.ts'
import { newTrace } from './request-trace.ts'

/** A request that Node could not read: it never became one for Fastify, so there is nothing but the connection to answer on. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const { problem } = problemOf(faultOf(error), { path: '', requestId: randomUUID(), traceId: traceIdOf(newTrace().traceparent) as string })
  const body = JSON.stringify(problem)
  if (socket.writable) {
    socket.write(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
  }
  socket.destroy(error)
}

function faultOf({ code }: { code?: string }) {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW': return httpErrors.fault('HEADERS_TOO_LARGE')
    case 'ERR_HTTP_REQUEST_TIMEOUT': return httpErrors.fault('REQUEST_TIMEOUT')
    default: return httpErrors.fault('BAD_REQUEST', { detail: 'it is not HTTP' })
  }
}
