/**
 * Which past facts may be said again, where such a subject names its tenant, and how many parts it has. Hand-overs of tasks (TASKS) are not among them: an old
 * one names a release that the record has passed, so saying it again does nothing; a task is tried again by its own means.
 */
const SHAPES = {
  imports: { stream: 'IMPORTS', tenantAt: 2, parts: 5 },
  facts: { stream: 'FACTS', tenantAt: 4, parts: 6 },
} as const

export type ReplayShape = (typeof SHAPES)[keyof typeof SHAPES]

/** A subject of past facts: its shape and its parts, of which those that a `>` stands for are left out. */
export type PastSubject = { shape: ReplayShape; named: readonly string[] }

const PART = /^(?:[\w-]+|\*)$/

/** Reads the subject of facts that are to be said again, or says what is wrong with it, in words for the person who wrote it. Pure. */
export function readPastSubject(subject: string): PastSubject | { problem: string } {
  const parts = subject.split('.')
  const root = parts[0] ?? ''
  if (!Object.hasOwn(SHAPES, root)) return { problem: `must begin with one of ${Object.keys(SHAPES).join(', ')}` }
  const shape = SHAPES[root as keyof typeof SHAPES]
  const isOpen = parts.at(-1) === '>'
  const named = isOpen ? parts.slice(0, -1) : parts
  if (!named.every((part) => PART.test(part))) return { problem: 'must be made of names and *, with > at the end only' }
  if (isOpen ? named.length >= shape.parts : named.length !== shape.parts) return { problem: `must have ${shape.parts} parts, or fewer and > at the end` }
  return { shape, named }
}
