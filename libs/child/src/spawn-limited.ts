import { spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

export type Limits = {
  /** Address space of the child. Asking for more fails inside the child. Where the system cannot limit it, nothing is limited. */
  maxMemoryBytes: number
  /** Processor time of the child; it ends also a child whose parent died before it could kill it. */
  maxProcessorSeconds: number
  /** The private folder the child works in; also its HOME and TMPDIR. */
  folder: string
  /** Added to an otherwise bare environment (PATH and a UTF-8 locale). */
  env?: Readonly<Record<string, string>>
}

export type LimitedChild = ChildProcessByStdio<null, Readable, Readable>
export type FedChild = ChildProcessByStdio<Writable, Readable, Readable>

/**
 * Starts a program on untrusted input: bare environment, limits on memory and processor time, and a process group of its own, to
 * be ended with `killGroup`. A program that is not installed ends with status 127. `runChild` does this and waits for the end.
 */
export function spawnLimited(command: string, args: readonly string[], limits: Limits): LimitedChild {
  return spawn('/bin/sh', shellArgs(command, args, limits), { ...surroundings(limits), stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The same for a program that is told on its standard input what to do next. */
export function spawnFed(command: string, args: readonly string[], limits: Limits): FedChild {
  return spawn('/bin/sh', shellArgs(command, args, limits), { ...surroundings(limits), stdio: ['pipe', 'pipe', 'pipe'] })
}

function shellArgs(command: string, args: readonly string[], { maxMemoryBytes, maxProcessorSeconds }: Limits): string[] {
  const kilobytes = Math.ceil(maxMemoryBytes / 1024)
  return ['-c', `ulimit -v ${kilobytes} 2>/dev/null; ulimit -t ${maxProcessorSeconds} 2>/dev/null; ulimit -c 0 2>/dev/null; exec "$@"`, 'sh', command, ...args]
}

function surroundings({ folder, env }: Limits) {
  return {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', HOME: folder, TMPDIR: folder, ...env },
    detached: true,
  }
}
