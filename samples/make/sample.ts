import type { z } from 'zod'
import type { Expected, ExpectedItem } from '../expected.ts'

export type Tenant = 'pe' | 'cl' | 'ec' | 'es'

/** One file to be made, and what must come of it. */
export type Sample = {
  /** `<tenant>/<file>`, below `samples/`. */
  readonly path: `${Tenant}/${string}`
  readonly expected: z.input<typeof Expected>
  /**
   * `node`: made by this process alone, the same bytes on every machine; a test makes it again and compares.
   * `tools`: drawn with programs of the machine (Chromium, LibreOffice, poppler), whose versions show in the bytes.
   */
  readonly by: 'node' | 'tools'
  readonly bytes: () => Uint8Array | Promise<Uint8Array>
}

type Item = z.input<typeof ExpectedItem>
type Canonical = NonNullable<Item['canonical']>

/** A sample whose content is at hand. Text becomes UTF-8. */
export function sample(path: Sample['path'], content: string | Uint8Array, expected: Sample['expected']): Sample {
  return { path, expected, by: 'node', bytes: () => typeof content === 'string' ? Buffer.from(content, 'utf8') : content }
}

/** An item that reaches the books as one invoice (credit and debit notes are invoices, too). */
export function invoiceInBooks(docType: 'invoice' | 'credit_note' | 'debit_note', canonical: Canonical): Item {
  return { state: 'published', docType, canonical, posted: { invoices: 1 } }
}

/** An item that reaches the books as one expense. */
export function expenseInBooks(docType: 'receipt' | 'expense', canonical: Canonical): Item {
  return { state: 'published', docType, canonical, posted: { expenses: 1 } }
}

export function movementsInBooks(canonical: Canonical, posted: { bankTransactions: number; duplicates: number }): Item {
  return { state: 'published', docType: 'bank_statement', canonical, posted }
}

/** An item that the checks stopped with this code. */
export function invalid(code: string, rest: Partial<Item> = {}): Item {
  return { state: 'validation_failed', error: code, findings: [code], ...rest }
}

/** A file that was not let in. */
export function refused(code: string): Item {
  return { state: 'preprocessing_failed', error: code }
}

/** An item that passed the checks but waits for a person. */
export function waits(review: string, rest: Partial<Item> = {}): Item {
  return { state: 'validated', review, ...rest }
}

/** Text with one thing changed everywhere; a change that finds nothing to change is a mistake of the maker. */
export function changed(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`nothing to change: ${from}`)
  return text.replaceAll(from, to)
}
