import type { Reader } from '../reader.ts'
import type { Document } from './document.ts'
import { findTable, type Table } from './fields/lines/lines.ts'
import { findTillRows } from './fields/lines/till-rows.ts'
import { purchaseDraft } from './purchase.ts'
import { readPages } from './read-pages.ts'

/** Reads tickets, boletas and other till rolls: two columns of what was bought, then what it came to and how it was paid. */
export const receiptLayout: Reader = {
  name: 'receipt-layout',
  reads: (source) => source.text !== undefined && (source.docType === 'receipt' || source.docType === 'expense'),
  read: (source, context) => readPages(source, context, {
    draftOf: (document) => purchaseDraft(document, source.docType, boughtIn(document), { isTicket: true }),
    isUsable: ({ issueDate, totals }) => issueDate !== undefined || totals?.total !== undefined,
    hasHead: true,
  }),
}

/** A ticket in columns with headings, or, without them, prices at the end of lines; the one with more rows. */
function boughtIn(document: Document): Table {
  const table = findTable(document)
  const till = findTillRows(document)
  return table.rows.length >= till.rows.length ? table : till
}
