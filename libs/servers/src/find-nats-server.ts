import { join } from 'node:path'
import { cacheEntry, isCached, makeCached } from './cache.ts'
import { errors } from './errors.ts'
import { downloadNatsRelease, natsReleaseBase } from './nats-release.ts'
import { answers } from './network.ts'
import { programOnPath } from './program-path.ts'
import { type Report, reportOnStderr } from './report.ts'
import { lastWords, runCommand } from './run-command.ts'
import { isAtLeast, versionIn } from './version.ts'
import { firstThatWorks, told, type Tried, type Way } from './ways.ts'

/** 2.12 is the first with delayed and scheduled messages; 2.10 the first with `sync_interval`. Older servers drop unknown options without a word. */
export const OLDEST_NATS_VERSION = '2.12'
const INSTALLED_VERSION = '2.15.2'
const GO_MODULE = `github.com/nats-io/nats-server/v2@v${INSTALLED_VERSION}`
const BUILD_LIMIT_MS = 10 * 60_000

/**
 * The nats-server program to start: on the PATH in a good version, else in the cache, else the official release archive (checksum
 * compared), else built with `go install`. With `install: false` only what is already there.
 * Errors: `SERVER_TOO_OLD` when only an old one is there, `SERVER_MISSING` with all that was tried.
 */
export async function findNatsServer(options: { install?: boolean; report?: Report } = {}): Promise<string> {
  const report = options.report ?? reportOnStderr
  const there: Way<string>[] = [{ name: 'PATH', attempt: onPath }, { name: 'cache', attempt: inCache }]
  const toInstall: Way<string>[] = [
    { name: 'official release', attempt: () => fromRelease(report) },
    { name: 'go install', attempt: () => fromSource(report) },
  ]
  const found = await firstThatWorks(options.install === false ? there : [...there, ...toInstall])
  if ('got' in found) return found.got
  const isTooOld = found.failures.some(({ why }) => why.includes('too old'))
  throw errors.fault(isTooOld ? 'SERVER_TOO_OLD' : 'SERVER_MISSING', {
    detail: `nats-server ${OLDEST_NATS_VERSION} or newer (${told(found.failures)}); type: go install ${GO_MODULE}, or: export NATS_URL=nats://host:4222`,
  })
}

async function onPath(): Promise<Tried<string>> {
  const program = await programOnPath('nats-server')
  if (program === undefined) return { why: 'not there' }
  const { output } = await runCommand(program, ['--version'], { timeoutMs: 5_000 })
  const version = versionIn(output)
  if (version === undefined) return { why: `${program} does not say its version` }
  return isAtLeast(version, OLDEST_NATS_VERSION) ? { got: program } : { why: `${program} is ${version}, too old` }
}

function entry(): string {
  return cacheEntry('nats-server', INSTALLED_VERSION)
}

async function inCache(): Promise<Tried<string>> {
  return await isCached(entry()) ? { got: join(entry(), 'nats-server') } : { why: 'empty' }
}

async function fromRelease(report: Report): Promise<Tried<string>> {
  if (!(await answers(natsReleaseBase(INSTALLED_VERSION)))) return { why: 'no network to reach it' }
  report(`downloading nats-server ${INSTALLED_VERSION} …`)
  await makeCached(entry(), (dir) => downloadNatsRelease(INSTALLED_VERSION, dir), report)
  return inCache()
}

async function fromSource(report: Report): Promise<Tried<string>> {
  if (await programOnPath('go') === undefined) return { why: 'go is not on the PATH' }
  report(`building nats-server ${INSTALLED_VERSION} with go, about 30 s …`)
  await makeCached(entry(), buildWithGo, report)
  return inCache()
}

async function buildWithGo(dir: string): Promise<void> {
  const built = await runCommand('go', ['install', GO_MODULE], { env: { ...process.env, GOBIN: dir }, timeoutMs: BUILD_LIMIT_MS })
  if (built.exitCode !== 0) throw new Error(lastWords(built.output))
}
