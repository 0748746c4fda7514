import { isStoreAway } from '@chasqui/mongo'

export type Settled<Out> = { ok: true; value: Out } | { ok: false; error: unknown }

/**
 * Group work that one bad input cannot spoil for its neighbours: a group that fails is tried again one by one. Only
 * for work that may be done twice. When the store is away every input would fail the same way, so the group fails.
 */
export function isolated<In, Out>(work: (inputs: In[]) => Promise<Out[]>): (inputs: In[]) => Promise<Settled<Out>[]> {
  const settle = async (inputs: In[]): Promise<Settled<Out>[]> => (await work(inputs)).map((value) => ({ ok: true, value }))
  return async (inputs) => {
    try {
      return await settle(inputs)
    } catch (error) {
      if (inputs.length === 1 || isStoreAway(error)) throw error
      const settled: Settled<Out>[] = []
      for (const input of inputs) settled.push(...await settle([input]).catch((alone: unknown): Settled<Out>[] => [{ ok: false, error: alone }]))
      return settled
    }
  }
}
