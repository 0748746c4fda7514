import type { DocType } from '@chasqui/contracts'
import type { Reader } from '../reader.ts'
import type { Draft } from './canonical.ts'
import type { Document } from './document.ts'
import { findTable } from './fields/lines/lines.ts'
import { readClaveAcceso } from './fields/number.ts'
import { readReferences } from './fields/references.ts'
import { purchaseDraft } from './purchase.ts'
import { readPages } from './read-pages.ts'

const TYPES: ReadonlySet<DocType> = new Set<DocType>(['invoice', 'credit_note', 'debit_note', 'quote', 'order', 'contract', 'product_list', 'unknown'])

/**
 * Reads invoices and their notes from the words of their pages, whoever printed them. Types that never reach the books
 * (quotes, orders) are read the same way, for the person who looks at them.
 */
export const invoiceLayout: Reader = {
  name: 'invoice-layout',
  reads: (source) => source.text !== undefined && TYPES.has(source.docType),
  read: (source, context) => readPages(source, context, { draftOf: (document) => draftOf(document, source.docType), isUsable, hasHead: true }),
}

function isUsable({ number, issueDate, vendor, totals }: Draft): boolean {
  return number !== undefined || issueDate !== undefined || vendor?.taxId !== undefined || totals?.total !== undefined
}

function draftOf(document: Document, docType: DocType): Draft {
  return purchaseDraft(document, docType, findTable(document), {
    isTicket: false,
    claveAcceso: document.country === 'EC' ? readClaveAcceso(document) : undefined,
    ...(docType === 'credit_note' || docType === 'debit_note' ? readReferences(document) : {}),
  })
}
