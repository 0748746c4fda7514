import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type ShellRun = { exitCode: number; printed: string }

/** One terminal: what a block sets is there for the next one. A command that fails ends it, as it stops a reader. */
export class Shell {
  readonly #child: ChildProcess
  readonly #ended: Promise<number>
  readonly #folder: string
  #printed = ''
  #runs = 0
  #onPrinted: () => void = () => undefined

  /** @param folder where the blocks are kept while they run */
  constructor(options: { cwd: string; folder: string; env: NodeJS.ProcessEnv }) {
    this.#folder = options.folder
    this.#child = spawn('bash', ['--noprofile', '--norc'], { cwd: options.cwd, env: options.env, stdio: ['pipe', 'pipe', 'pipe'] })
    this.#ended = once(this.#child, 'close').then(([code]) => (code as number | null) ?? 1)
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#printed += text
        this.#onPrinted()
      })
    }
    this.#child.stdin?.on('error', () => undefined)
    this.#child.stdin?.write('set -e -o pipefail\n')
  }

  async run(script: string): Promise<ShellRun> {
    const n = ++this.#runs
    const mark = `end-of-block-${n}`
    const file = join(this.#folder, `block-${n}.sh`)
    await writeFile(file, `${script}\n`)
    const from = this.#printed.length
    const done = new Promise<ShellRun>((resolve) => {
      this.#onPrinted = () => {
        const at = this.#printed.indexOf(mark, from)
        if (at >= 0) resolve({ exitCode: 0, printed: this.#printed.slice(from, at) })
      }
    })
    // The block's own commands read nothing: the shell's input is what this class writes.
    this.#child.stdin?.write(`. '${file}' </dev/null\necho ${mark}\n`)
    return Promise.race([done, this.#ended.then((exitCode) => ({ exitCode: exitCode === 0 ? 1 : exitCode, printed: this.#printed.slice(from) }))])
  }

  async close(): Promise<void> {
    this.#child.stdin?.end()
    this.#child.kill('SIGTERM')
    await this.#ended
  }
}
