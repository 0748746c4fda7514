import { spawn } from 'node:child_process'

export type CommandResult = { exitCode: number; stdout: string; /** stdout and stderr as they came, the end of it */ output: string }

export type CommandOptions = {
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** The command is killed after this time; its exit code is then 124. */
  timeoutMs?: number
  /** Lets the command ask at the terminal (sudo) and shows what it says on stderr. */
  atTerminal?: boolean
}

const KEPT_OUTPUT_CHARS = 20_000

/** Runs a program to its end. Never throws: a program that cannot be started answers exit code 127. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve) => {
    let stdout = ''
    let output = ''
    let timedOut = false
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: [options.atTerminal ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    })
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(() => { timedOut = true; child.kill('SIGKILL') }, options.timeoutMs)
    const take = (chunk: string) => {
      output = (output + chunk).slice(-KEPT_OUTPUT_CHARS)
      if (options.atTerminal) process.stderr.write(chunk)
    }
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => { stdout += chunk; take(chunk) })
    child.stderr?.setEncoding('utf8').on('data', take)
    child.once('error', (error) => finish(127, error.message))
    child.once('close', (code) => finish(timedOut ? 124 : code ?? 1))

    function finish(exitCode: number, more = '') {
      clearTimeout(timer)
      resolve({ exitCode, stdout, output: output + more })
    }
  })
}

/** The last lines that say something, on one line: what a sentence about a failed command quotes. */
export function lastWords(output: string, lines = 2): string {
  return output.split('\n').map((line) => line.trim()).filter(Boolean).slice(-lines).join(' | ').slice(-400)
}
