/**
 * Turns work that is cheaper by the dozen into a function for one: calls that arrive while a group is being worked
 * on become the next group. A lone call starts at once and never waits for company.
 *
 * @param work gets at most `max` inputs in the order they came and answers one result for each; when it throws,
 *   only the calls of that group fail
 */
export function grouped<In, Out>(work: (batch: In[]) => Promise<Out[]>, options: { max: number }): (input: In) => Promise<Out> {
  type Call = { input: In; resolve: (out: Out) => void; reject: (why: unknown) => void }
  let queue: Call[] = []
  let running = false

  async function run(): Promise<void> {
    running = true
    // What is called in the same turn of the event loop belongs together.
    await new Promise(setImmediate)
    while (queue.length > 0) {
      const calls = queue.slice(0, options.max)
      queue = queue.slice(options.max)
      await settle(calls)
    }
    running = false
  }

  async function settle(calls: Call[]): Promise<void> {
    try {
      const results = await work(calls.map((call) => call.input))
      if (results.length !== calls.length) throw new Error(`a group of ${calls.length} got ${results.length} results`)
      calls.forEach((call, i) => call.resolve(results[i] as Out))
    } catch (error) {
      for (const call of calls) call.reject(error)
    }
  }

  return (input) => new Promise((resolve, reject) => {
    queue.push({ input, resolve, reject })
    if (!running) void run()
  })
}
