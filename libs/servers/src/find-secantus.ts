import { join } from 'node:path'
import { cacheEntry, isCached, makeCached } from './cache.ts'
import { errors } from './errors.ts'
import { programOnPath } from './program-path.ts'
import { ensureVenv, type PythonVenv, venvInCache } from './python-venv.ts'
import { type Report, reportOnStderr } from './report.ts'
import { lastWords, runCommand } from './run-command.ts'
import type { Tried } from './ways.ts'

/**
 * SecantusDB speaks the MongoDB protocol on MongoDB's own storage engine. It comes in two builds: a Python wheel, installed in
 * seconds, and a Rust crate, several times as fast and built in minutes. GPL-2: started as a process of its own, never linked or shipped.
 */
const WHEEL: PythonVenv = { name: 'secantusdb', version: '0.7.0b3', packages: ['SecantusDB==0.7.0b3'] }
const WHEEL_START = join(import.meta.dirname, 'secantus-wheel.py')
const CRATE_VERSION = '0.5.3-beta.193'
const BUILD_LIMIT_MS = 30 * 60_000

/** What starts a server: a program and the arguments that come before its own options. */
export type Command = readonly [program: string, ...firstArgs: string[]]

export async function crateOnPath(): Promise<Tried<Command>> {
  const program = await programOnPath('secantusd-rs')
  return program === undefined ? { why: 'not there' } : { got: [program] }
}

export async function crateInCache(): Promise<Tried<Command>> {
  return await isCached(crateEntry()) ? { got: [join(crateEntry(), 'bin', 'secantusd-rs')] } : { why: 'empty' }
}

/**
 * Builds the fast build into the cache, once: three to four minutes on two cores, with cargo and cmake. For benches.
 * Errors: `SETUP_FAILED`, `CACHE_UNWRITABLE`.
 */
export async function installSecantusCrate(report: Report = reportOnStderr): Promise<void> {
  if ('got' in await crateOnPath() || 'got' in await crateInCache()) return
  const args = ['install', 'secantus-mdb', '--version', CRATE_VERSION, '--ignore-rust-version']
  for (const program of ['cargo', 'cmake']) {
    if (await programOnPath(program) === undefined) throw errors.fault('SETUP_FAILED', { detail: `${program} is not on the PATH; it is needed for: cargo ${args.join(' ')}` })
  }
  report('building secantusd-rs with cargo, three to four minutes …')
  await makeCached(crateEntry(), async (dir) => {
    const built = await runCommand('cargo', [...args, '--root', dir], { timeoutMs: BUILD_LIMIT_MS })
    if (built.exitCode !== 0) throw errors.fault('SETUP_FAILED', { detail: `${lastWords(built.output)}; type: cargo ${args.join(' ')}` })
  }, report)
}

export async function wheelInCache(): Promise<Tried<Command>> {
  return asCommand(await venvInCache(WHEEL))
}

export async function installWheel(report: Report): Promise<Tried<Command>> {
  return asCommand(await ensureVenv(WHEEL, report))
}

function asCommand(python: Tried<string>): Tried<Command> {
  return 'got' in python ? { got: [python.got, WHEEL_START] } : python
}

function crateEntry(): string {
  return cacheEntry('secantus-mdb', CRATE_VERSION)
}
