import type { ItemIds } from '@chasqui/contracts'

/**
 * The moments in the life of a message at which a process may die. Between any two of them a kill must cost nothing.
 * `admitted`: it may be worked on, and is claimed where the stage claims; of a task, its claim was answered, were it with a refusal · `working`: inside the work, so a probe that throws
 * makes it fail · `handled`: the work is done, nothing written · `written`: the state has moved · `stated`: the next fact is with the broker · `settled`: the message is acknowledged.
 */
export const BOUNDARIES = ['received', 'admitted', 'working', 'handled', 'written', 'stated', 'settled'] as const
export type Boundary = (typeof BOUNDARIES)[number]

/** Does nothing in production. A test waits for an exact moment with it, or dies at one. */
export type Probe = (boundary: Boundary, ids: ItemIds) => void | Promise<void>

export const noProbe: Probe = () => undefined
