import { availableParallelism } from 'node:os'
import { z } from 'zod'

/** The settings of this stage, beside those of every stage. */
export const OcrConfig = z.object({
  ocrLanguages: z.string().regex(/^[a-z_]{3,}(\+[a-z_]{3,})*$/i).default('spa+eng').describe('the languages of the documents, as Tesseract names them, joined by +'),
  ocrProcesses: z.coerce.number().int().min(1).max(64).default(availableParallelism()).describe('pages read at once; by default one a processor'),
  ocrPageTimeoutMs: z.coerce.number().int().min(100).default(60_000).describe('the longest that one page may take'),
  ocrDocumentTimeoutMs: z.coerce.number().int().min(100).default(180_000).describe('the longest that one document may take'),
  ocrMaxMemoryMb: z.coerce.number().int().min(256).default(1_024).describe('address space of each Tesseract process'),
  ocrPagesPerProcess: z.coerce.number().int().min(1).default(100).describe('pages after which a Tesseract process is replaced by a fresh one'),
  ocrIdleMs: z.coerce.number().int().min(0).default(20_000).describe('how long a Tesseract process without work is kept'),
})
export type OcrConfig = z.infer<typeof OcrConfig>
