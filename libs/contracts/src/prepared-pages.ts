import { z } from 'zod'
import { TextPage } from './document-text.ts'

/** A page that must be read by OCR: upright, cleaned, grey, stored as an image in the file store. */
export const ScanPage = z.object({
  n: z.int().min(1),
  mode: z.literal('scan'),
  width: z.number().describe('points'),
  height: z.number().describe('points'),
  dpi: z.number().describe('of the stored image'),
  imageFileId: z.string().describe('the cleaned grey image'),
  contrastFileId: z.string().optional().describe('the contrast-raised twin for a second reading'),
  layout: z.enum(['page', 'receipt']).describe('receipt: a narrow strip; decides the page segmentation mode'),
})
export type ScanPage = z.infer<typeof ScanPage>

/** What preprocess stores for a PDF, image or free text: each page either has its words already or waits for OCR. */
export const PreparedPages = z.object({
  pages: z.array(z.union([TextPage, ScanPage])),
  truncated: z.boolean().default(false).describe('the file had more pages than the limit'),
})
export type PreparedPages = z.infer<typeof PreparedPages>

/** The file ids of the pictures that pages have, each once. Pure. */
export function imagesOf({ pages }: PreparedPages): string[] {
  return [...new Set(pages.flatMap((page) => page.mode !== 'scan' ? [] : page.contrastFileId === undefined ? [page.imageFileId] : [page.imageFileId, page.contrastFileId]))]
}
