import type { Canonical, DocType, FileKind, Finding, ItemIds, ItemStatus, Row, SourceType, StageName } from '@chasqui/contracts'

/** One try of one stage. */
export type Attempt = {
  stage: StageName
  n: number
  startedAt: Date
  endedAt: Date
  ok: boolean
  errorCode?: string
  errorMessage?: string
  retryable?: boolean
  worker: string
  msgSeq: number
  durationMs: number
}

/** What made an item fail, as it is shown. */
export type Failure = { stage: StageName; code: string; message: string; hint: string; retryable: boolean; at: Date }

export type ItemFile = { fileId: string; filename: string; size: number; mimeType: string; sha256: string; archive?: { fileId: string; filename: string; purgedAt?: Date }; /** Its bytes are gone. */ purgedAt?: Date }

/** What the stages learn about an item. Each stage sets its own fields when it is done. */
export type ItemFindings = {
  /** Of a table: the row of it that this item is. */
  row?: Row
  kind?: FileKind
  file?: ItemFile
  preparedFileId?: string
  /** The pictures of its pages, which the prepared pages name too: a purge asks by them who else needs one. */
  pageFileIds?: string[]
  scans?: number
  textFileId?: string
  text?: { pages: { n: number; mode: string; words: number; meanConfidence?: number; score?: number; variant?: string; durationMs?: number }[] }
  docType?: DocType
  docTypeConfidence?: number
  docTypeReasons?: string[]
  canonical?: Canonical
  /** What preprocess and classify noticed; validate joins them with its own into `findings`. */
  notes?: Finding[]
  findings?: Finding[]
  needsReview?: boolean
  duplicateOf?: string
  promotedTo?: string
  promotedId?: string
  promotedAt?: Date
  posted?: Posted
}

/** The records that publishing an item made, and those that were there already. */
export type Posted = { invoices: number; expenses: number; bankTransactions: number; vendors: number; duplicates: number }

/**
 * A document or a row to import. The one place where its state is kept.
 *
 * `waiting` and `inFlight` exist only to be indexed: both are absent while an item rests, so the indexes on them
 * stay as small as the window, whatever the number of items.
 */
export type Item = ItemFindings & {
  _id: string
  tenantId: string
  batchId: string
  idx: number
  /** Raised by each retry by a person. */
  run: number
  status: ItemStatus
  sourceType: SourceType
  /** To be handed to its next stage when the tenant's window has room. */
  waiting?: true
  /** Handed over and not yet at rest. */
  inFlight?: true
  /** Tries of the present stage that failed and may be tried again. */
  tries: number
  /** Workers of the present stage that died with the item in hand. */
  crashes: number
  nextRetryAt?: Date
  /** The fencing of a stage whose work lasts: only the owner of the claim may write. */
  owner?: string
  epoch: number
  leaseUntil?: Date
  /** The mark of the last group commit that moved it. */
  movedBy?: string
  movedAt: Date
  restated: number
  approvedAt?: Date
  approvedBy?: string
  rejection?: { by: string; reason: string; at: Date }
  failure?: Failure
  attempts: Attempt[]
  attemptCount: number
  traceparent?: string
  createdAt: Date
  updatedAt: Date
}

export type NewItem = Pick<Item, '_id' | 'tenantId' | 'batchId' | 'idx' | 'sourceType'> & { row?: Row; file?: ItemFile; traceparent?: string }

export function idsOf(item: Pick<Item, '_id' | 'tenantId' | 'batchId' | 'run'>): ItemIds {
  return { tenantId: item.tenantId, batchId: item.batchId, itemId: item._id, run: item.run }
}

/** Whose an item is: absent when nobody works on it. */
export const CLAIM_FIELDS = ['owner', 'leaseUntil'] as const satisfies (keyof Item)[]

/** Absent on an item that leaves its stage. */
export const STAGE_FIELDS = [...CLAIM_FIELDS, 'nextRetryAt'] as const satisfies (keyof Item)[]

/** Absent on an item that is at rest, or is to be handed over anew. */
export const FLIGHT_FIELDS = [...STAGE_FIELDS, 'inFlight'] as const satisfies (keyof Item)[]

/** Absent on an item at its end. */
export const MOVING_FIELDS = [...FLIGHT_FIELDS, 'waiting'] as const satisfies (keyof Item)[]

/** Of an item, and of a task: older ones are only counted. */
export const ATTEMPTS_KEPT = 20
