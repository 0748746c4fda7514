import type { Canonical, Finding, Tenant } from '@chasqui/contracts'

export type CheckContext = {
  tenant: Tenant
  /** YYYY-MM-DD in the tenant's time zone. */
  today: string
}

/** A rule about documents: pure, and silent where it has nothing to say about this one. */
export type Check = (document: Canonical, context: CheckContext) => Finding[]

/** Invoices and the notes that correct them. */
export function isInvoiceLike({ docType }: Canonical): boolean {
  return docType === 'invoice' || docType === 'credit_note' || docType === 'debit_note'
}

/**
 * Whether the field was read from an image or a page, where letters get lost, rather than from structured data. What a
 * person typed over it counts as typed.
 */
export function isScanned(document: Canonical, field: string): boolean {
  const isPage = document.source === 'ocr' || document.source === 'pdf-text'
  return isPage && document.fieldMeta[field]?.source !== 'user'
}
