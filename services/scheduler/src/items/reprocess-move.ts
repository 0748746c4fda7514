import { FAILED_STATES, pipeline, stageAfter, stageNamed, stageThatFailed, WORKING_STATES, type ItemStatus, type StageName } from '@chasqui/contracts'
import { FLIGHT_FIELDS, idsOf, isBetweenStages, waitsForAPerson, type Item, type Move } from '@chasqui/mongo/items'
import { FOUND_BY } from '@chasqui/worker'

export const REPROCESS_SCOPES = ['failed', 'review', 'all_not_published'] as const
export type ReprocessScope = (typeof REPROCESS_SCOPES)[number]

/** Notes that classify leaves beside those of preprocess. */
const NOTES_OF_CLASSIFY: ReadonlySet<string> = new Set(['TYPE_UNKNOWN', 'TYPE_UNCERTAIN'])

export type ReprocessAnswer =
  | { kind: 'move'; move: Move }
  /** Why it stays: at its end, in a worker's hands, on its way, or not asked for. */
  | { kind: 'stays'; why: 'final' | 'at_work' | 'on_its_way' | 'out_of_scope' }

/**
 * Where an item of a batch that is worked through anew begins again. It never skips a stage: what failed before `from` goes on where it failed. Pure.
 * @param from the stage to begin with; absent: each at its own
 */
export function reprocessMove(item: Item, { scope, from }: { scope: ReprocessScope; from?: StageName | undefined }): ReprocessAnswer {
  const { status } = item
  if (WORKING_STATES.has(status)) return { kind: 'stays', why: 'at_work' }
  const isFailed = FAILED_STATES.has(status)
  const isReview = waitsForAPerson(item)
  if (!isFailed && !isReview && !isBetweenStages(status)) return { kind: 'stays', why: 'final' }
  if (!isIn(scope, { isFailed, isReview })) return { kind: 'stays', why: 'out_of_scope' }
  const own = positionOf(isReview ? 'validate' : stageThatFailed(status)?.name ?? stageAfter(status)?.name ?? 'preprocess')
  const at = from === undefined ? own : Math.min(own, positionOf(from))
  const stage = pipeline[at] as (typeof pipeline)[number]
  // On its way and where it should be: a second run of the task leaves it alone.
  if (!isFailed && !isReview && stage.states.from === status) return { kind: 'stays', why: 'on_its_way' }
  return { kind: 'move', move: moveTo(item, stage.name, { keepsApproval: isFailed && at === own && stage.name === 'publish' }) }
}

function moveTo(item: Item, stage: StageName, { keepsApproval }: { keepsApproval: boolean }): Move {
  const again = pipeline.slice(positionOf(stage)).map(({ name }) => name)
  const notes = item.notes?.filter(({ code }) => !NOTES_OF_CLASSIFY.has(code))
  const keepsNotes = notes && notes.length > 0 && !again.includes('preprocess')
  const forgotten = keepsApproval ? FOUND_BY.publish : again.flatMap((name) => foundAgainBy(name, item))
  return {
    ids: idsOf(item), expect: { status: item.status }, to: stageNamed(stage).states.from as ItemStatus,
    set: { waiting: true, tries: 0, crashes: 0, ...(again.includes('classify') && keepsNotes ? { notes } : {}) },
    unset: ['failure', ...FLIGHT_FIELDS, ...forgotten, ...(again.includes('classify') && !keepsNotes && !again.includes('preprocess') ? ['notes'] as const : [])],
    count: { run: 1 },
  }
}

/** Ocr passes what has no scan: it would not find a text again that was there before it. */
function foundAgainBy(stage: StageName, { scans = 0 }: Item): readonly (keyof Item)[] {
  return stage === 'ocr' && scans === 0 ? [] : FOUND_BY[stage]
}

function isIn(scope: ReprocessScope, { isFailed, isReview }: { isFailed: boolean; isReview: boolean }): boolean {
  switch (scope) {
    case 'failed': return isFailed
    case 'review': return isReview
    case 'all_not_published': return true
  }
}

function positionOf(stage: StageName): number {
  return pipeline.findIndex(({ name }) => name === stage)
}
