import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** Processes that a test starts and kills. None of them outlives its test. */

export type Program = { script: string; args: readonly string[]; env: Readonly<Record<string, string>> }

export type TestProcess = { pid: number | undefined; ended: Promise<void>; kill: (signal: NodeJS.Signals) => void }

/**
 * Starts a program of ours as a process of its own; it is ready when it says so.
 * @throws when it ends before
 */
export async function startProcess(program: Program): Promise<TestProcess> {
  const started = spawnProgram(program)
  onTestFinished(() => {
    started.kill('SIGKILL')
    return started.ended
  })
  if (await started.ready === 'ended') throw new Error(`${program.script} ${program.args.join(' ')} ended before it was ready; TEST_LOG=warn shows what it says`)
  return started
}

export type KeptProcess = { kill: (signal: NodeJS.Signals) => void; deaths: () => number; end: () => Promise<void> }

/** Starts a program again whenever it dies, as Kubernetes would, until `end` or the end of the test. */
export async function keepAlive(program: Program): Promise<KeptProcess> {
  let now = spawnProgram(program)
  let isOver = false
  let deaths = 0
  const end = (): Promise<void> => {
    isOver = true
    now.kill('SIGKILL')
    return now.ended
  }
  // One hook for all of its lives: when one life had its own, it would be ended first and started once more, after the last look at the hooks.
  onTestFinished(end)
  await now.ready
  void (async () => {
    for (;;) {
      await now.ended
      if (isOver) return
      deaths++
      now = spawnProgram(program)
    }
  })()
  return { kill: (signal) => { now.kill(signal) }, deaths: () => deaths, end }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function spawnProgram({ script, args, env }: Program): TestProcess & { ready: Promise<'ready' | 'ended'> } {
  const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', process.env['TEST_LOG'] ? 'inherit' : 'ignore'] })
  const ended = once(child, 'exit').then(() => undefined)
  return { pid: child.pid, ended, ready: Promise.race([once(child.stdout, 'data').then(() => 'ready' as const), ended.then(() => 'ended' as const)]), kill: (signal) => { child.kill(signal) } }
}
