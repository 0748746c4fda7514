import { spawn, type ChildProcess } from 'node:child_process'
import { availableParallelism, tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { killGroup } from '@chasqui/child'
import { errors } from '../errors.ts'
import type { Answer, ImageJob, ImageResult, Request } from './job.ts'

const JOB_TIMEOUT_MS = 40_000
/** Writable memory of a worker: a decoded picture of 40 Mpx in colour, some copies in grey, and Node itself. */
const MAX_MEMORY_BYTES = 1024 * 1024 * 1024
const MAX_HEAP_MB = 512
/** A worker is replaced after so many jobs, before fragments of memory add up. */
const JOBS_PER_WORKER = 200

type Worker = { child: ChildProcess; jobs: number; isBusy: boolean; complaints: string }
type Waiting = { start: (worker: Worker) => void }

/**
 * Image workers: as many child processes as there are processors, started when they are needed and kept for the next page.
 * The service does not wait for idle ones when it ends; they end with it.
 */
class ImageWorkers {
  readonly #size: number
  readonly #workers = new Set<Worker>()
  readonly #waiting: Waiting[] = []
  #lastId = 0

  constructor(size: number) {
    this.#size = size
  }

  /**
   * Has a job done. When the signal fires or the time is up, the worker is killed with everything it started.
   * @throws the refusals of the job, PAGES_TIMEOUT, PAGES_KILLED, or the signal's reason
   */
  async run<Job extends ImageJob>(job: Job, signal?: AbortSignal): Promise<ImageResult<Job>> {
    const worker = await this.#takeTurn(signal)
    try {
      return (await this.#perform(worker, job, signal)) as ImageResult<Job>
    } finally {
      this.#giveBack(worker)
    }
  }

  /** Ends all workers, at work or not. */
  async stop(): Promise<void> {
    const ends = [...this.#workers].map(({ child }) => new Promise((resolve) => child.once('close', resolve)))
    for (const { child } of this.#workers) killGroup(child.pid)
    await Promise.all(ends)
  }

  #takeTurn(signal: AbortSignal | undefined): Promise<Worker> {
    signal?.throwIfAborted()
    const idle = [...this.#workers].find((worker) => !worker.isBusy)
    const worker = idle ?? (this.#workers.size < this.#size ? this.#start() : undefined)
    if (worker) {
      worker.isBusy = true
      return Promise.resolve(worker)
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        const at = this.#waiting.indexOf(waiting)
        if (at >= 0) this.#waiting.splice(at, 1)
        reject(signal?.reason)
      }
      const waiting: Waiting = {
        start: (next) => {
          signal?.removeEventListener('abort', leave)
          resolve(next)
        },
      }
      signal?.addEventListener('abort', leave, { once: true })
      this.#waiting.push(waiting)
    })
  }

  #giveBack(worker: Worker): void {
    worker.isBusy = false
    if (!isAlive(worker) || worker.jobs >= JOBS_PER_WORKER) this.#drop(worker)
    setReferenced(worker, false)
    const next = this.#waiting.shift()
    if (!next) return
    const turn = this.#workers.has(worker) ? worker : this.#start()
    turn.isBusy = true
    next.start(turn)
  }

  #drop(worker: Worker): void {
    this.#workers.delete(worker)
    killGroup(worker.child.pid)
  }

  #start(): Worker {
    const limits = `ulimit -d ${MAX_MEMORY_BYTES / 1024} 2>/dev/null; ulimit -c 0 2>/dev/null; exec "$@"`
    const child = spawn('/bin/sh', ['-c', limits, 'sh', process.execPath, `--max-old-space-size=${MAX_HEAP_MB}`, fileURLToPath(new URL('worker.ts', import.meta.url))], {
      env: { PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', HOME: tmpdir(), TMPDIR: tmpdir(), MALLOC_ARENA_MAX: '2' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: true,
    })
    const worker: Worker = { child, jobs: 0, isBusy: false, complaints: '' }
    child.stderr?.on('data', (chunk: Buffer) => { worker.complaints = (worker.complaints + chunk.toString('utf8')).slice(-2000) })
    // Without a listener a failed start would end the service; the job in hand reports it.
    child.on('error', () => {})
    child.on('close', () => this.#workers.delete(worker))
    this.#workers.add(worker)
    return worker
  }

  #perform(worker: Worker, job: ImageJob, signal: AbortSignal | undefined): Promise<Extract<Answer, { ok: true }>['result']> {
    const { child } = worker
    const request: Request = { id: ++this.#lastId, job }
    worker.jobs++
    setReferenced(worker, true)
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        child.off('message', onAnswer)
        child.off('close', onClose)
        finish()
      }
      const killed = (reason: unknown) => settle(() => {
        this.#drop(worker)
        reject(reason)
      })
      const timer = setTimeout(() => killed(errors.fault('PAGES_TIMEOUT', { detail: `a page took more than ${JOB_TIMEOUT_MS} ms` })), JOB_TIMEOUT_MS)
      const onAbort = () => killed(signal?.reason)
      const onClose = () => killed(errors.fault('PAGES_KILLED', { detail: 'the image worker ended', cause: worker.complaints }))
      const onAnswer = (answer: Answer) => {
        if (answer.id !== request.id) return
        settle(() => (answer.ok ? resolve(answer.result) : reject(failureOf(answer))))
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      child.on('message', onAnswer)
      child.once('close', onClose)
      child.send(request, (error) => { if (error) onClose() })
    })
  }
}

function failureOf({ code, message }: Extract<Answer, { ok: false }>): Error {
  const known = code !== undefined && code in errors.entries ? (code as keyof typeof errors.entries) : undefined
  return known ? errors.fault(known, { detail: message }) : new Error(`image worker: ${message}`)
}

function isAlive({ child }: Worker): boolean {
  return child.connected && child.exitCode === null && child.signalCode === null
}

/** An idle worker must not keep the process alive that has nothing else to do. */
function setReferenced({ child }: Worker, isNeeded: boolean): void {
  const handles = [child, child.channel, child.stderr as unknown as { ref: () => void; unref: () => void } | null]
  for (const handle of handles) {
    if (isNeeded) handle?.ref()
    else handle?.unref()
  }
}

/** The workers of this process. */
export const imageWorkers = new ImageWorkers(availableParallelism())
