import { FAILED_STATES, FINAL_TASK_STATES, ITEM_STATES, legalMoves, pipeline, pipelinePicture, TASK_MOVES, TASK_STATES } from '@chasqui/contracts'
import { code, codeBlock } from './markdown.ts'

/** The way of a document, for docs/architecture.md. */
export function pipelineDiagram(): string {
  return codeBlock('mermaid', pipelinePicture())
}

/** Ends that a person or a batch's cancellation opens from nearly everywhere: named in words, or nothing else could be seen. */
const OPEN_FROM_MANY = ['rejected', 'cancelled'] as const

/** The life of an item, for docs/states.md: a picture of the moves, and in words those that nearly every state has. */
export function stateDiagram(): string {
  const moves = legalMoves()
  const isRestart = ([from, to]: readonly [string, string]): boolean => FAILED_STATES.has(from) && to === 'pending'
  const isInWords = (move: readonly [string, string]): boolean => OPEN_FROM_MANY.some((end) => end === move[1]) || isRestart(move) || isReprocessed(move)
  const drawn = moves.filter((move) => !isInWords(move)).map(([from, to]) => `  ${from} --> ${to}`)
  return [
    codeBlock('mermaid', ['stateDiagram-v2', '  [*] --> pending', ...drawn, '  published --> [*]', '  duplicate --> [*]'].join('\n')),
    ...OPEN_FROM_MANY.map((end) => `To ${code(end)}: from every state but ${others(moves.filter(([, to]) => to === end))}.`),
    `Back to where an earlier stage takes items: from wherever a stage takes items, and from every failure, when a batch is reprocessed (${code('imports.reprocess_batch')}).`,
    `Back to ${code('pending')}, to begin anew: from ${moves.filter(isRestart).map(([from]) => code(from)).join(', ')}.`,
  ].join('\n\n')
}

/** Back over at least one stage. */
function isReprocessed([from, to]: readonly [string, string]): boolean {
  const own = pipeline.findIndex(({ states }) => states.from === from || states.failed === from)
  const target = pipeline.findIndex(({ states }) => states.from === to)
  return target >= 0 && target < own
}

/** The life of a task, for docs/states.md: every legal move and who makes it. */
export function taskDiagram(): string {
  const moves = TASK_MOVES.map(({ from, to, by }) => `  ${from} --> ${to}: ${by.replaceAll(/[:;]/g, ',')}`)
  const ends = TASK_STATES.filter((state) => FINAL_TASK_STATES.has(state)).map((state) => `  ${state} --> [*]`)
  return codeBlock('mermaid', ['stateDiagram-v2', '  [*] --> PENDING: launch', ...moves, ...ends].join('\n'))
}

/** The states that none of these moves leaves. */
function others(moves: readonly (readonly [string, string])[]): string {
  const left = new Set(moves.map(([from]) => from))
  return ITEM_STATES.filter((state) => !left.has(state)).map(code).join(', ')
}
