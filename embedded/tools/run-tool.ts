import { spawn } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

export type ToolRun = { exitCode: number; output: string; tookMs: number }

/** Runs a program of node_modules/.bin from the root. `show` gives its output to the terminal as it comes; else it is kept. */
export function runTool(name: string, args: readonly string[], show: boolean): Promise<ToolRun> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(join(ROOT, 'node_modules', '.bin', name), args, { cwd: ROOT, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (chunk: string) => { output += chunk })
    const end = () => child.kill('SIGTERM')
    process.once('SIGTERM', end).once('SIGINT', end)
    child.once('error', (error) => finish(127, error.message))
    child.once('close', (code) => finish(code ?? 1))

    function finish(exitCode: number, more = '') {
      process.off('SIGTERM', end).off('SIGINT', end)
      resolve({ exitCode, output: output + more, tookMs: performance.now() - startedAt })
    }
  })
}
