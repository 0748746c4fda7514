import { Tesseract, type TesseractSettings, type Way } from './tesseract.ts'

type Idle = { tesseract: Tesseract; timer: NodeJS.Timeout }

/** The Tesseract processes: lent for one page at a time, kept for the next page of the same sort, ended when idle for long. */
export class Processes {
  readonly #settings: TesseractSettings
  readonly #maxIdle: number
  readonly #idleMs: number
  readonly #idle: Idle[] = []
  readonly #all = new Set<Tesseract>()

  /** @param maxIdle how many wait at most for their next page */
  constructor(settings: TesseractSettings, { maxIdle, idleMs }: { maxIdle: number; idleMs: number }) {
    this.#settings = settings
    this.#maxIdle = maxIdle
    this.#idleMs = idleMs
  }

  /** The ids of those that run. */
  pids(): number[] {
    return [...this.#all].flatMap(({ pid }) => (pid === undefined ? [] : [pid]))
  }

  /** Lends a process that reads in that way. */
  async use<T>(way: Way, work: (tesseract: Tesseract) => Promise<T>): Promise<T> {
    const tesseract = this.#takeIdle(way) ?? this.#start(way)
    try {
      return await work(tesseract)
    } finally {
      this.#giveBack(tesseract)
    }
  }

  async stop(reason: unknown): Promise<void> {
    for (const { timer } of this.#idle) clearTimeout(timer)
    this.#idle.length = 0
    const all = [...this.#all]
    for (const tesseract of all) tesseract.kill(reason)
    await Promise.all(all.map(({ ended }) => ended))
  }

  #takeIdle(way: Way): Tesseract | undefined {
    for (let at = this.#idle.length - 1; at >= 0; at--) {
      const { tesseract, timer } = this.#idle[at] as Idle
      if (tesseract.isUsable && !isSame(tesseract.way, way)) continue
      clearTimeout(timer)
      this.#idle.splice(at, 1)
      if (tesseract.isUsable) return tesseract
    }
    return undefined
  }

  #start(way: Way): Tesseract {
    const tesseract = new Tesseract(way, this.#settings)
    this.#all.add(tesseract)
    void tesseract.ended.then(() => this.#all.delete(tesseract))
    return tesseract
  }

  #giveBack(tesseract: Tesseract): void {
    if (!tesseract.isUsable) return
    const timer = setTimeout(() => this.#drop(tesseract), this.#idleMs)
    timer.unref()
    this.#idle.push({ tesseract, timer })
    if (this.#idle.length > this.#maxIdle) this.#drop((this.#idle[0] as Idle).tesseract)
  }

  #drop(tesseract: Tesseract): void {
    const at = this.#idle.findIndex((idle) => idle.tesseract === tesseract)
    const [idle] = at < 0 ? [] : this.#idle.splice(at, 1)
    if (idle) clearTimeout(idle.timer)
    tesseract.kill(new Error('no longer needed'))
  }
}

function isSame(a: Way, b: Way): boolean {
  return a.psm === b.psm && a.ink === b.ink
}
