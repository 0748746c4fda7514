import { z } from 'zod'

/** A word and where it stands: points (1/72 inch) from the top left corner of its upright page. */
export const Word = z.object({
  text: z.string(),
  x: z.number(),
  y: z.number(),
  w: z.number(),
  h: z.number(),
  conf: z.number().min(0).max(100).optional().describe('the OCR engine\'s confidence; absent for digital text'),
})
export type Word = z.infer<typeof Word>

const PAGE_MODES = ['native', 'embedded-ocr', 'ocr'] as const

export const TextPage = z.object({
  n: z.int().min(1),
  width: z.number().describe('points'),
  height: z.number().describe('points'),
  mode: z.enum(PAGE_MODES).describe('native: the PDF\'s own text; embedded-ocr: a scan that carries an older text layer; ocr: read by Tesseract'),
  words: z.array(Word),
  /** The text of the page in reading order, one printed line a line. */
  text: z.string(),
  /** A second reading of the same page, kept when both were needed; fields missing in the first are looked for here. */
  second: z.object({ words: z.array(Word), text: z.string(), variant: z.string() }).optional(),
  variant: z.string().optional().describe('which preparation and segmentation gave this reading'),
  meanConfidence: z.number().min(0).max(100).optional(),
  score: z.number().min(0).max(1).optional(),
  durationMs: z.number().optional(),
})
export type TextPage = z.infer<typeof TextPage>

/** What the ocr stage stores in the file store for each text document. */
export const DocumentText = z.object({ pages: z.array(TextPage), truncated: z.boolean().default(false) })
export type DocumentText = z.infer<typeof DocumentText>
