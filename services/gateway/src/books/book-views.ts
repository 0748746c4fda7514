import { z } from 'zod'
import { CivilDate, DocType } from '@chasqui/contracts'
import { PAYMENT_STATES } from '@chasqui/mongo/books'

/** The records of the books as clients read them. What is not named here stays inside. */

const Amount = z.string().describe('decimal text, e.g. "448.40"')
const Rate = Amount.nullable().describe('percent; null = exempt or not subject')

const Party = z.object({
  name: z.string(), taxId: z.string(), taxIdType: z.string(), country: z.string(), tradeName: z.string(),
  address: z.string(), city: z.string(), email: z.string(), phone: z.string(),
}).partial().meta({ id: 'BookParty' })

const Tax = z.object({ kind: z.string(), code: z.string().optional(), rate: Rate, base: Amount, amount: Amount }).meta({ id: 'BookTax' })

const Line = z.object({
  n: z.int(), code: z.string().optional(), description: z.string(), quantity: Amount.optional(), unit: z.string().optional(), unitPrice: Amount.optional(),
  discount: Amount.optional(), net: Amount.optional(), taxKind: z.string().optional(), taxRate: Rate.optional(), taxAmount: Amount.optional(), gross: Amount.optional(),
}).meta({ id: 'BookLine' })

const ExchangeRate = z.object({ rate: Amount, to: z.string() }).optional()

const Record = z.object({
  id: z.string(),
  source: z.object({ kind: z.literal('import'), batchId: z.string(), itemId: z.string(), fileId: z.string().optional() }).describe('the item, and file, that it came from'),
  postingKey: z.string().describe('the same for the same document, whatever file brought it'),
  createdAt: z.iso.datetime(),
})

export const InvoiceView = Record.extend({
  direction: z.enum(['purchase', 'sale']), docType: DocType, subType: z.string().optional(), country: z.string(),
  number: z.string().optional(), fiscalId: z.object({ kind: z.string(), value: z.string() }).optional(),
  vendorId: z.string().nullable(), vendor: Party, customerId: z.string().nullable(), customer: Party.optional(),
  issueDate: CivilDate, dueDate: CivilDate.optional(), currency: z.string(), exchangeRate: ExchangeRate,
  subtotal: Amount.optional(), discount: Amount.optional(), charge: Amount.optional(), tax: Amount.optional(), taxes: z.array(Tax),
  exempt: Amount.optional(), zeroRated: Amount.optional(), notSubject: Amount.optional(), withholding: Amount, tip: Amount.optional(),
  rounding: Amount.optional(), prepaid: Amount.optional(), total: Amount, payable: Amount,
  status: z.enum(PAYMENT_STATES), paid: Amount, paymentMethod: z.string().optional(),
  dueDates: z.array(z.object({ date: CivilDate, amount: Amount.optional() })), lines: z.array(Line),
  correctsInvoiceId: z.string().nullable().describe('of a note: the invoice it corrects, when that is in the books'),
  correctsNumber: z.string().optional(), correctsFiscalId: z.string().optional(), correctsDocType: z.string().optional(),
  categoryCode: z.string().nullable(), account: z.string().nullable(),
}).meta({ id: 'Invoice' })

export const ExpenseView = Record.extend({
  docType: DocType, country: z.string(), issueDate: CivilDate, issueTime: z.string().optional(), description: z.string(), number: z.string().optional(),
  vendorId: z.string().nullable(), vendor: Party.optional(), categoryCode: z.string(), category: z.string().optional(), currency: z.string(), exchangeRate: ExchangeRate,
  net: Amount.optional(), vat: Amount.optional(), taxes: z.array(Tax), withholding: Amount.optional(), tip: Amount.optional(), amount: Amount,
  status: z.enum(PAYMENT_STATES), paid: Amount, pending: Amount, paymentMethod: z.string().optional(), cardLast4: z.string().optional(),
  periodStart: CivilDate.optional(), periodEnd: CivilDate.optional(), lines: z.array(Line),
}).meta({ id: 'Expense' })

export const BankTransactionView = Record.extend({
  accountId: z.string(), statementId: z.string(), bookingDate: CivilDate, valueDate: CivilDate,
  amount: Amount.describe('signed: money in is positive'), direction: z.enum(['debit', 'credit']), currency: z.string(), narrative: z.string(),
  counterparty: Party.extend({ iban: z.string().optional() }).optional(), externalRef: z.string().optional(), endToEndId: z.string().optional(), code: z.string().optional(),
  balanceAfter: Amount.optional(), ordinal: z.int(), status: z.enum(['pending', 'reconciled', 'rejected']),
}).meta({ id: 'BankTransaction' })

export const BankAccountView = Record.extend({
  iban: z.string().optional(), number: z.string().optional(), bank: z.string().optional(), branch: z.string().optional(), currency: z.string(), holder: z.string().optional().describe('as the statement names it'),
  status: z.enum(['unconfirmed', 'confirmed']).describe('confirmed: a person said that it is the company\'s'),
}).meta({ id: 'BankAccount' })

export const VendorView = Record.extend({ ...Party.shape, taxId: z.string(), name: z.string() }).meta({ id: 'Vendor' })
