import type { Collection, Filter } from 'mongodb'
import type { DeadLetter } from '../dead-letters.ts'
import { someIds, whose, type Old } from './old.ts'

/** Dead letters that were dealt with. */
export class OldLetters {
  readonly #letters: Collection<DeadLetter>

  constructor(letters: Collection<DeadLetter>) {
    this.#letters = letters
  }

  count(old: Old): Promise<number> {
    return this.#letters.countDocuments(lettersOf(old))
  }

  async remove(old: Old, limit: number): Promise<number> {
    const ids = await someIds(this.#letters, lettersOf(old), limit)
    return ids.length === 0 ? 0 : (await this.#letters.deleteMany({ ...lettersOf(old), _id: { $in: ids } })).deletedCount
  }
}

function lettersOf(old: Old): Filter<DeadLetter> {
  return { 'resolved.at': { $lt: old.before }, ...whose(old) } as Filter<DeadLetter>
}
