import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endLeftover, processWithPid } from '@chasqui/servers'

const PREFIX = 'chasqui-test-'
const SERVER_NAMES = ['nats-server', 'record-store']

/** A new empty folder under the system's temporary one. Its name holds the pid of the run, so that a later run can tell it was left behind. */
export function makeTestDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`))
}

export async function removeTestDir(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true, maxRetries: 3 })
}

/** Ends the servers and removes the folders of test runs that were killed. */
export async function sweepAbandonedTestDirs(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]
    if (owner === undefined || await processWithPid(Number(owner)) !== undefined) continue
    // What belongs to another user of the machine cannot be removed, and need not be.
    await sweep(join(tmpdir(), name)).catch(() => undefined)
  }
}

async function sweep(dir: string): Promise<void> {
  for (const server of SERVER_NAMES) await endLeftover({ name: server, dataDir: dir })
  await removeTestDir(dir)
}
