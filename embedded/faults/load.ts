import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { LaunchKind, PlannedLaunch } from './plan.ts'

export type Accepted = { id: string; tenant: number; launch: LaunchKind; acceptedAt: number }
export type Revoked = { id: string; answeredAt: number; status: number; state: string }

const GIVE_UP_MS = 30_000

/** The customers of the run: they launch and revoke over HTTP, at whichever gateway answers, and repeat what got no answer under the same key. */
export class Customers {
  readonly #gateways: () => string[]
  readonly #keys: readonly string[]
  readonly accepted: Accepted[] = []
  readonly revokes: Revoked[] = []
  readonly refused: string[] = []
  readonly #atWork = new Set<Promise<void>>()

  constructor(gateways: () => string[], keys: readonly string[]) {
    this.#gateways = gateways
    this.#keys = keys
  }

  launch(planned: PlannedLaunch): void {
    this.#spawn(this.#launch(planned))
  }

  async createSchedule(): Promise<string> {
    const answer = await this.#ask(0, 'POST', '/api/schedules', { description: 'every second', type: 'fault.quick', params: {}, cron: '* * * * * *', zone: 'America/Santiago', misfire: 'all', overlap: 'allow' })
    if (answer?.status !== 201) throw new Error(`the schedule was not created: ${JSON.stringify(answer)}`)
    return String(answer.body['id'])
  }

  async pauseSchedule(id: string): Promise<void> {
    const answer = await this.#ask(0, 'POST', `/api/schedules/${id}/pause`, { reason: 'the run is over' })
    if (answer?.status !== 200) throw new Error(`the schedule was not paused: ${JSON.stringify(answer)}`)
  }

  async done(): Promise<void> {
    while (this.#atWork.size > 0) await Promise.all(this.#atWork)
  }

  #spawn(work: Promise<void>): void {
    const tracked = work.finally(() => this.#atWork.delete(tracked))
    this.#atWork.add(tracked)
  }

  async #launch({ tenant, launch }: PlannedLaunch): Promise<void> {
    const answer = await this.#ask(tenant, 'POST', '/api/tasks', bodyOf(launch))
    if (answer?.status !== 202) {
      // Nobody answered in time: whether it was kept is not known, so nothing is promised. Any other answer is wrong.
      if (answer) this.refused.push(`${launch.kind}: ${answer.status} ${JSON.stringify(answer.body)}`)
      return
    }
    const id = String(answer.body['id'])
    this.accepted.push({ id, tenant, launch, acceptedAt: Date.now() })
    const revokeAfterMs = launch.kind === 'later' ? (launch.revoke ? 0 : undefined) : 'revokeAfterMs' in launch ? launch.revokeAfterMs : undefined
    if (revokeAfterMs !== undefined) this.#spawn(this.#revoke(tenant, id, revokeAfterMs, 'terminate' in launch && launch.terminate === true))
  }

  async #revoke(tenant: number, id: string, afterMs: number, terminate: boolean): Promise<void> {
    await delay(afterMs)
    const answer = await this.#ask(tenant, 'DELETE', `/api/tasks/${id}?terminate=${terminate}`)
    if (answer) this.revokes.push({ id, answeredAt: Date.now(), status: answer.status, state: String(answer.body['state'] ?? answer.body['code']) })
  }

  async #ask(tenant: number, method: string, path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> } | undefined> {
    const key = randomUUID()
    const until = Date.now() + GIVE_UP_MS
    for (let turn = 0; Date.now() < until; turn++) {
      const gateways = this.#gateways()
      const url = gateways[turn % Math.max(1, gateways.length)]
      try {
        if (url === undefined) throw new Error('no gateway is up')
        const response = await fetch(url + path, {
          method, signal: AbortSignal.timeout(5_000), ...(body ? { body: JSON.stringify(body) } : {}),
          headers: { authorization: `Bearer ${this.#keys[tenant]}`, ...(body ? { 'content-type': 'application/json' } : {}), ...(method === 'POST' ? { 'idempotency-key': key } : {}) },
        })
        const answer = { status: response.status, body: await response.json() as Record<string, unknown> }
        // Another gateway may still be at the first attempt, or the store is away.
        if (response.status !== 503 && answer.body['code'] !== 'IDEMPOTENCY_IN_PROGRESS') return answer
      } catch {
        // It died, or does not breathe: the next one is asked.
      }
      await delay(250)
    }
    return undefined
  }
}

function bodyOf(launch: LaunchKind): object {
  switch (launch.kind) {
    case 'quick': return { type: 'fault.quick', params: {} }
    case 'slow': return { type: 'fault.slow', params: { ms: launch.ms } }
    case 'flaky': return { type: 'fault.flaky', params: { failures: launch.failures } }
    case 'permanent': return { type: 'fault.permanent', params: {} }
    case 'poison': return { type: 'fault.poison', params: {} }
    case 'busy': return { type: 'fault.busy', params: { ms: launch.ms } }
    case 'stubborn': return { type: 'fault.stubborn', params: {} }
    case 'late': return { type: 'fault.late', params: {} }
    case 'capped': return { type: 'fault.capped', params: { ms: launch.ms } }
    case 'later': return { type: 'fault.quick', params: {}, countdown: launch.countdownMs / 1000 }
    case 'expiring': return { type: 'fault.slow', params: { ms: 500 }, expires: launch.expiresMs / 1000 }
    case 'parent': return { type: 'fault.parent', params: { children: launch.children } }
  }
}
