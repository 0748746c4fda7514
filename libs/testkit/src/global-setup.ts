import type { TestProject } from 'vitest/node'
import { type RecordStore, startRecordStore } from '@chasqui/servers'
import { makeTestDir, removeTestDir, sweepAbandonedTestDirs } from './test-dir.ts'

declare module 'vitest' {
  interface ProvidedContext {
    recordStore: { url: string; flavour: RecordStore['flavour'] }
  }
}

/** One record store for all integration tests of a vitest run: it takes a second to start and each test has its own database in it. */
export default async function startSharedRecordStore({ provide }: TestProject): Promise<() => Promise<void>> {
  await sweepAbandonedTestDirs()
  const dataDir = await makeTestDir()
  // Nobody kills this one, so it may be fast.
  const store = await startRecordStore({ dataDir, durable: false })
  provide('recordStore', { url: store.url, flavour: store.flavour })
  return async () => {
    await store.kill()
    await removeTestDir(dataDir)
  }
}
