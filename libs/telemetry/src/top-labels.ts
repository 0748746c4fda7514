export type TopLabelsOptions = {
  /** How many names keep a series of their own. */
  max: number
  /** How often the busiest are chosen anew. */
  windowMs?: number
  /** Told which names lost their series, so that the series can be dropped. */
  onDropped?: (names: string[]) => void
  now?: () => number
}

export const OTHER = 'other'

/** How many names are counted for each one that may be shown: a flood of names must not fill the memory either. */
const WATCHED_PER_SHOWN = 10

/**
 * Bounds the values of a label: the busiest names keep their own, all others share `other`.
 *
 * The first names seen are shown at once. At the end of each window the busiest of that window are chosen; one that is
 * shown stays until another was busier, so that series do not come and go among equals.
 */
export class TopLabels {
  readonly #max: number
  readonly #windowMs: number
  readonly #onDropped: (names: string[]) => void
  readonly #now: () => number
  #shown = new Set<string>()
  #seen = new Map<string, number>()
  #windowEnds: number

  constructor({ max, windowMs = 600_000, onDropped = () => {}, now = Date.now }: TopLabelsOptions) {
    this.#max = max
    this.#windowMs = windowMs
    this.#onDropped = onDropped
    this.#now = now
    this.#windowEnds = now() + windowMs
  }

  /** The label value for this name, and one more use of it. */
  of(name: string): string {
    if (this.#now() >= this.#windowEnds) this.#chooseAnew()
    const uses = this.#seen.get(name)
    if (uses !== undefined || this.#seen.size < this.#max * WATCHED_PER_SHOWN) this.#seen.set(name, (uses ?? 0) + 1)
    if (this.#shown.has(name)) return name
    if (this.#shown.size >= this.#max) return OTHER
    this.#shown.add(name)
    return name
  }

  #chooseAnew(): void {
    const rank = (name: string) => (this.#seen.get(name) ?? 0) * 2 + (this.#shown.has(name) ? 1 : 0)
    const names = [...new Set([...this.#shown, ...this.#seen.keys()])]
    const chosen = new Set(names.sort((a, b) => rank(b) - rank(a)).slice(0, this.#max))
    const dropped = [...this.#shown].filter((name) => !chosen.has(name))
    this.#shown = chosen
    this.#seen = new Map()
    this.#windowEnds = this.#now() + this.#windowMs
    if (dropped.length > 0) this.#onDropped(dropped)
  }
}
