import { OVERVIEW_MOST, type TaskOverview } from '@chasqui/mongo/tasks'
import type { GatewayContext } from '../context.ts'
import { ACTIVE_SHOWN, NEXT_SHOWN, OLDEST_MS, statsView, type Platform, type StatsView } from './stats-view.ts'

/** Read anew when it is older than this, or than so many times as long as reading took: looking must not cost the tasks much. */
const FRESH_MS = 1_000
const SHARE = 5

type Seen = Platform & { took: number; at: number; own: Record<string, Promise<Pick<TaskOverview, 'active' | 'next'>>> }

/** The state of the platform in one answer. It is read once for all who ask; what was read lately is answered while it is read anew, what was read longer ago is waited for. */
export class Stats {
  readonly #context: Pick<GatewayContext, 'taskLists' | 'taskStore' | 'catalogue' | 'log'>
  #seen: Seen | undefined
  #reading: Promise<Seen> | undefined

  constructor(context: Pick<GatewayContext, 'taskLists' | 'taskStore' | 'catalogue' | 'log'>) {
    this.#context = context
  }

  /** @param tenantId undefined: of every tenant */
  async of(tenantId: string | undefined): Promise<StatsView> {
    return statsView(await this.#shownTo(tenantId, await this.#fresh()), tenantId)
  }

  /** What was read, and read at most a moment ago. */
  async #fresh(): Promise<Seen> {
    if (!this.#seen) return this.#read()
    if (performance.now() - this.#seen.at > Math.max(FRESH_MS, SHARE * this.#seen.took)) {
      const reading = this.#read()
      // Nobody asked for a while: who asks now wants to see what is.
      if (performance.now() - this.#seen.at > OLDEST_MS) return reading
      reading.catch((error: unknown) => this.#context.log.debug({ err: error }, 'the statistics could not be read anew'))
    }
    return this.#seen
  }

  /** Where the tasks of all are too many to be read, those of one tenant are read for it alone: another one's never stand before its own. */
  async #shownTo(tenantId: string | undefined, seen: Seen): Promise<Seen> {
    const { active, next } = seen.overview
    if (tenantId === undefined || (active.length < OVERVIEW_MOST && next.length < OVERVIEW_MOST)) return seen
    const own = await (seen.own[tenantId] ??= this.#ownOf(tenantId).catch((error: unknown) => {
      delete seen.own[tenantId]
      throw error
    }))
    return { ...seen, overview: { ...seen.overview, ...own } }
  }

  async #ownOf(tenantId: string): Promise<Pick<TaskOverview, 'active' | 'next'>> {
    const { taskLists } = this.#context
    const [active, next] = await Promise.all([taskLists.activeOf(tenantId, ACTIVE_SHOWN), taskLists.nextOf(tenantId, NEXT_SHOWN)])
    return { active, next }
  }

  /** What was seen is read anew by who asks next. */
  forget(): void {
    this.#seen = undefined
    // What is being read may have been read before it changed.
    this.#reading = undefined
  }

  #read(): Promise<Seen> {
    if (this.#reading) return this.#reading
    const reading: Promise<Seen> = this.#readNow()
      .then((seen) => {
        if (this.#reading === reading) this.#seen = seen
        return seen
      })
      .finally(() => { if (this.#reading === reading) this.#reading = undefined })
    return this.#reading = reading
  }

  async #readNow(): Promise<Seen> {
    const { taskLists, taskStore, catalogue } = this.#context
    const startedAt = performance.now()
    const now = new Date()
    const [overview, workers, holds, types] = await Promise.all([taskLists.overview(), taskStore.workers.live(now), taskStore.holds.inForce(now), catalogue.all()])
    const at = performance.now()
    return { now, took: at - startedAt, at, overview, workers, holds, own: {}, types: types.filter(({ retiredAt }) => !retiredAt).map(({ _id }) => _id).sort() }
  }
}
