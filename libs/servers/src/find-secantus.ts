import { join } from 'node:path'
import { cacheEntry, isCached, makeCached } from './cache.ts'
import { errors } from './errors.ts'
import { isProgram, programOnPath } from './program-path.ts'
import { type Report, reportOnStderr } from './report.ts'
import { lastWords, runCommand } from './run-command.ts'
import { isAtLeast } from './version.ts'
import type { Tried } from './ways.ts'

/**
 * SecantusDB speaks the MongoDB protocol on MongoDB's own storage engine. It comes in two builds: a Python wheel, installed in
 * seconds, and a Rust crate, several times as fast and built in minutes. GPL-2: started as a process of its own, never linked or shipped.
 */
const WHEEL_VERSION = '0.7.0b3'
const CRATE_VERSION = '0.5.3-beta.193'
const OLDEST_PYTHON_VERSION = '3.10'
const INSTALL_LIMIT_MS = 5 * 60_000
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
  const python = join(wheelEntry(), 'bin', 'python3')
  return await isProgram(python) ? { got: [python, '-m', 'secantus'] } : { why: 'empty' }
}

export async function installWheel(report: Report): Promise<Tried<Command>> {
  const python = await findPython()
  if (python === undefined) return { why: `no python3 of ${OLDEST_PYTHON_VERSION} or newer on the PATH` }
  report(`installing SecantusDB ${WHEEL_VERSION} with pip …`)
  // A virtual environment points to the Python it was made with, which an upgrade of the machine may take away.
  await makeCached(wheelEntry(), (dir) => makeVenv(python, dir), report, async () => 'got' in await wheelInCache())
  return wheelInCache()
}

async function makeVenv(python: string, dir: string): Promise<void> {
  const made = await runCommand(python, ['-m', 'venv', dir], { timeoutMs: INSTALL_LIMIT_MS })
  if (made.exitCode !== 0) throw new Error(`${lastWords(made.output)} (on Debian and Ubuntu, type: apt-get install python3-venv)`)
  const args = ['-m', 'pip', 'install', '--quiet', '--no-input', '--retries', '2', `SecantusDB==${WHEEL_VERSION}`]
  const installed = await runCommand(join(dir, 'bin', 'python3'), args, { timeoutMs: INSTALL_LIMIT_MS })
  if (installed.exitCode !== 0) throw new Error(lastWords(installed.output))
}

async function findPython(): Promise<string | undefined> {
  for (const name of ['python3', 'python']) {
    const program = await programOnPath(name)
    if (program === undefined) continue
    const said = await runCommand(program, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])'], { timeoutMs: 10_000 })
    if (said.exitCode === 0 && isAtLeast(said.stdout.trim(), OLDEST_PYTHON_VERSION)) return program
  }
  return undefined
}

function crateEntry(): string {
  return cacheEntry('secantus-mdb', CRATE_VERSION)
}

function wheelEntry(): string {
  return cacheEntry('secantusdb', WHEEL_VERSION)
}
