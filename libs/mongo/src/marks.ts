import { randomUUID } from 'node:crypto'

/** Names for groups of moves: a mover leaves one on what it moved, and tells by it what that was. */
export class Marks {
  /** Others may move under the same name: their marks must not be taken for ours. */
  readonly #maker = randomUUID()
  #made = 0

  /** One that nobody else uses. */
  next(by: string): string {
    return `${by}#${this.#maker}.${++this.#made}`
  }
}
