import { join } from 'node:path'
import { cacheEntry, makeCached } from './cache.ts'
import { isProgram, programOnPath } from './program-path.ts'
import { type Report, reportOnStderr } from './report.ts'
import { lastWords, runCommand } from './run-command.ts'
import { isAtLeast } from './version.ts'
import type { Tried } from './ways.ts'

/** A virtual environment in the cache: what pip installs there touches nothing else on the machine. */
export type PythonVenv = {
  name: string
  /** Of its first package: another version is another environment. */
  version: string
  /** What pip installs, each with its version. */
  packages: readonly string[]
}

const OLDEST_PYTHON_VERSION = '3.10'
const INSTALL_LIMIT_MS = 5 * 60_000

/** The python of an environment that was made before. */
export async function venvInCache({ name, version }: PythonVenv): Promise<Tried<string>> {
  const python = pythonIn(cacheEntry(name, version))
  return await isProgram(python) ? { got: python } : { why: 'empty' }
}

/**
 * The python of the environment, which is made when it is not there.
 * @returns its path, or why it cannot be had
 */
export async function ensureVenv(venv: PythonVenv, report: Report = reportOnStderr): Promise<Tried<string>> {
  const there = await venvInCache(venv)
  if ('got' in there) return there
  const python = await findPython()
  if (python === undefined) return { why: `no python3 of ${OLDEST_PYTHON_VERSION} or newer on the PATH` }
  report(`installing ${venv.packages.join(', ')} with pip …`)
  try {
    // A virtual environment points to the Python it was made with, which an upgrade of the machine may take away.
    await makeCached(cacheEntry(venv.name, venv.version), (dir) => makeVenv(python, dir, venv.packages), report, async () => 'got' in await venvInCache(venv))
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) }
  }
  return venvInCache(venv)
}

async function makeVenv(python: string, dir: string, packages: readonly string[]): Promise<void> {
  const made = await runCommand(python, ['-m', 'venv', dir], { timeoutMs: INSTALL_LIMIT_MS })
  if (made.exitCode !== 0) throw new Error(`${lastWords(made.output)} (on Debian and Ubuntu, type: apt-get install python3-venv)`)
  const args = ['-m', 'pip', 'install', '--quiet', '--no-input', '--retries', '2', ...packages]
  const installed = await runCommand(pythonIn(dir), args, { timeoutMs: INSTALL_LIMIT_MS })
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

function pythonIn(dir: string): string {
  return join(dir, 'bin', 'python3')
}
