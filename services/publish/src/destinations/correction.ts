import type { Canonical, Reference } from '@chasqui/contracts'
import type { Invoice } from '@chasqui/mongo/books'
import { normalizedNumber, postingKey } from '@chasqui/tax'
import type { z } from 'zod'
import { present } from '../present.ts'
import type { PostRequest } from './destination.ts'
import { oneTaxId } from './parties.ts'

type Correction = Pick<Invoice, 'correctsInvoiceId' | 'correctsNumber' | 'correctsFiscalId' | 'correctsDocType' | 'waitsFor'>

/**
 * What a credit or debit note corrects. It waits for its invoice until that is in the books; `corrections.ts` ties them.
 * A note may refer to orders and delivery notes as well: the reference that gives a reason is the corrected one.
 */
export function correctionOf({ tenant, canonical }: PostRequest): Correction {
  const corrected = correctedBy(canonical)
  if (!corrected) return { correctsInvoiceId: null }
  const { number, fiscalId, docType } = corrected
  const issuer = oneTaxId(canonical.vendor, canonical.country)
  const name = number === undefined ? fiscalIdName(fiscalId) : normalizedNumber(number)
  return {
    correctsInvoiceId: null,
    ...present({ correctsNumber: number, correctsFiscalId: fiscalId, correctsDocType: docType }),
    ...present({ waitsFor: issuer !== undefined && name ? knownBy(tenant.id, issuer, name) : undefined }),
  }
}

function correctedBy({ docType, references }: Canonical): z.infer<typeof Reference> | undefined {
  if (docType !== 'credit_note' && docType !== 'debit_note') return undefined
  const named = references.filter((reference) => reference.number !== undefined || reference.fiscalId !== undefined)
  return named.find((reference) => reference.reasonCode !== undefined) ?? named[0]
}

/** What notes may wait for this invoice by: its number and its fiscal id, each with tenant and issuer. */
export function namesOf({ tenantId, vendor, numberNorm, fiscalId }: Invoice): string[] {
  const issuer = vendor.taxId
  if (issuer === undefined) return []
  return [numberNorm, fiscalIdName(fiscalId?.value)].flatMap((name) => (name ? [knownBy(tenantId, issuer, name)] : []))
}

function fiscalIdName(value: string | undefined): string | undefined {
  return value?.trim().toUpperCase()
}

function knownBy(tenantId: string, issuerTaxId: string, name: string): string {
  return `${tenantId}|${issuerTaxId}|${name}`
}

/** The posting key of the invoice that a note names by its fiscal id alone, as Mexican notes do. */
export function correctedKey({ tenantId, country, vendor, correctsNumber, correctsFiscalId }: Invoice): string | undefined {
  if (correctsNumber !== undefined || correctsFiscalId === undefined) return undefined
  const kind = FISCAL_ID_OF[country]
  return kind && postingKey(tenantId, { country, docType: 'invoice', issuerTaxId: vendor.taxId, fiscalId: { kind, value: correctsFiscalId } })?.key
}

const FISCAL_ID_OF: Readonly<Record<string, string>> = { MX: 'uuid', CO: 'cufe', EC: 'claveAcceso' }

/** Countries whose references name the kind of the corrected document by the same codes as the documents themselves. */
const CODED: ReadonlySet<string> = new Set(['PE', 'CL', 'EC'])

/** Whether this is the invoice that the note corrects: the same issuer, the name that the note gives, the kind it names. */
export function isCorrectedBy(invoice: Invoice, note: Invoice): boolean {
  if (invoice._id === note._id || invoice.issueDate > note.issueDate) return false
  if (note.waitsFor === undefined || !namesOf(invoice).includes(note.waitsFor)) return false
  if (CODED.has(note.country) && note.correctsDocType !== undefined && invoice.subType !== undefined) return invoice.subType === note.correctsDocType
  return invoice.docType === 'invoice' || invoice.docType === 'receipt'
}

/** Of several invoices that a note may mean (a number that starts again each year), the latest. */
export function correctedInvoice(note: Invoice, invoices: readonly Invoice[]): Invoice | undefined {
  const corrected = invoices.filter((invoice) => isCorrectedBy(invoice, note))
  return corrected.reduce<Invoice | undefined>((latest, invoice) => (latest === undefined || isLater(invoice, latest) ? invoice : latest), undefined)
}

function isLater(one: Invoice, other: Invoice): boolean {
  return one.issueDate === other.issueDate ? one._id < other._id : one.issueDate > other.issueDate
}
