import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'

/** The processes that are killed and paused; each is started again at once when it dies, as Kubernetes would. */
export const FLEET = { gateway: 2, scheduler: 2, worker: 4 } as const
export type Role = keyof typeof FLEET
export type Member = { role: Role; n: number }

export type PlannedFault = { atMs: number } & (
  | { kind: 'kill'; member: Member }
  | { kind: 'pause'; member: Member; forMs: number }
  | { kind: 'broker restarted' | 'broker wiped' | 'store restarted' }
)

export type PlannedLaunch = { atMs: number; tenant: number; launch: LaunchKind }
export type LaunchKind =
  | { kind: 'quick' } | { kind: 'slow'; ms: number; revokeAfterMs?: number; terminate?: boolean } | { kind: 'flaky'; failures: number } | { kind: 'permanent' } | { kind: 'poison' } | { kind: 'busy'; ms: number }
  | { kind: 'stubborn' } | { kind: 'late' } | { kind: 'capped'; ms: number } | { kind: 'later'; countdownMs: number; revoke: boolean } | { kind: 'expiring'; expiresMs: number } | { kind: 'parent'; children: number; revokeAfterMs?: number }

export type FaultPlan = { seed: number; ms: number; faults: PlannedFault[]; launches: PlannedLaunch[] }

export const TENANTS = 3

/** `all` there are; or `late workers` alone: nothing is killed, and some tasks stop their own process until another has begun them. */
export type FaultKinds = 'all' | 'late workers'

/** What happens in a run of this length: the same for the same seed. Pure. */
export function planOf(seed: number, ms: number, kinds: FaultKinds = 'all'): FaultPlan {
  const random = xoroshiro128plus(seed)
  return { seed, ms, faults: kinds === 'all' ? faultsOf(random, ms) : [], launches: launchesOf(random, ms, PACE[kinds]) }
}

/**
 * What is launched at its own pace. What kills its worker three times is rare, or nothing else would get done; what stops its worker until another comes is not
 * there when those are killed and paused too.
 */
type Pace = { launchMs: readonly [number, number]; parentMs: number; children: number; lateMs?: number; poisonMs?: number }
const PACE: Readonly<Record<FaultKinds, Pace>> = {
  all: { launchMs: [200, 600], parentMs: 25_000, children: 50, poisonMs: 45_000 },
  'late workers': { launchMs: [500, 1_500], parentMs: 4_000, children: 10, lateMs: 4_000 },
}

const KILL_EVERY_MS = [2_000, 6_500] as const
const PAUSE_EVERY_MS = [9_000, 15_000] as const
const PAUSE_MS = [5_000, 40_000] as const
/** The servers go down at these shares of the run, so that each has happened whatever the seed. */
const SERVERS = [[0.25, 'broker restarted'], [0.5, 'store restarted'], [0.75, 'broker wiped']] as const

function faultsOf(random: RandomGenerator, ms: number): PlannedFault[] {
  const faults: PlannedFault[] = SERVERS.map(([share, kind]) => ({ atMs: Math.round(ms * share), kind }))
  for (let atMs = 3_000; atMs < ms; atMs += uniformInt(random, ...KILL_EVERY_MS)) faults.push({ atMs, kind: 'kill', member: memberOf(random) })
  for (let atMs = 5_000; atMs < ms; atMs += uniformInt(random, ...PAUSE_EVERY_MS)) faults.push({ atMs, kind: 'pause', member: memberOf(random), forMs: Math.min(uniformInt(random, ...PAUSE_MS), ms) })
  return faults.sort((a, b) => a.atMs - b.atMs)
}

function memberOf(random: RandomGenerator): Member {
  const all = (Object.keys(FLEET) as Role[]).flatMap((role) => Array.from({ length: FLEET[role] }, (_, n): Member => ({ role, n })))
  return all[uniformInt(random, 0, all.length - 1)] as Member
}

function launchesOf(random: RandomGenerator, ms: number, { launchMs, parentMs, children, lateMs, poisonMs }: Pace): PlannedLaunch[] {
  const launches: PlannedLaunch[] = []
  const tenant = (): number => uniformInt(random, 0, TENANTS - 1)
  const put = (fromMs: number, toMs: number, everyMs: number, launch: () => LaunchKind): void => {
    for (let atMs = fromMs; atMs < toMs; atMs += everyMs) launches.push({ atMs, tenant: tenant(), launch: launch() })
  }
  for (let atMs = 500; atMs < ms; atMs += uniformInt(random, ...launchMs)) launches.push({ atMs, tenant: tenant(), launch: launchOf(random) })
  put(2_000, ms - 5_000, parentMs, () => ({ kind: 'parent', children, ...(uniformFloat64(random) < 0.25 ? { revokeAfterMs: uniformInt(random, 200, 3_000) } : {}) }))
  if (lateMs !== undefined) put(3_000, ms - 5_000, lateMs, () => ({ kind: 'late' }))
  if (poisonMs !== undefined) put(8_000, ms, poisonMs, () => ({ kind: 'poison' }))
  return launches.sort((a, b) => a.atMs - b.atMs)
}

function launchOf(random: RandomGenerator): LaunchKind {
  const dice = uniformFloat64(random)
  if (dice < 0.4) return { kind: 'quick' }
  if (dice < 0.52) return { kind: 'slow', ms: uniformInt(random, 200, 8_000) }
  if (dice < 0.6) return { kind: 'slow', ms: uniformInt(random, 2_000, 10_000), revokeAfterMs: uniformInt(random, 0, 3_000), terminate: uniformFloat64(random) < 0.5 }
  if (dice < 0.7) return { kind: 'flaky', failures: uniformInt(random, 1, 3) }
  if (dice < 0.74) return { kind: 'permanent' }
  if (dice < 0.78) return { kind: 'busy', ms: uniformInt(random, 300, 2_500) }
  if (dice < 0.8) return { kind: 'stubborn' }
  if (dice < 0.86) return { kind: 'capped', ms: uniformInt(random, 200, 1_500) }
  if (dice < 0.93) return { kind: 'later', countdownMs: uniformInt(random, 500, 8_000), revoke: uniformFloat64(random) < 0.4 }
  if (dice < 0.96) return { kind: 'expiring', expiresMs: uniformInt(random, 50, 1_500) }
  return { kind: 'flaky', failures: 9 }
}
