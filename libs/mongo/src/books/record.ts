import type { Amount } from './amount.ts'

/** Where a record came from: the way back to the original file. */
export type ImportSource = { kind: 'import'; batchId: string; itemId: string; fileId?: string }

/** What every record of the books carries. */
export type BookRecord = {
  _id: string
  tenantId: string
  source: ImportSource
  postingKey: string
  /** Raised by every change after the import; an undo is refused when it is no longer 1. */
  version: number
  createdAt: Date
  /** Set by an undo; the record stays, and lists leave it out. */
  revertedAt: Date | null
}

/** A party as it stood on the document. */
export type PartyOnRecord = { name?: string; taxId?: string; taxIdType?: string; country?: string; tradeName?: string; address?: string; city?: string; email?: string; phone?: string }

export type TaxOnRecord = { kind: string; code?: string; rate: Amount | null; base: Amount; amount: Amount }

export type LineOnRecord = {
  n: number
  code?: string
  description: string
  quantity?: Amount
  unit?: string
  unitPrice?: Amount
  discount?: Amount
  net?: Amount
  taxKind?: string
  taxRate?: Amount | null
  taxAmount?: Amount
  gross?: Amount
}

export const PAYMENT_STATES = ['pending', 'partial', 'paid', 'cancelled'] as const
export type PaymentState = (typeof PAYMENT_STATES)[number]
