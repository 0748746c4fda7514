import { z } from 'zod'
import { Canonical, DocType } from './canonical.ts'
import { FileKind } from './file-kind.ts'

/**
 * What the stages tell each other. Every fact carries the ids; beside them it may carry the small data that
 * saves the next stage a read. What is absent is read from the record.
 */

const ItemIds = z.object({
  tenantId: z.string().min(1),
  batchId: z.string().min(1),
  itemId: z.string().min(1),
  run: z.int().min(0).describe('raised by every retry by a person, so that the facts of the new run are new'),
})
export type ItemIds = z.infer<typeof ItemIds>

/** A row as it was sent: names and values, nothing interpreted. */
export const Row = z.record(z.string(), z.unknown())
export type Row = z.infer<typeof Row>

export const SOURCE_TYPES = ['invoices', 'bank', 'receipts', 'expenses', 'products', 'documento'] as const
export const SourceType = z.enum(SOURCE_TYPES)
export type SourceType = z.infer<typeof SourceType>

function fact<const Name extends string, Shape extends z.ZodRawShape>(name: Name, version: number, says: string, shape: Shape) {
  return { name, version, says, schema: ItemIds.extend(shape) } as const
}

const carriedRow = {
  sourceType: SourceType,
  row: Row.optional().describe('the row, when it is small'),
  fileId: z.string().optional().describe('the file; absent for a row'),
}

const carriedDocument = {
  canonical: Canonical.optional().describe('when it is small'),
  fileId: z.string().optional().describe('the file it was read from; absent for a row'),
}

const noted = z.boolean().describe('a stage before left notes on the record that validate must join')

export const itemReceived = fact('received', 1, 'An item is on record and may start.', {
  ...carriedRow,
})

export const itemPreprocessed = fact('preprocessed', 1, 'The file was accepted; its kind is known and its pages are prepared.', {
  ...carriedRow,
  kind: FileKind,
  scans: z.int().min(0).describe('pages that need OCR'),
  noted,
})

export const itemOcrCompleted = fact('ocr_completed', 1, 'The text of every page is known, or there is none to read.', {
  ...carriedRow,
  kind: FileKind,
  noted,
})

export const itemClassified = fact('classified', 1, 'The type of the document is known.', {
  ...carriedRow,
  kind: FileKind,
  docType: DocType,
  noted,
})

export const itemExtracted = fact('extracted', 1, 'The canonical document is on record.', {
  ...carriedDocument,
  noted,
})

export const itemValidated = fact('validated', 1, 'The checks passed. What waits for a person rests here until it is approved.', {
  ...carriedDocument,
  publish: z.boolean().describe('false: a person must look first'),
})

export const itemPublished = fact('published', 1, 'The document is in the books.', {
  promotedTo: z.string(),
  promotedId: z.string(),
})

/** By what a document was known: the bytes of its file, or what it says. */
const DuplicateLevel = z.enum(['file', 'business'])
export type DuplicateLevel = z.infer<typeof DuplicateLevel>

export const itemDuplicate = fact('duplicate', 1, 'The same bytes or the same document is already there; the item ends.', {
  level: DuplicateLevel,
  duplicateOf: z.string().describe('the item or the record that was first'),
})

export const itemFailed = fact('failed', 1, 'The item rests in a failed state until a person acts.', {
  stage: z.string(),
  code: z.string(),
  message: z.string(),
})
