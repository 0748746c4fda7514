import { z } from 'zod'
import { FAILED_STATES, ITEM_STATES, type ItemStatus } from '@chasqui/contracts'

/** Stands for every state in which an item has failed, as old clients ask for it. */
const ANY_FAILED = 'failed'

const known: ReadonlySet<string> = new Set([...ITEM_STATES, ANY_FAILED])

/** The states in a query parameter: one, or several with commas. A state that there is not is a mistake, not an empty list. */
export const StatusList = z.string().max(500)
  .refine((text) => namesIn(text).every((name) => known.has(name)), { error: `must be one or more of ${[...known].join(', ')}` })
  .describe('one state, or several with commas; `failed` stands for all failed ones')
  .meta({ examples: ['failed', 'published,duplicate'] })
  .transform((text) => namesIn(text).flatMap((name): readonly ItemStatus[] => name === ANY_FAILED ? [...FAILED_STATES] as ItemStatus[] : [name as ItemStatus]))

function namesIn(text: string): string[] {
  return text.split(',').map((name) => name.trim())
}
