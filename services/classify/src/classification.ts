import type { DocType } from '@chasqui/contracts'

/** What a document is, how sure that is, and why. */
export type Classification = {
  docType: DocType
  /** 0–1. */
  confidence: number
  /** The type in the words of its own format: SUNAT `01`, DTE `33`, SRI `01`, CFDI `I`, Facturae `FC/OO`. */
  subType?: string
  /** For the person who wonders: each clue that counted, strongest first. */
  reasons: string[]
  needsReview: boolean
}

/** From here on a guess goes its way without a person. */
export const SURE = 0.85
/** Between this and `SURE` the guess goes on, but a person looks at it; below, the document is `unknown`. */
export const LIKELY = 0.7

/** Applies the two thresholds to a guess. */
export function gated(docType: DocType, confidence: number, reasons: string[]): Classification {
  const rounded = Math.round(confidence * 1000) / 1000
  if (docType === 'unknown' || rounded < LIKELY) return { docType: 'unknown', confidence: rounded, reasons, needsReview: true }
  return { docType, confidence: rounded, reasons, needsReview: rounded < SURE || NEVER_PUBLISHED.has(docType) }
}

/** Types without a destination in the books: they are kept and shown to a person. */
const NEVER_PUBLISHED: ReadonlySet<DocType> = new Set<DocType>(['quote', 'order', 'contract'])
