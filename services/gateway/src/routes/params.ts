import { z } from 'zod'

/** Ids that are not of the form of ours are looked up all the same: they are not found, like any other. */
const Id = z.string().min(1).max(100)

export const BatchParams = z.object({ batchId: Id.describe('id of the batch') })
export const ItemParams = z.object({ itemId: Id.describe('id of the item') })

export const PageSize = z.coerce.number().int().min(1).max(200)

/** Text that is searched for; the store cannot search for NUL. */
export const SearchText = z.string().max(200).regex(/^[^\0]*$/, 'must not contain a NUL character')
