import type { BankStatement, Canonical, Movement, Tenant } from '@chasqui/contracts'
import { type Overrides, overridden } from './overridden.ts'

/** A Peruvian company; its RUC is the buyer of `anInvoice` and has a right check digit. */
export function aTenant(overrides: Overrides<Tenant> = {}): Tenant {
  return overridden<Tenant>({
    id: 't1',
    name: 'Comercial Chasqui S.A.C.',
    country: 'PE',
    taxIds: ['20512345671'],
    baseCurrency: 'PEN',
    locale: 'es-PE',
    timezone: 'America/Lima',
    policy: { autoPublish: true, duplicateFiles: 'reject' },
  }, overrides)
}

/** A purchase invoice that passes every check: two lines, IGV 18 %, read from XML. Overrides go into the depth; `undefined` takes a field away. */
export function anInvoice(overrides: Overrides<Canonical> = {}): Canonical {
  return overridden<Canonical>({
    schemaVersion: 1,
    docType: 'invoice',
    subType: '01',
    country: 'PE',
    currency: 'PEN',
    issueDate: '2026-03-05',
    number: 'F001-00000123',
    series: 'F001',
    folio: '123',
    direction: 'purchase',
    vendor: { name: 'Papelería Andina E.I.R.L.', taxId: '20600000013', taxIdType: 'RUC', country: 'PE' },
    buyer: { name: 'Comercial Chasqui S.A.C.', taxId: '20512345671', taxIdType: 'RUC', country: 'PE' },
    totals: {
      subtotal: '380.00',
      tax: '68.40',
      taxBreakdown: [{ kind: 'IGV', code: '1000', rate: '18.00', base: '380.00', amount: '68.40' }],
      withholdings: [],
      total: '448.40',
      payable: '448.40',
    },
    lines: [
      { n: 1, description: 'Papel A4, caja', quantity: '2', unit: 'BX', unitPrice: '100.00', net: '200.00', taxKind: 'IGV', taxRate: '18.00', taxAmount: '36.00', gross: '236.00' },
      { n: 2, description: 'Tinta negra', quantity: '3', unit: 'NIU', unitPrice: '60.00', net: '180.00', taxKind: 'IGV', taxRate: '18.00', taxAmount: '32.40', gross: '212.40' },
    ],
    references: [],
    source: 'xml',
    confidence: 1,
    fieldMeta: {},
    findings: [],
  }, overrides)
}

/** A till receipt without a buyer, as OCR reads it. */
export function aReceipt(overrides: Overrides<Canonical> = {}): Canonical {
  return overridden<Canonical>({
    schemaVersion: 1,
    docType: 'receipt',
    country: 'PE',
    currency: 'PEN',
    issueDate: '2026-03-06',
    number: 'B001-00004567',
    direction: 'purchase',
    vendor: { name: 'Cafetería El Chaski', taxId: '20600000013', taxIdType: 'RUC', country: 'PE' },
    totals: { subtotal: '10.00', tax: '1.80', taxBreakdown: [{ kind: 'IGV', rate: '18.00', base: '10.00', amount: '1.80' }], withholdings: [], total: '11.80' },
    lines: [],
    payment: { method: 'cash', dueDates: [] },
    references: [],
    source: 'ocr',
    confidence: 0.9,
    fieldMeta: {},
    findings: [],
  }, overrides)
}

/** Money in, unless the amount is overridden with a negative one. */
export function aMovement(overrides: Overrides<Movement> = {}): Movement {
  return overridden<Movement>({
    bookingDate: '2026-03-10',
    amount: '500.00',
    direction: 'credit',
    currency: 'PEN',
    narrative: 'ABONO TRANSFERENCIA CLIENTE',
    ordinal: 1,
  }, overrides)
}

/** A statement whose balances agree with its two movements: 1000.00 + 500.00 − 120.50 = 1379.50. */
export function aBankStatement(overrides: Overrides<BankStatement> = {}): Canonical {
  const bankStatement = overridden<BankStatement>({
    account: { number: '19112345678045', bank: 'BCP', currency: 'PEN', holder: 'Comercial Chasqui S.A.C.' },
    statementId: '2026-03',
    from: '2026-03-01',
    to: '2026-03-31',
    openingBalance: { amount: '1000.00', date: '2026-03-01' },
    closingBalance: { amount: '1379.50', date: '2026-03-31' },
    transactions: [aMovement(), aMovement({ bookingDate: '2026-03-12', amount: '-120.50', direction: 'debit', narrative: 'PAGO DE SERVICIOS LUZ' })],
  }, overrides)
  return {
    schemaVersion: 1, docType: 'bank_statement', country: 'PE', currency: bankStatement.account.currency, bankStatement,
    lines: [], references: [], source: 'bank-file', confidence: 1, fieldMeta: {}, findings: [],
  }
}
