import { DocType, pipeline, SourceType } from '@chasqui/contracts'
import { z } from 'zod'

/** What must come of one sample file. It stands beside the file as `<file>.expected.json`. */

const RESTING_STATES = [
  ...pipeline.map((stage) => stage.states.failed),
  'validated', 'published', 'duplicate',
] as const

const Code = z.string().regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/)

export const Posted = z.strictObject({
  invoices: z.int().min(0).default(0),
  expenses: z.int().min(0).default(0),
  bankTransactions: z.int().min(0).default(0),
  duplicates: z.int().min(0).default(0).describe('movements of a statement that were in the books already'),
})

const ItemShape = z.strictObject({
  name: z.string().optional().describe('only of a file that unpacks into several documents: `zip::inner` or `file::DTE-33-1501`; the rows of a table have none and come in the order of the table'),
  state: z.enum(RESTING_STATES),
  docType: DocType.optional(),
  canonical: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional()
    .describe('dotted path into the canonical document → value; decimals are equal by value ("380" is "380.00"); `<list>.length` counts'),
  findings: z.array(Code).optional().describe('codes that must be among the findings'),
  error: Code.optional().describe('the code with which the item failed'),
  posted: Posted.optional().describe('what this item alone put into the books'),
  review: z.string().optional().describe('why a person must look'),
})

/** An item must say what its state calls for: a failure its code, a published one its records, a waiting one its reason. */
export const ExpectedItem = ItemShape.superRefine((item, context) => {
  const require = (holds: boolean, message: string): void => {
    if (!holds) context.addIssue({ code: 'custom', message })
  }
  require(item.state.endsWith('_failed') === (item.error !== undefined), 'error belongs to failed items, and only to them')
  require((item.state === 'validated') === (item.review !== undefined), 'review belongs to items that wait, and only to them')
  require((item.state === 'published') === (item.posted !== undefined), 'posted belongs to published items, and only to them')
})
export type ExpectedItem = z.infer<typeof ExpectedItem>

export const Expected = z.strictObject({
  why: z.string().min(10).describe('what the file shows'),
  order: z.int().min(0).default(10).describe('when to import it inside its tenant; lower first, equal ones in any order'),
  sourceType: SourceType.optional().describe('the source type of the batch, where the file alone does not tell'),
  items: z.array(ExpectedItem).min(1),
})
export type Expected = z.infer<typeof Expected>
