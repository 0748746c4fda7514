import { FINAL_STATES, pipeline, type ItemStatus } from '@chasqui/contracts'

/** Every state of an item, in the order of the pipeline, the ends last. */
export const ITEM_STATES = [...new Set<string>([...pipeline.flatMap(({ states }) => [states.from, states.working, states.done, states.failed]), ...FINAL_STATES])] as [ItemStatus, ...ItemStatus[]]
