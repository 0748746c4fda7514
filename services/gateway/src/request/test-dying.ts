import type { GatewayContext } from '../context.ts'

/** Does it as if the process had died when it called this for the first time; the key is then taken for dead. */
export async function dyingAt<K extends string>({ keys: kept, store }: Pick<GatewayContext, 'keys' | 'store'>, what: Record<K, unknown>, method: K, work: () => Promise<unknown>): Promise<void> {
  const real = what[method]
  what[method] = () => Promise.reject(new Error('killed'))
  Object.assign(kept, { release: async () => undefined, forget: async () => undefined })
  try {
    await work()
  } finally {
    what[method] = real
    for (const name of ['release', 'forget']) Reflect.deleteProperty(kept, name)
    await store.db.collection('idempotency_keys').updateMany({ answer: { $exists: false } }, { $set: { workingUntil: new Date(0) } })
  }
}
