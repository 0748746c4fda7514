import { isStoreAway } from '@chasqui/mongo'
import { closeFamily, type TaskDeps } from '@chasqui/worker'

const FAMILIES_AT_ONCE = 200

/** Lets parents go on whose children have ended without anybody telling them: a part of the parents at every look, in turns, as most of them only wait for children that are at work. */
export class Families {
  readonly #deps: TaskDeps<'tasks' | 'families'>
  #from = ''

  constructor(deps: TaskDeps<'tasks' | 'families'>) {
    this.#deps = deps
  }

  /** Looks at those that were not moved since `before`. */
  async close(before: Date): Promise<void> {
    const parents = await this.#deps.taskStore.families.waitingForChildren(before, FAMILIES_AT_ONCE, this.#from)
    this.#from = parents.length === FAMILIES_AT_ONCE ? parents.at(-1)?._id ?? '' : ''
    for (const { _id } of parents) {
      await closeFamily(this.#deps, _id).catch((error: unknown) => {
        if (isStoreAway(error)) throw error
        this.#deps.log.warn({ err: error, task: _id }, 'a parent could not be looked after')
      })
    }
  }
}
