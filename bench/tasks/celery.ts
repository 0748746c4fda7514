import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { Fault } from '@chasqui/errors'
import { ensurePrograms, ensureVenv, freePort } from '@chasqui/servers'
import { round } from '../figures.ts'
import { ProcessMeter } from '../processes.ts'

const CELERY = { name: 'celery', version: '5.7.0', packages: ['celery[redis]==5.7.0'] }
const PROGRAM = 'celery_noop.py'
const READY_LIMIT_MS = 30_000
const RUN_LIMIT_MS = 180_000

type CeleryFigures = { items_per_second: number; seconds: number; tasks: number; cpu_ms_an_item: Record<string, number>; versions: string; settings: string }

/** The same no-op tasks through Celery and Redis. It is only compared with, so where it cannot be had the sentence says why and the rest goes on. */
export async function celery(tasks: number, warmUp: number, report: (line: string) => void): Promise<CeleryFigures | { left_out: string }> {
  const python = await ensureVenv(CELERY, report)
  if ('why' in python) return { left_out: `Celery could not be had: ${python.why}` }
  try {
    await ensurePrograms(['redis-server'], report)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { left_out: `Redis could not be had: ${error.message}` }
  }
  return withCelery(python.got, async ({ run, meterOf }) => {
    await run(warmUp)
    const meter = meterOf()
    const seconds = await run(tasks)
    return {
      tasks, items_per_second: round(tasks / seconds, 0), seconds: round(seconds), cpu_ms_an_item: meter.cpuMsAnItem(tasks), versions: CELERY.packages.join(' '),
      settings: `prefetch 1, acks late, results on, ${availableParallelism()} worker processes, appendfsync everysec`,
    }
  })
}

type Running = { run: (tasks: number) => Promise<number>; meterOf: () => ProcessMeter }

async function withCelery<T>(python: string, work: (running: Running) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'chasqui-bench-celery-'))
  const port = await freePort()
  const env = { ...process.env, BENCH_REDIS: `redis://127.0.0.1:${port}/0`, PYTHONDONTWRITEBYTECODE: '1' }
  const children: ChildProcess[] = []
  const start = (command: string, args: readonly string[], cwd: string): ChildProcess => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(child)
    return child
  }
  try {
    const redis = start('redis-server', ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, '--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'], dir)
    await says(redis, 'Ready to accept connections')
    const worker = start(python, ['-m', 'celery', '-A', PROGRAM.replace('.py', ''), 'worker', `--concurrency=${availableParallelism()}`, '--loglevel=warning'], import.meta.dirname)
    // What they say from now on is not waited for, but must not fill the pipe: the warm-up ends when the worker is there.
    for (const child of [redis, worker]) for (const stream of [child.stdout, child.stderr]) stream?.resume()
    return await work({
      run: (tasks) => runProgram(python, tasks, env),
      meterOf: () => new ProcessMeter(new Map([['redis-server', redis.pid], ['celery (main)', worker.pid], ...childrenOf(worker.pid).map((pid, n): [string, number] => [`celery (worker ${n + 1})`, pid])])),
    })
  } finally {
    for (const child of children.reverse()) await ended(child)
    await rm(dir, { recursive: true, force: true })
  }
}

async function runProgram(python: string, tasks: number, env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(python, [PROGRAM, String(tasks)], { cwd: import.meta.dirname, env, stdio: ['ignore', 'pipe', 'inherit'], timeout: RUN_LIMIT_MS })
  const [said] = await Promise.all([text(child.stdout), once(child, 'close')])
  if (child.exitCode !== 0) throw new Error(`${PROGRAM} ended with ${child.exitCode ?? child.signalCode}`)
  return (JSON.parse(said) as { seconds: number }).seconds
}

async function says(child: ChildProcess, word: string): Promise<void> {
  let said = ''
  const heard = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => { said += chunk.toString(); if (said.includes(word)) resolve() })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`${child.spawnfile} ended: ${said.slice(-500)}`)))
  })
  await Promise.race([heard, delay(READY_LIMIT_MS, undefined, { ref: false }).then(() => { throw new Error(`${child.spawnfile} was not ready in time: ${said.slice(-500)}`) })])
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await exited
  clearTimeout(killer)
}

function childrenOf(pid: number | undefined): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}
