import { isStoreAway } from '@chasqui/mongo'

export type GroupedOptions<In> = {
  max: number
  /**
   * The work may be done twice: a group that fails is worked one by one, so that one bad input does not spoil it for its neighbours. When the store is away each alone would fail the
   * same way, so the group does.
   */
  isolates?: true
  /** Whose input it is. Groups take from all owners in turns, so that one owner's thousand does not go before another's one. */
  ownerOf?: (input: In) => string
}

/**
 * Turns work that is cheaper by the dozen into a function for one: calls that arrive while a group is being worked
 * on become the next group. A lone call starts at once and never waits for company.
 *
 * @param work gets at most `max` inputs, those of one owner in the order they came, and answers one result for each;
 *   when it throws, only the calls of that group fail, or only the one whose input is bad when it `isolates`
 */
export function grouped<In, Out>(work: (batch: In[]) => Promise<Out[]>, { max, isolates, ownerOf = () => '' }: GroupedOptions<In>): (input: In) => Promise<Out> {
  type Call = { input: In; resolve: (out: Out) => void; reject: (why: unknown) => void }
  const waiting = new Map<string, Call[]>()
  let running = false

  async function run(): Promise<void> {
    running = true
    // What is called in the same turn of the event loop belongs together.
    await new Promise(setImmediate)
    while (waiting.size > 0) await settle(nextGroup())
    running = false
  }

  function nextGroup(): Call[] {
    const share = Math.max(1, Math.floor(max / waiting.size))
    const group: Call[] = []
    for (const [owner, calls] of waiting) {
      const taken = calls.splice(0, Math.min(share, max - group.length))
      group.push(...taken)
      // Deleted and set again, an owner that still waits goes behind the others, and has another turn if there is room.
      waiting.delete(owner)
      if (calls.length > 0) waiting.set(owner, calls)
      if (group.length === max) break
    }
    return group
  }

  async function settle(calls: Call[]): Promise<void> {
    try {
      const results = await work(calls.map((call) => call.input))
      if (results.length !== calls.length) throw new Error(`a group of ${calls.length} got ${results.length} results`)
      calls.forEach((call, i) => call.resolve(results[i] as Out))
    } catch (error) {
      if (isolates && calls.length > 1 && !isStoreAway(error)) return settleAlone(calls)
      for (const call of calls) call.reject(error)
    }
  }

  async function settleAlone(calls: Call[]): Promise<void> {
    for (const [at, { input, resolve, reject }] of calls.entries()) {
      try {
        const [result] = await work([input])
        resolve(result as Out)
      } catch (error) {
        reject(error)
        if (!isStoreAway(error)) continue
        for (const call of calls.slice(at + 1)) call.reject(error)
        return
      }
    }
  }

  return (input) => new Promise((resolve, reject) => {
    const owner = ownerOf(input)
    const calls = waiting.get(owner)
    if (calls) calls.push({ input, resolve, reject })
    else waiting.set(owner, [{ input, resolve, reject }])
    if (!running) void run()
  })
}
