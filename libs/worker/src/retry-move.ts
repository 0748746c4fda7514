import type { ItemStatus } from '@chasqui/contracts'
import { idsOf, type FailedItem, type Item, type Move } from '@chasqui/mongo'

/** What the stages found out, and what people said to it. A restart finds it out again, so an old approval must not stand. */
const LEARNED = [
  'kind', 'preparedFileId', 'pageFileIds', 'scans', 'textFileId', 'text', 'docType', 'docTypeConfidence', 'docTypeReasons', 'canonical', 'notes', 'findings', 'needsReview',
  'duplicateOf', 'approvedAt', 'approvedBy',
] as const satisfies (keyof Item)[]

/** A failed item goes round again from this state: a new run, with its tries reset. Pure. */
export function retryMoveTo(item: FailedItem, to: ItemStatus, set: Move['set'] = {}): Move {
  return {
    ids: idsOf(item), expect: { status: item.status }, to,
    set: { ...set, waiting: true, tries: 0, crashes: 0 },
    unset: ['failure', 'nextRetryAt', 'owner', 'leaseUntil', 'inFlight', ...(to === 'pending' ? LEARNED : [])],
    count: { run: 1 },
  }
}
