import { z } from 'zod'

export const PreprocessConfig = z.object({
  importsMaxItemsPerBatch: z.coerce.number().int().min(1).default(5_000).describe('rows and files that one batch may hold, those of archives and tables included'),
})
