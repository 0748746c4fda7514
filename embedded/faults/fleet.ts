import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { FLEET, type Member, type Role } from './plan.ts'
import { readCounters, type Counters } from './counters.ts'

type Started = { url: string | null; opsPort: number }

export type Incarnation = { member: Member; pid: number; startedAt: number; pauses: { from: number; to: number }[]; diedAt?: number }

/** The processes of the run. Whoever dies is started again at once, until the fleet is stopped. */
export class Fleet {
  readonly #env: Readonly<Record<string, string>>
  readonly #nodeArgs: readonly string[]
  readonly #children = new Map<string, { child: ChildProcess; started: Started | undefined; incarnation: Incarnation }>()
  readonly #counted = new Map<string, Counters>()
  readonly incarnations: Incarnation[] = []
  kills = 0
  #isStopped = false

  constructor(env: Readonly<Record<string, string>>, nodeArgs: readonly string[] = []) {
    this.#env = env
    this.#nodeArgs = nodeArgs
  }

  async start(): Promise<void> {
    const members = (Object.keys(FLEET) as Role[]).flatMap((role) => Array.from({ length: FLEET[role] }, (_, n): Member => ({ role, n })))
    await Promise.all(members.map((member) => this.#start(member)))
  }

  /** Addresses of the gateways that are up. */
  gateways(): string[] {
    return [...this.#children.values()].flatMap(({ started }) => started?.url ?? [])
  }

  async kill(member: Member): Promise<void> {
    await this.#count(nameOf(member))
    // One that is just being started again is no kill.
    if (this.#children.get(nameOf(member))?.child.kill('SIGKILL')) this.kills++
  }

  /** SIGSTOP, and SIGCONT after a while. */
  async pause(member: Member, forMs: number): Promise<void> {
    const there = this.#children.get(nameOf(member))
    if (!there) return
    const pause = { from: Date.now(), to: Number.MAX_SAFE_INTEGER }
    there.incarnation.pauses.push(pause)
    there.child.kill('SIGSTOP')
    await new Promise((resolve) => setTimeout(resolve, forMs))
    there.child.kill('SIGCONT')
    pause.to = Date.now()
  }

  /** A process has stopped itself. */
  sleeps(pid: number): void {
    this.incarnations.findLast((one) => one.pid === pid)?.pauses.push({ from: Date.now(), to: Number.MAX_SAFE_INTEGER })
  }

  /** It goes on, if it still lives. */
  wake(pid: number): void {
    const there = [...this.#children.values()].find(({ incarnation }) => incarnation.pid === pid)
    if (!there) return
    there.child.kill('SIGCONT')
    for (const pause of there.incarnation.pauses) pause.to = Math.min(pause.to, Date.now())
  }

  /** What the processes have counted so far, the dead ones as they were last seen. */
  async counters(): Promise<Counters> {
    await Promise.all([...this.#children.keys()].map((name) => this.#count(name)))
    const sum: Counters = {}
    for (const counters of this.#counted.values()) for (const [metric, value] of Object.entries(counters)) sum[metric] = (sum[metric] ?? 0) + value
    return sum
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await Promise.all([...this.#children.values()].map(async ({ child }) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGCONT')
      child.kill('SIGKILL')
      await gone
    }))
  }

  async #start(member: Member): Promise<void> {
    const child = spawn(process.execPath, [...this.#nodeArgs, join(import.meta.dirname, 'process.ts'), member.role], {
      env: { ...process.env, ...this.#env }, stdio: ['ignore', 'pipe', process.env['TEST_LOG'] ? 'inherit' : 'ignore'],
    })
    const incarnation: Incarnation = { member, pid: child.pid ?? 0, startedAt: Date.now(), pauses: [] }
    const entry: { child: ChildProcess; started: Started | undefined; incarnation: Incarnation } = { child, started: undefined, incarnation }
    this.incarnations.push(incarnation)
    this.#children.set(nameOf(member), entry)
    child.once('exit', () => {
      incarnation.diedAt = Date.now()
      entry.started = undefined
      // What cannot start, such as while the store is down, is tried again after a moment.
      if (!this.#isStopped) setTimeout(() => { if (!this.#isStopped) void this.#start(member) }, 300)
    })
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
    await Promise.race([once(lines, 'line').then(([line]) => { entry.started = JSON.parse(String(line)) as Started }), once(child, 'exit')])
  }

  async #count(name: string): Promise<void> {
    const there = this.#children.get(name)
    if (!there?.started) return
    const counters = await readCounters(there.started.opsPort)
    if (counters) this.#counted.set(`${name} ${there.incarnation.pid}`, counters)
  }
}

function nameOf({ role, n }: Member): string {
  return `${role} ${n}`
}
