import { z } from 'zod'
import { FORMS } from './text.ts'

/**
 * The canonical document: what every reader (XML, rows, bank files, OCR text) makes and every check and
 * destination understands. Amounts are decimal text ("448.40"), never floats; dates are civil dates.
 */

const Decimal = z.string().regex(/^-?\d+(\.\d+)?$/).meta({ description: 'a decimal as text, point as separator', examples: ['448.40'] })
export const CivilDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, FORMS.date).meta({ description: 'a date without time, YYYY-MM-DD', examples: ['2026-03-31'] })
export const CountryCode = z.string().regex(/^[A-Z]{2}$/).meta({ description: 'ISO 3166 alpha-2', examples: ['PE'] })
export const CurrencyCode = z.string().regex(/^[A-Z]{3}$/).meta({ description: 'ISO 4217', examples: ['PEN'] })

export const DOC_TYPES = ['invoice', 'credit_note', 'debit_note', 'receipt', 'expense', 'bank_statement', 'transfer', 'payroll', 'product_list', 'quote', 'order', 'contract', 'unknown'] as const
export const DocType = z.enum(DOC_TYPES)
export type DocType = z.infer<typeof DocType>

export const Party = z.object({
  name: z.string().optional().describe('legal name as printed'),
  taxId: z.string().optional().describe('normalised: no dots or spaces; a Chilean RUT keeps the dash before its check digit'),
  taxIdType: z.enum(['NIF', 'NIE', 'CIF', 'RUC', 'CEDULA', 'RUT', 'RFC', 'NIT', 'DNI', 'PASSPORT', 'VAT', 'OTHER']).optional(),
  country: CountryCode.optional(),
  address: z.string().optional(),
  city: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  tradeName: z.string().optional(),
})
export type Party = z.infer<typeof Party>

export const TaxLine = z.object({
  kind: z.enum(['IVA', 'IGV', 'IPM', 'ISC', 'ICE', 'IGIC', 'RE', 'IRBPNR', 'INC', 'IEPS', 'OTHER']),
  code: z.string().optional().describe("the country's own code: SUNAT 1000, SRI 4, SAT 002"),
  rate: Decimal.nullable().describe('percent, "18.00"; null = exempt or not subject'),
  base: Decimal,
  amount: Decimal,
})
export type TaxLine = z.infer<typeof TaxLine>

const Withholding = z.object({ kind: z.string(), rate: Decimal.optional(), base: Decimal.optional(), amount: Decimal })

export const Totals = z.object({
  subtotal: Decimal.optional().describe('net before tax, after discounts'),
  discount: Decimal.optional(),
  charge: Decimal.optional(),
  tax: Decimal.optional().describe('sum of the VAT-like taxes'),
  taxBreakdown: z.array(TaxLine).default([]),
  exempt: Decimal.optional(),
  zeroRated: Decimal.optional(),
  notSubject: Decimal.optional(),
  withholding: Decimal.optional().describe('positive; deducted from payable'),
  withholdings: z.array(Withholding).default([]),
  tip: Decimal.optional(),
  rounding: Decimal.optional(),
  total: Decimal.optional().describe('subtotal + taxes, before withholding'),
  payable: Decimal.optional(),
  prepaid: Decimal.optional(),
})
export type Totals = z.infer<typeof Totals>

export const Line = z.object({
  n: z.int(),
  code: z.string().optional(),
  description: z.string(),
  quantity: Decimal.optional(),
  unit: z.string().optional(),
  unitPrice: Decimal.optional(),
  discount: Decimal.optional(),
  net: Decimal.optional().describe('without tax'),
  taxKind: z.string().optional(),
  taxRate: Decimal.nullable().optional(),
  taxAmount: Decimal.optional(),
  gross: Decimal.optional().describe('with tax'),
})
export type Line = z.infer<typeof Line>

const PAYMENT_METHODS = ['cash', 'card', 'transfer', 'check', 'direct_debit', 'other'] as const
export const Payment = z.object({
  method: z.enum(PAYMENT_METHODS).optional(),
  iban: z.string().optional(),
  cardLast4: z.string().regex(/^\d{4}$/).optional(),
  reference: z.string().optional(),
  dueDates: z.array(z.object({ date: CivilDate, amount: Decimal.optional() })).default([]),
})

export const Reference = z.object({
  docType: z.string().optional().describe('the kind of the corrected document, in its own country code'),
  number: z.string().optional(),
  date: CivilDate.optional(),
  fiscalId: z.string().optional(),
  reasonCode: z.string().optional(),
  reason: z.string().optional(),
})

export const Movement = z.object({
  bookingDate: CivilDate,
  valueDate: CivilDate.optional(),
  amount: Decimal.describe('signed: money in is positive'),
  direction: z.enum(['debit', 'credit']),
  currency: CurrencyCode,
  narrative: z.string().describe('cleaned, single spaces, at most 500 characters'),
  counterparty: Party.extend({ iban: z.string().optional() }).optional(),
  externalRef: z.string().optional().describe("the bank's own id of the movement"),
  endToEndId: z.string().optional(),
  code: z.string().optional(),
  balanceAfter: Decimal.optional(),
  ordinal: z.int().min(1).describe('1-based among the equal (account, date, amount) lines of the file'),
})
export type Movement = z.infer<typeof Movement>

export const BankStatement = z.object({
  account: z.object({
    iban: z.string().optional(),
    number: z.string().optional(),
    bank: z.string().optional(),
    branch: z.string().optional(),
    currency: CurrencyCode,
    holder: z.string().optional(),
  }),
  statementId: z.string().optional(),
  sequence: z.string().optional(),
  from: CivilDate.optional(),
  to: CivilDate.optional(),
  openingBalance: z.object({ amount: Decimal, date: CivilDate.optional() }).optional(),
  closingBalance: z.object({ amount: Decimal, date: CivilDate.optional() }).optional(),
  transactions: z.array(Movement),
})
export type BankStatement = z.infer<typeof BankStatement>

const Payroll = z.object({
  employee: z.object({ name: z.string().optional(), taxId: z.string().optional() }),
  periodStart: CivilDate.optional(),
  periodEnd: CivilDate.optional(),
  gross: Decimal.optional(),
  totalDeductions: Decimal.optional(),
  net: Decimal.optional(),
})

/** Where a field came from. `page` is 1-based; `box` is [x, y, width, height] as fractions (0–1) of the page. */
export const Evidence = z.object({
  source: z.enum(['xml', 'row', 'bank-file', 'pdf-text', 'ocr', 'derived', 'user']),
  rule: z.string().describe('the rule or path that read it, e.g. "ubl:LegalMonetaryTotal/PayableAmount" or "label:total"'),
  confidence: z.number().min(0).max(1),
  page: z.int().optional(),
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  raw: z.string().max(200).optional().describe('the text as it stood in the document'),
})
export type Evidence = z.infer<typeof Evidence>

/** Something a reader or a check found. Errors block, reviews wait for a person, warnings only inform. */
export const Finding = z.object({
  code: z.string(),
  severity: z.enum(['error', 'review', 'warning']),
  field: z.string().optional(),
  message: z.string(),
  value: z.string().optional(),
})
export type Finding = z.infer<typeof Finding>

export const Canonical = z.object({
  schemaVersion: z.literal(1),
  docType: DocType,
  subType: z.string().optional().describe('SUNAT 01, DTE 33, SRI 01, CFDI I, Facturae FC/OO'),
  country: CountryCode,
  currency: CurrencyCode.optional(),
  exchangeRate: z.object({ rate: Decimal, to: CurrencyCode }).optional(),
  issueDate: CivilDate.optional(),
  issueTime: z.string().regex(/^\d{2}:\d{2}(:\d{2})?$/).optional(),
  dueDate: CivilDate.optional(),
  periodStart: CivilDate.optional(),
  periodEnd: CivilDate.optional(),
  number: z.string().optional().describe('series and number as printed, e.g. F001-00000123'),
  series: z.string().optional(),
  folio: z.string().optional(),
  fiscalId: z.object({ kind: z.enum(['claveAcceso', 'uuid', 'cufe', 'ted', 'hash']), value: z.string() }).optional(),
  direction: z.enum(['purchase', 'sale']).optional().describe('seen from the tenant; absent = neither party is the tenant'),
  vendor: Party.optional(),
  buyer: Party.optional(),
  totals: Totals.optional(),
  lines: z.array(Line).default([]),
  payment: Payment.optional(),
  references: z.array(Reference).default([]),
  bankStatement: BankStatement.optional(),
  expense: z.object({ description: z.string().optional(), category: z.string().optional() }).optional(),
  payroll: Payroll.optional(),
  source: z.enum(['xml', 'row', 'bank-file', 'pdf-text', 'ocr']),
  confidence: z.number().min(0).max(1),
  fieldMeta: z.record(z.string(), Evidence).default({}).describe('path of the field → where it came from'),
  findings: z.array(Finding).default([]).describe('what the reader noticed: DATE_ORDER_GUESSED, TAX_ID_REPAIRED …'),
})
export type Canonical = z.infer<typeof Canonical>
