import { errors } from './errors.ts'
import { programOnPath } from './program-path.ts'
import { type Report, reportOnStderr } from './report.ts'
import { lastWords, runCommand } from './run-command.ts'

/** A program of the operating system that a stage runs as a child process. */
type Program = {
  /** Any of these names will do. */
  commands: readonly string[]
  /** Debian and Ubuntu packages. */
  packages: readonly string[]
  /** Homebrew formulas. */
  formulas: readonly string[]
  /** Whether the program that was found has what is needed besides itself. */
  isComplete?: (command: string) => Promise<boolean>
}

const PROGRAMS = {
  tesseract: { commands: ['tesseract'], packages: ['tesseract-ocr', 'tesseract-ocr-spa'], formulas: ['tesseract', 'tesseract-lang'], isComplete: readsSpanish },
  pdftotext: { commands: ['pdftotext'], packages: ['poppler-utils'], formulas: ['poppler'] },
  pdftoppm: { commands: ['pdftoppm'], packages: ['poppler-utils'], formulas: ['poppler'] },
  pdfinfo: { commands: ['pdfinfo'], packages: ['poppler-utils'], formulas: ['poppler'] },
  chromium: { commands: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'], packages: ['chromium'], formulas: ['chromium'] },
  clamd: { commands: ['clamd'], packages: ['clamav-daemon'], formulas: ['clamav'] },
  'redis-server': { commands: ['redis-server'], packages: ['redis-server'], formulas: ['redis'] },
  xmllint: { commands: ['xmllint'], packages: ['libxml2-utils'], formulas: ['libxml2'] },
  xmlsec1: { commands: ['xmlsec1'], packages: ['xmlsec1'], formulas: ['libxmlsec1'] },
} as const satisfies Record<string, Program>

export type ProgramName = keyof typeof PROGRAMS

/** Those of the programs that are not on this machine, or lack their Spanish data. */
export async function missingPrograms(names: readonly ProgramName[]): Promise<ProgramName[]> {
  const isThere = await Promise.all(names.map(async (name) => {
    const program: Program = PROGRAMS[name]
    const command = await firstOnPath(program.commands)
    return command !== undefined && (await program.isComplete?.(command) ?? true)
  }))
  return names.filter((_, i) => !isThere[i])
}

/**
 * Installs those of the programs that are missing: by apt as root, or through `sudo` when a person sits at the terminal.
 * Errors: `SETUP_NEEDS_ROOT` with the line to type, `SETUP_NO_NETWORK`, `SETUP_FAILED`.
 */
export async function ensurePrograms(names: readonly ProgramName[], report: Report = reportOnStderr): Promise<void> {
  const missing = await missingPrograms(names)
  if (missing.length === 0) return
  const by = await installer(missing)
  if (by.start === undefined) throw errors.fault('SETUP_NEEDS_ROOT', { detail: `${missing.join(', ')}; type: ${by.line}` })
  report(`installing ${missing.join(', ')}: ${by.line}`)
  await by.start()
  const stillMissing = await missingPrograms(missing)
  if (stillMissing.length > 0) throw errors.fault('SETUP_FAILED', { detail: `${stillMissing.join(', ')} still missing; type: ${by.line}` })
}

async function installer(missing: readonly ProgramName[]): Promise<{ line: string; start?: () => Promise<void> }> {
  const programs: Program[] = missing.map((name) => PROGRAMS[name])
  const packages = unique(programs.flatMap((p) => p.packages))
  const line = `apt-get install -y --no-install-recommends ${packages.join(' ')}`
  if (await programOnPath('apt-get') === undefined) {
    return { line: process.platform === 'darwin' ? `brew install ${unique(programs.flatMap((p) => p.formulas)).join(' ')}` : `the package manager of this system for what Debian calls ${packages.join(' ')}` }
  }
  if (process.getuid?.() === 0) return { line, start: () => aptInstall([], packages, line) }
  const hasSudo = process.stdin.isTTY && await programOnPath('sudo') !== undefined
  return hasSudo ? { line: `sudo ${line}`, start: () => aptInstall(['sudo'], packages, `sudo ${line}`) } : { line: `sudo ${line}` }
}

/** Package lists are fetched only when the install without them fails: mostly they are there. */
async function aptInstall(asRoot: readonly string[], packages: readonly string[], line: string): Promise<void> {
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...packages]
  let done = await run([...asRoot, ...install])
  if (done.exitCode !== 0) {
    await run([...asRoot, 'apt-get', 'update'])
    done = await run([...asRoot, ...install])
  }
  if (done.exitCode === 0) return
  const isOffline = /could not resolve|temporary failure resolving|unable to locate|failed to fetch|could not connect/i.test(done.output)
  throw errors.fault(isOffline ? 'SETUP_NO_NETWORK' : 'SETUP_FAILED', { detail: `${lastWords(done.output)}; type: ${line}` })
}

function run(words: readonly string[]) {
  const [command = '', ...args] = words
  return runCommand(command, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, atTerminal: command === 'sudo' })
}

async function firstOnPath(commands: readonly string[]): Promise<string | undefined> {
  for (const command of commands) {
    const found = await programOnPath(command)
    if (found !== undefined) return found
  }
  return undefined
}

async function readsSpanish(tesseract: string): Promise<boolean> {
  const { output } = await runCommand(tesseract, ['--list-langs'], { timeoutMs: 5_000 })
  return /^spa$/m.test(output) && /^eng$/m.test(output)
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)]
}
