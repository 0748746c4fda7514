import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { z } from 'zod'
import type { ErrorEntry } from '@chasqui/errors'
import { fileErrors } from '@chasqui/files'
import { httpErrors, Problem, PROBLEM_TYPE, type HttpErrorCode } from '@chasqui/http'
import { mongoErrors } from '@chasqui/mongo'
import { deadLetterErrors } from '@chasqui/worker'
import { errors } from '../errors.ts'

const entries = { ...fileErrors.entries, ...mongoErrors.entries, ...deadLetterErrors.entries, ...httpErrors.entries, ...errors.entries }
export type FailureCode = keyof typeof entries

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The errors that the route answers, beside those that every route may. */
    fails?: readonly FailureCode[]
  }
}

const OF_ALL: readonly HttpErrorCode[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'VALIDATION_FAILED', 'INTERNAL', 'RESPONSE_INVALID', 'UNAVAILABLE']
const OF_BODIES: readonly HttpErrorCode[] = ['BAD_REQUEST', 'MALFORMED_BODY', 'UNSUPPORTED_MEDIA_TYPE', 'BODY_TOO_LARGE']

/**
 * Describes the errors of every route from the codes in its `config.fails`, and stops the start at a route that says
 * too little about itself: what is not in the API description is not tested either.
 */
export const describeFailures = fastifyPlugin(async (app: FastifyInstance) => {
  app.addHook('onRoute', ({ method, url, config, schema }) => {
    if (!schema?.summary || !schema.operationId || !schema.response || schema.hide) throw new Error(`The route ${String(method)} ${url} needs a summary, an operationId and a response in its schema`)
    const takesBody = method !== 'GET' && method !== 'HEAD'
    const codes = [...OF_ALL, ...(takesBody ? OF_BODIES : []), ...config?.fails ?? []]
    schema.response = { ...problemResponses(codes), ...described(schema.response as Record<string, unknown>, schema.summary) }
  })
}, { name: 'describe-failures' })

/** A response that is a bare schema says what the route does. */
function described(responses: Record<string, unknown>, summary: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(responses).map(([status, response]) =>
    [status, response instanceof z.ZodType ? { description: summary, content: { 'application/json': { schema: response } } } : response]))
}

type ProblemResponse = { description: string; content: { [PROBLEM_TYPE]: { schema: z.ZodType } } }

/** The answers of these codes by status, each with what it says and an example of it. Pure. */
export function problemResponses(codes: readonly FailureCode[]): Record<number, ProblemResponse> {
  const byStatus = Map.groupBy([...new Set(codes)], (code) => statusOf(entries[code]))
  return Object.fromEntries([...byStatus].map(([status, own]) => [status, {
    description: own.map((code) => `${code}: ${entries[code].say}.`).join('\n\n'),
    content: { [PROBLEM_TYPE]: { schema: problemSchema(status, own) } },
  }]))
}

/** As a Fault answers: 503 where waiting helps, 422 where it does not, unless the table says otherwise. */
function statusOf({ status, retry }: ErrorEntry): number {
  return status ?? (retry ? 503 : 422)
}

function problemSchema(status: number, codes: readonly FailureCode[]): z.ZodType {
  const examples = codes.map((code): Problem => ({
    type: `urn:chasqui:error:${code}`, title: entries[code].say, status, detail: entries[code].say, instance: '/api/v1/imports/batches', code, hint: entries[code].hint,
    request_id: 'req-1', trace_id: '0af7651916cd43dd8448eb211c80319c',
  }))
  return z.intersection(Problem, z.looseObject({ code: z.enum(codes as [FailureCode, ...FailureCode[]]) })).meta({ examples })
}
