import type { Books, Invoice } from '@chasqui/mongo/books'
import { normalizedNumber } from '@chasqui/tax'
import { correctedInvoice, correctedKey, namesOf } from './destinations/correction.ts'

/**
 * Ties notes to the invoices they correct, whichever came first: the notes among the records just written to invoices in
 * the books, and notes that wait in the books to invoices just written. Both are written before either is looked for, so
 * of two processes that write note and invoice at the same time at least one sees both.
 */
export async function tieNotes(books: Books, written: readonly Invoice[]): Promise<void> {
  if (written.length === 0) return
  const tenantIds = [...new Set(written.map((invoice) => invoice.tenantId))]
  const notes = written.filter((invoice) => invoice.waitsFor !== undefined)
  const names = written.flatMap(namesOf)
  const [named, waiting] = await Promise.all([
    notes.length === 0 ? [] : namedBy(books, tenantIds, notes),
    names.length === 0 ? [] : books.invoices.findWaitingFor(tenantIds, names),
  ])
  const ties = [...notes.map((note) => tieOf(note, named)), ...waiting.map((note) => tieOf(note, written))]
  await books.invoices.tie(ties.filter((tie) => tie !== undefined))
}

/** What the notes name: by number, or by the posting key where they give a fiscal id only. */
async function namedBy(books: Books, tenantIds: readonly string[], notes: readonly Invoice[]): Promise<Invoice[]> {
  const numbers = notes.flatMap((note) => (note.correctsNumber === undefined ? [] : normalizedNumber(note.correctsNumber)))
  const keys = notes.flatMap((note) => correctedKey(note) ?? [])
  const [byNumber, byKey] = await Promise.all([
    numbers.length === 0 ? [] : books.invoices.findByNumbers(tenantIds, numbers),
    keys.length === 0 ? [] : books.postings.findMany(tenantIds, keys).then((postings) => books.invoices.findMany(tenantIds, postings.map((posting) => posting.entityId))),
  ])
  return [...byNumber, ...byKey]
}

function tieOf(note: Invoice, among: readonly Invoice[]): { noteId: string; invoiceId: string } | undefined {
  const invoice = correctedInvoice(note, among)
  return invoice && { noteId: note._id, invoiceId: invoice._id }
}
