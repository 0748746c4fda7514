import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type NatsOptions, type RecordStore, type RecordStoreOptions, type RunningServer, startNats, startRecordStore } from '@chasqui/servers'
import { makeTestDir, removeTestDir } from './test-dir.ts'

type Restartable = {
  url: string
  pid: () => number | undefined
  /** kill -9. */
  kill: () => Promise<void>
  stop: () => Promise<void>
  /** Starts it again after `kill` or `stop`, on the same port with what it has on disk. */
  start: () => Promise<void>
}

export type TestNats = Restartable & {
  /** Kills it, throws its streams away and starts it empty on the same port. */
  wipe: () => Promise<void>
}
export type TestRecordStore = Restartable & { flavour: RecordStore['flavour'] }

const openedByThisFile: (() => Promise<void>)[] = []
// A test file imports this while its tests are collected, so this runs after the last test of each such file.
afterAll(async () => { await Promise.all(openedByThisFile.splice(0).map((close) => close())) })

export function closeAfterThisFile(close: () => Promise<void>): void {
  openedByThisFile.push(close)
}

/** A new empty folder, removed after the test file. */
export async function testDir(): Promise<string> {
  const dir = await makeTestDir()
  closeAfterThisFile(() => removeTestDir(dir))
  return dir
}

/** A NATS server with JetStream for one test file alone: to kill, wipe and restart. Never the one that `NATS_URL` names. Ends with the file. */
export async function startNatsForTest(options: Omit<NatsOptions, 'dataDir' | 'own' | 'port'> = {}): Promise<TestNats> {
  const dataDir = await makeTestDir()
  const nats = await restartable(dataDir, (port) => startNats({ ...options, dataDir, own: true, ...port }))
  return {
    ...nats,
    wipe: async () => {
      await nats.kill()
      await rm(join(dataDir, 'jetstream'), { recursive: true, force: true })
      await nats.start()
    },
  }
}

/** A record store for one test file alone, to kill and restart; it loses no acknowledged write. Ends with the file. */
export async function startRecordStoreForTest(options: Omit<RecordStoreOptions, 'dataDir' | 'own' | 'port'> = {}): Promise<TestRecordStore> {
  const dataDir = await makeTestDir()
  let flavour: RecordStore['flavour'] = 'outside'
  const store = await restartable(dataDir, async (port) => {
    const started = await startRecordStore({ ...options, dataDir, own: true, ...port })
    flavour = started.flavour
    return started
  })
  return { ...store, flavour }
}

async function restartable(dataDir: string, startOn: (at: { port?: number }) => Promise<RunningServer>): Promise<Restartable> {
  let server = await startOn({})
  const { url } = server
  const port = Number(new URL(url).port)
  closeAfterThisFile(async () => {
    await server.kill()
    await removeTestDir(dataDir)
  })
  return {
    url,
    pid: () => server.pid,
    kill: () => server.kill(),
    stop: () => server.stop(),
    start: async () => { server = await startOn({ port }) },
  }
}
