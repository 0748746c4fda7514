import type { TraceHeaders } from '@chasqui/telemetry'
import type { Principal, RouteRole } from './role.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. Every route under `authenticate` must say so. */
    role?: RouteRole
    /** The answer lasts as long as the client listens; its time says nothing. */
    isStream?: boolean
  }
  interface FastifyRequest {
    /** Who calls. Only under `authenticate`, on routes that are not public. */
    principal: Principal
    /** The trace to hand on to messages that follow from this request. */
    readonly trace: TraceHeaders
  }
}
