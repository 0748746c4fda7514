import { type ChildProcess, spawn } from 'node:child_process'
import { open, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { diesWithParent } from './dies-with-parent.ts'
import { errors } from './errors.ts'
import { endLeftover, type Served, writePidFile } from './leftover.ts'
import { withLock } from './lock.ts'
import { makeFolder } from './make-folder.ts'
import { lastWords } from './run-command.ts'

/** A server that answers. One that was there before (its URL was set) has no pid, and stopping it does nothing. */
export type RunningServer = {
  url: string
  pid: number | undefined
  /** Settles when the process has ended, for whatever reason. */
  exited: Promise<void>
  /** Asks it to end in order and waits; kills it after 10 s. */
  stop: () => Promise<void>
  /** kill -9, as a crash would. Waits until it is gone. */
  kill: () => Promise<void>
}

export type ServerSpec = Served & {
  command: string
  /** They name the data folder by its absolute path: a leftover is recognised by its arguments. */
  args: readonly string[]
  /** Writes what the server reads at its start, e.g. a configuration file; nobody else serves the folder then. */
  prepare?: () => Promise<void>
  url: string
  /** What it writes when it takes connections. */
  readyLine: string
  readyLimitMs: number
}

const READY_POLL_MS = 25
const STOP_LIMIT_MS = 10_000
const LOG_LIMIT_BYTES = 10 * 1024 * 1024

/**
 * Starts a server as a child and answers when it is ready. Its output goes to `<dataDir>/<name>.log`. A server that an earlier,
 * killed run left behind in the same folder is ended first; one whose run is alive is left alone (`DATA_DIR_IN_USE`).
 */
export async function startChildServer(spec: ServerSpec): Promise<RunningServer> {
  await makeFolder(spec.dataDir)
  const { child, logStart } = await withLock(join(spec.dataDir, `${spec.name}.starting`), async () => {
    await endLeftover(spec)
    await spec.prepare?.()
    return spawnInto(spec)
  })
  const exited = new Promise<void>((resolve) => { child.once('exit', () => resolve()) })
  await untilReady(spec, child, logStart)
  child.unref()
  return {
    url: spec.url,
    pid: child.pid,
    exited,
    stop: () => end(child, exited, 'SIGTERM'),
    kill: () => end(child, exited, 'SIGKILL'),
  }
}

async function spawnInto(spec: ServerSpec): Promise<{ child: ChildProcess; logStart: number }> {
  const log = await openLog(spec)
  const logStart = (await log.stat()).size
  try {
    const [command, ...args] = await diesWithParent([spec.command, ...spec.args])
    // A group of its own: Ctrl-C at the terminal ends the run, and the run then ends its servers when it no longer needs them.
    const child = spawn(command as string, args, { cwd: spec.dataDir, detached: true, stdio: ['ignore', log.fd, log.fd] })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (cause) => reject(errors.fault('SERVER_DIED', { detail: `${spec.name}: ${cause.message}`, cause })))
    })
    children.add(child)
    child.once('exit', () => children.delete(child))
    await writePidFile(spec, spec.args, child.pid as number)
    return { child, logStart }
  } finally {
    await log.close()
  }
}

async function openLog(spec: ServerSpec) {
  const size = await stat(logFile(spec)).then((s) => s.size, () => 0)
  if (size > LOG_LIMIT_BYTES) await rename(logFile(spec), `${logFile(spec)}.1`)
  return open(logFile(spec), 'a')
}

function logFile(spec: ServerSpec): string {
  return join(spec.dataDir, `${spec.name}.log`)
}

async function untilReady(spec: ServerSpec, child: ChildProcess, logStart: number): Promise<void> {
  const limit = Date.now() + spec.readyLimitMs
  for (;;) {
    // Asked before the log is read: what a process wrote before it ended is then in what is read.
    const isOver = hasExited(child)
    const said = (await readFile(logFile(spec))).subarray(logStart).toString()
    if (isOver) throw errors.fault('SERVER_DIED', { detail: `${spec.name} said: ${lastWords(said) || 'nothing'} (${logFile(spec)})` })
    if (said.includes(spec.readyLine)) return
    if (Date.now() > limit) {
      child.kill('SIGKILL')
      throw errors.fault('SERVER_SLOW', { detail: `${spec.name}, limit ${spec.readyLimitMs / 1000} s, log ${logFile(spec)}` })
    }
    await delay(READY_POLL_MS)
  }
}

async function end(child: ChildProcess, exited: Promise<void>, signal: NodeJS.Signals): Promise<void> {
  if (hasExited(child)) return
  child.ref()
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  await exited
  clearTimeout(timer)
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Whoever forgets to stop a server, or leaves by `process.exit`, does not leave it running. */
const children = new Set<ChildProcess>()
process.once('exit', () => { for (const child of children) child.kill('SIGTERM') })

/** For a server that somebody else runs. */
export function outsideServer(url: string): RunningServer {
  const nothing = async () => undefined
  return { url, pid: undefined, exited: new Promise(() => undefined), stop: nothing, kill: nothing }
}
