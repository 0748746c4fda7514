import type { BatchProgress } from './import-samples.ts'

const BAR = 24

/** A bar for each batch and the pace of all, drawn anew in place at a terminal; in a log, one line when a batch is done. */
export class ProgressBars {
  readonly #out: NodeJS.WriteStream
  readonly #batches = new Map<string, BatchProgress>()
  readonly #startedAt = Date.now()
  #drawn = 0

  constructor(out: NodeJS.WriteStream) {
    this.#out = out
  }

  update(progress: BatchProgress): void {
    const before = this.#batches.get(progress.name)
    this.#batches.set(progress.name, progress)
    if (this.#out.isTTY) this.#draw()
    else if (progress.status.moving === 0 && progress.status.total_items > 0 && before?.status.moving !== 0) this.#out.write(`${barLine(progress)}; ${this.#pace()}\n`)
  }

  #draw(): void {
    const lines = [...[...this.#batches.values()].map(barLine), this.#pace()]
    if (this.#drawn > 0) this.#out.moveCursor(0, -this.#drawn)
    for (const line of lines) {
      this.#out.clearLine(0)
      this.#out.write(`${line.slice(0, (this.#out.columns || 120) - 1)}\n`)
    }
    this.#drawn = lines.length
  }

  #pace(): string {
    const pages = [...this.#batches.values()].reduce((sum, { status }) => sum + status.pages, 0)
    return paceOf(pages, Date.now() - this.#startedAt)
  }
}

/** The bar of a batch and how many of its documents are in each state. */
export function barLine({ name, status }: BatchProgress): string {
  const share = status.total_items === 0 ? 0 : (status.total_items - status.moving) / status.total_items
  const full = Math.round(share * BAR)
  const counts = Object.entries(status.status_breakdown).map(([state, n]) => `${n} ${state}`).join(', ')
  return `${name.padEnd(22)} ${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${counts}`
}

/** A row and a file without pages are a page each, as the API counts them. */
export function paceOf(pages: number, ms: number): string {
  return `${pages} pages read, ${(pages / Math.max(ms / 1000, 0.1)).toFixed(1)} a second`
}
