import { FINAL_STATES, pipeline, type ItemStatus } from './pipeline.ts'

/**
 * The legal moves of an item: what may follow what. Built from the pipeline, plus the ends and the ways back
 * that only a person opens. Staying in the same state is legal: a try that failed and waits is such a move.
 */
const legal = new Map<string, Set<string>>()

function allow(from: string, ...to: string[]): void {
  const set = legal.get(from) ?? new Set()
  for (const t of to) set.add(t)
  legal.set(from, set)
}

for (const { states } of pipeline) {
  allow(states.from, states.from, states.working, states.done, states.failed)
  allow(states.working, states.working, states.done, states.failed, states.from)
  // A retry resumes at the step that failed; a restart sends the item back to the beginning.
  allow(states.failed, states.from, 'pending')
}
// What is worked through anew goes back to where a stage before it takes items: reprocessing a batch, after a defect was mended.
for (const [n, { states }] of pipeline.entries()) {
  for (const { states: earlier } of pipeline.slice(0, n)) {
    allow(states.from, earlier.from)
    allow(states.failed, earlier.from)
  }
}
// The same bytes, or the same document, is already there.
allow('pending', 'duplicate')
allow('preprocessing', 'duplicate')
allow('publishing', 'duplicate')
// What stood for the copy has failed, so the copy has.
allow('duplicate', 'preprocessing_failed')

const everyState = [...legal.keys()]
for (const from of everyState) {
  if (FINAL_STATES.has(from)) continue
  // Publishing is past the point of no return.
  if (from !== 'publishing') allow(from, 'rejected', 'cancelled')
}

/** Whether an item may go from one state to another. */
export function isLegalMove(from: ItemStatus, to: ItemStatus): boolean {
  return legal.get(from)?.has(to) ?? false
}

/** All legal moves, for the picture in docs/states.md. */
export function legalMoves(): [from: string, to: string][] {
  return [...legal].flatMap(([from, targets]) => [...targets].filter((to) => to !== from).map((to): [string, string] => [from, to]))
}
