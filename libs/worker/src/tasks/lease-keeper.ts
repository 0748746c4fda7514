import { Worker } from 'node:worker_threads'
import { claimOf, type Claim, type FromLeaseThread, type Held, type LeaseThreadData, type ToLeaseThread } from './lease-messages.ts'

export type LeaseListener = { lost: () => void; revoked: (terminate: boolean) => void }

/** Keeps the leases of the tasks in hand, from a thread that busy work cannot block. */
export class LeaseKeeper {
  readonly #thread: Worker
  readonly #listeners = new Map<string, LeaseListener>()
  /** The thread renews from then on: nothing is claimed before. */
  readonly ready: Promise<void>
  /** Also when it ends by itself: whoever stops it after that need not wait. */
  readonly #exited: Promise<unknown>

  constructor(data: LeaseThreadData, onFailure: (error: unknown) => void) {
    this.#thread = new Worker(new URL('./lease-thread.ts', import.meta.url), { workerData: data, name: 'leases' })
    const ready = Promise.withResolvers<void>()
    this.ready = ready.promise
    this.#exited = new Promise((resolve) => { this.#thread.once('exit', resolve) })
    this.#thread.once('error', ready.reject)
    this.ready.catch(() => undefined)
    this.#thread.on('message', (message: FromLeaseThread) => {
      if (message.kind === 'ready') return ready.resolve()
      const listener = this.#listeners.get(message.claim)
      if (message.kind === 'lost') listener?.lost()
      else listener?.revoked(message.terminate)
    })
    this.#thread.on('error', onFailure)
    this.#thread.unref()
  }

  /** Renews a claim from when it is on record, which nobody has been told yet. `keep` or `letGo` follows. */
  expect(held: Omit<Held, 'hardUntil'>): void {
    this.#send({ kind: 'add', held })
  }

  /** Renews from now on; the listener hears when the lease is gone or somebody revokes the task. */
  keep(held: Required<Held>, listener: LeaseListener): void {
    this.#listeners.set(claimOf(held), listener)
    this.#send({ kind: 'add', held })
  }

  letGo(held: Claim): void {
    this.#listeners.delete(claimOf(held))
    this.#send({ kind: 'remove', claim: claimOf(held) })
  }

  async stop(): Promise<void> {
    this.#send({ kind: 'stop' })
    await this.#exited
  }

  #send(message: ToLeaseThread): void {
    this.#thread.postMessage(message)
  }
}
