import type { ItemStatus, StageName } from '@chasqui/contracts'
import { FLIGHT_FIELDS, idsOf, type FailedItem, type Item, type Move } from '@chasqui/mongo/items'

/** What each stage finds out, and what people said to what it found. Who goes through the stage again finds it out again, so an old approval must not stand. */
export const FOUND_BY: Readonly<Record<StageName, readonly (keyof Item)[]>> = {
  // Without a scan the text is found here already.
  preprocess: ['kind', 'preparedFileId', 'pageFileIds', 'scans', 'notes', 'textFileId', 'text'],
  ocr: ['textFileId', 'text'],
  classify: ['docType', 'docTypeConfidence', 'docTypeReasons'],
  extract: ['canonical'],
  validate: ['findings', 'needsReview', 'approvedAt', 'approvedBy'],
  publish: ['duplicateOf'],
}

/** A failed item goes round again from this state: a new run, with its tries reset. Pure. */
export function retryMoveTo(item: FailedItem, to: ItemStatus, set: Move['set'] = {}): Move {
  return {
    ids: idsOf(item), expect: { status: item.status }, to,
    set: { ...set, waiting: true, tries: 0, crashes: 0 },
    unset: ['failure', ...FLIGHT_FIELDS, ...(to === 'pending' ? new Set(Object.values(FOUND_BY).flat()) : [])],
    count: { run: 1 },
  }
}
