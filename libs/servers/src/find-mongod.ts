import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheEntry, isCached, makeCached } from './cache.ts'
import { answers } from './network.ts'
import { programOnPath } from './program-path.ts'
import type { Report } from './report.ts'
import { lastWords, runCommand } from './run-command.ts'
import { isAtLeast, versionIn } from './version.ts'
import type { Tried } from './ways.ts'

/** The oldest MongoDB that the product is written for. */
export const OLDEST_MONGODB_VERSION = '7.0'
const DOWNLOADED_VERSION = '8.2.6'
const DOWNLOAD_LIMIT_MS = 10 * 60_000

export async function mongodOnPath(): Promise<Tried<string>> {
  const program = await programOnPath('mongod')
  if (program === undefined) return { why: 'not there' }
  const { output } = await runCommand(program, ['--version'], { timeoutMs: 5_000 })
  const version = versionIn(output)
  if (version === undefined) return { why: `${program} does not say its version` }
  return isAtLeast(version, OLDEST_MONGODB_VERSION) ? { got: program } : { why: `${program} is ${version}, too old: ${OLDEST_MONGODB_VERSION} or newer is needed` }
}

export async function mongodInCache(): Promise<Tried<string>> {
  return await isCached(entry()) ? { got: join(entry(), 'mongod') } : { why: 'empty' }
}

/** Downloads the official mongod through mongodb-memory-server, when its host answers within two seconds. */
export async function downloadMongod(report: Report): Promise<Tried<string>> {
  const host = process.env.MONGOMS_DOWNLOAD_MIRROR || 'https://fastdl.mongodb.org'
  if (!(await answers(host))) return { why: `${host} does not answer` }
  report(`downloading mongod ${DOWNLOADED_VERSION} …`)
  await makeCached(entry(), download, report)
  return mongodInCache()
}

async function download(dir: string): Promise<void> {
  const script = fileURLToPath(new URL('./download-mongod.ts', import.meta.url))
  const env = { ...process.env, npm_config_strict_ssl: 'true' }
  const done = await runCommand(process.execPath, [script, DOWNLOADED_VERSION, dir], { env, timeoutMs: DOWNLOAD_LIMIT_MS })
  if (done.exitCode !== 0) throw new Error(lastWords(done.output, 1))
}

function entry(): string {
  return cacheEntry('mongod', DOWNLOADED_VERSION)
}
