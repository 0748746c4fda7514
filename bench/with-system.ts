import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSystem, type RunningSystem } from '@chasqui/embedded/system.ts'

/** The two durability classes: `1s` as the figures mean, `always` (fsync of every write) as production runs. */
export const CLASSES = ['1s', 'always'] as const
export type DurabilityClass = (typeof CLASSES)[number]

/** Runs the whole system in this process with its servers as children, and cleans up after it. */
export async function withSystem<T>(durability: DurabilityClass, report: (line: string) => void, work: (system: RunningSystem) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chasqui-bench-'))
  const system = await startSystem({
    dataDir, report, natsSyncInterval: durability, durable: durability === 'always', storeBuild: 'crate',
    settings: { IMPORTS_MAX_INGESTS_PER_MIN: '1000' },
  })
  try {
    return await work(system)
  } finally {
    await system.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

export function pidsOf(system: RunningSystem): Map<string, number | undefined> {
  return new Map([['node (all services)', process.pid], ...system.servers.map(({ name, pid }): [string, number | undefined] => [name, pid])])
}
