import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { errors } from './errors.ts'
import { processWithPid } from './process-table.ts'

/** A server is known by the folder it serves and its name there. */
export type Served = { name: string; dataDir: string }
type PidFile = { pid: number; args: string; owner: { pid: number; startedAt: string } }

const POLL_MS = 25
const ORDERLY_END_LIMIT_MS = 10_000
const KILL_LIMIT_MS = 5_000

/** Notes which process serves this data folder and which run started it. */
export async function writePidFile(served: Served, args: readonly string[], pid: number): Promise<void> {
  const owner = { pid: process.pid, startedAt: (await processWithPid(process.pid))?.startedAt ?? '' }
  await writeFile(pidFile(served), JSON.stringify({ pid, args: args.join(' '), owner } satisfies PidFile))
}

/**
 * Ends the server that a killed run left behind in this data folder, if there is one and if its pid really runs with this folder:
 * pids are used again, and nobody else's program may be ended. Refuses with `DATA_DIR_IN_USE` while its run is alive.
 */
export async function endLeftover(served: Served): Promise<void> {
  const noted = await readPidFile(served)
  if (noted === undefined || !(await isThatServer(noted))) return
  const owner = await processWithPid(noted.owner.pid)
  if (owner !== undefined && owner.startedAt === noted.owner.startedAt) {
    throw errors.fault('DATA_DIR_IN_USE', { detail: `${served.dataDir}, by process ${noted.owner.pid}; to end it, type: kill ${noted.owner.pid}` })
  }
  process.kill(noted.pid, 'SIGTERM')
  if (await isGoneWithin(ORDERLY_END_LIMIT_MS, noted)) return
  process.kill(noted.pid, 'SIGKILL')
  if (await isGoneWithin(KILL_LIMIT_MS, noted)) return
  throw errors.fault('DATA_DIR_IN_USE', { detail: `${served.dataDir}, by process ${noted.pid}, which does not end; type: kill -9 ${noted.pid}` })
}

/** The arguments name the data folder and the port, so no other program has them by chance. */
async function isThatServer({ pid, args }: PidFile): Promise<boolean> {
  return (await processWithPid(pid))?.commandLine.endsWith(args) ?? false
}

async function isGoneWithin(limitMs: number, noted: PidFile): Promise<boolean> {
  const limit = Date.now() + limitMs
  while (await isThatServer(noted)) {
    if (Date.now() > limit) return false
    await delay(POLL_MS)
  }
  return true
}

async function readPidFile(served: Served): Promise<PidFile | undefined> {
  const text = await readFile(pidFile(served), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function pidFile({ dataDir, name }: Served): string {
  return join(dataDir, `${name}.pid`)
}
