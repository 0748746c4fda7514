import { killGroup } from './kill-group.ts'
import { spawnLimited, type LimitedChild } from './spawn-limited.ts'

export type ChildOptions = {
  /** Wall clock; then the child and all it started are killed. */
  timeoutMs: number
  /** Address space of the child. Asking for more fails inside the child. Where the system cannot limit it, nothing is limited. */
  maxMemoryBytes: number
  /** What standard output may hold; more ends the child as `too-much-output`. 64 MiB when absent. */
  maxOutputBytes?: number
  signal?: AbortSignal
  /** The private folder the child works in; also its HOME and TMPDIR. */
  folder: string
  /** Added to an otherwise bare environment (PATH and a UTF-8 locale). */
  env?: Readonly<Record<string, string>>
}

export type ChildResult = { stdout: Buffer; stderr: string }

/** How a child ended when it did not end well. `killed`: by a signal that we did not send, such as the system's for memory. */
export type ChildEnd = 'missing' | 'exit' | 'killed' | 'timeout' | 'aborted' | 'too-much-output'

/** A child process that did not end with status 0. */
export class ChildFailure extends Error {
  readonly command: string
  readonly end: ChildEnd
  readonly exitCode: number | undefined
  /** The end of what the child wrote to standard error. */
  readonly stderr: string

  constructor(command: string, end: ChildEnd, stderr: string, exitCode?: number) {
    super(`${command}: ${end}${exitCode === undefined ? '' : ` ${exitCode}`}${stderr ? `: ${stderr.slice(-300).trim()}` : ''}`)
    this.name = 'ChildFailure'
    this.command = command
    this.end = end
    this.exitCode = exitCode
    this.stderr = stderr
  }
}

const MAX_STDERR_CHARS = 16_384
const DEFAULT_MAX_OUTPUT_BYTES = 64 * 1024 * 1024
const NOT_FOUND = 127

/**
 * Runs a program on untrusted input: bare environment, own process group, limits on memory, processor seconds, wall clock and
 * output, and killed for real when a limit or the signal says so.
 * @throws ChildFailure
 */
export async function runChild(command: string, args: readonly string[], options: ChildOptions): Promise<ChildResult> {
  if (options.signal?.aborted) throw new ChildFailure(command, 'aborted', '')
  const child = start(command, args, options)
  let forced: ChildEnd | undefined
  const force = (end: ChildEnd) => {
    forced ??= end
    killGroup(child.pid)
  }
  const timer = setTimeout(() => force('timeout'), options.timeoutMs)
  const abort = () => force('aborted')
  options.signal?.addEventListener('abort', abort, { once: true })
  try {
    const output = collect(child, options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES, () => force('too-much-output'))
    const { exitCode, signalName } = await ended(child)
    const stderr = output.stderr()
    if (forced) throw new ChildFailure(command, forced, stderr)
    if (signalName) throw new ChildFailure(command, 'killed', `${signalName} ${stderr}`)
    if (exitCode === NOT_FOUND) throw new ChildFailure(command, 'missing', stderr)
    if (exitCode !== 0) throw new ChildFailure(command, 'exit', stderr, exitCode ?? undefined)
    return { stdout: output.stdout(), stderr }
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', abort)
    // What the child left running in its group ends with it.
    killGroup(child.pid)
  }
}

function start(command: string, args: readonly string[], { timeoutMs, ...limits }: ChildOptions): LimitedChild {
  // Two processors may spend twice the wall clock.
  return spawnLimited(command, args, { ...limits, maxProcessorSeconds: Math.ceil(timeoutMs / 1000) * 2 + 1 })
}

function collect(child: LimitedChild, maxOutputBytes: number, tooMuch: () => void) {
  const chunks: Buffer[] = []
  let held = 0
  let complaints = ''
  child.stdout.on('data', (chunk: Buffer) => {
    held += chunk.length
    if (held > maxOutputBytes) tooMuch()
    else chunks.push(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-MAX_STDERR_CHARS)
  })
  return { stdout: () => Buffer.concat(chunks), stderr: () => complaints }
}

function ended(child: LimitedChild): Promise<{ exitCode: number | null; signalName: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode, signalName) => resolve({ exitCode, signalName }))
  })
}
