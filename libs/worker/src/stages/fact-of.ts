import { FAILED_STATES, itemDuplicate, itemFailed, itemPublished, stageAfter, type DuplicateLevel, type Fact, type ItemIds } from '@chasqui/contracts'
import type { Item } from '@chasqui/mongo/items'

export type StatedFact = { fact: Fact; body: ItemIds & Record<string, unknown> }

/** The parts of an item that facts are made of; a stage that has them at hand need not read the record. */
export type FactView = Pick<Item, 'status'> & { level?: DuplicateLevel | undefined; fileId?: string | undefined; noted?: boolean | undefined } & {
  [K in 'notes' | 'sourceType' | 'row' | 'file' | 'kind' | 'scans' | 'docType' | 'canonical' | 'needsReview' | 'approvedAt' | 'promotedTo' | 'promotedId' | 'duplicateOf' | 'failure']?: Item[K] | undefined
}

/** More lines or movements than this do not ride in the message: the next stage reads them from the record. */
const CARRIED_PARTS = 40
const CARRIED_ROW_CELLS = 100

/**
 * Which fact follows from which state: a pure function of the record. A working state has the fact that led into its
 * stage, so saying it again sends the item to the same stage again.
 */
export function factOf(ids: ItemIds, view: FactView): StatedFact | undefined {
  if (view.status === 'duplicate') return { fact: itemDuplicate, body: { ...ids, level: view.level ?? 'business', duplicateOf: view.duplicateOf ?? '' } }
  if (FAILED_STATES.has(view.status)) return failedFact(ids, view)
  if (view.status === 'published') return { fact: itemPublished, body: { ...ids, promotedTo: view.promotedTo ?? '', promotedId: view.promotedId ?? '' } }
  const stage = stageAfter(view.status)
  if (!stage) return undefined
  return { fact: stage.takes, body: { ...ids, ...carried(stage.takes.name, view) } }
}

function failedFact(ids: ItemIds, { failure }: FactView): StatedFact {
  return { fact: itemFailed, body: { ...ids, stage: failure?.stage ?? '', code: failure?.code ?? '', message: failure?.message ?? '' } }
}

function carried(fact: string, view: FactView): Record<string, unknown> {
  const row = view.row && Object.keys(view.row).length <= CARRIED_ROW_CELLS ? view.row : undefined
  const noted = view.noted === true || (view.notes?.length ?? 0) > 0
  const fileId = view.fileId ?? view.file?.fileId
  const source = { sourceType: view.sourceType, row, fileId }
  switch (fact) {
    case 'received': return source
    case 'preprocessed': return { ...source, kind: view.kind, scans: view.scans ?? 0, noted }
    case 'ocr_completed': return { ...source, kind: view.kind, noted }
    case 'classified': return { ...source, kind: view.kind, docType: view.docType, noted }
    case 'extracted': return { canonical: smallCanonical(view), fileId, noted }
    case 'validated': return { canonical: smallCanonical(view), fileId, publish: !view.needsReview || view.approvedAt !== undefined }
    default: return {}
  }
}

function smallCanonical({ canonical }: FactView): unknown {
  if (!canonical) return undefined
  const parts = canonical.lines.length + (canonical.bankStatement?.transactions.length ?? 0)
  return parts <= CARRIED_PARTS ? canonical : undefined
}
