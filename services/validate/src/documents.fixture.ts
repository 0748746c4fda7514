import type { Canonical, Tenant } from '@chasqui/contracts'
import type { CheckContext } from './checks/check.ts'

/** What the readers make of one sound document of each kind. Names are invented; ids pass their check digits. */

const READ = { schemaVersion: 1, confidence: 1, fieldMeta: {}, findings: [], lines: [], references: [] } satisfies Partial<Canonical>

/** A copy with some fields laid over it. */
export function withChange(document: Canonical, change: Partial<Canonical>): Canonical {
  return { ...structuredClone(document), ...change }
}

/** A copy with some totals laid over it. */
export function withTotals(document: Canonical, change: Partial<NonNullable<Canonical['totals']>>): Canonical {
  return withChange(document, { totals: { taxBreakdown: [], withholdings: [], ...document.totals, ...change } })
}

export function aTenant(country: string, change: Partial<Tenant> = {}): Tenant {
  return {
    id: 't1', name: 'CLIENTE UNO', country, taxIds: OWN_IDS, baseCurrency: BASE_CURRENCY[country] ?? 'USD', locale: `es-${country}`, timezone: 'UTC',
    policy: { autoPublish: true, duplicateFiles: 'reject' }, ...change,
  }
}

const BASE_CURRENCY: Readonly<Record<string, string>> = { PE: 'PEN', CL: 'CLP', EC: 'USD', ES: 'EUR', MX: 'MXN', CO: 'COP' }
/** The buyers of the documents below. */
const OWN_IDS = ['20600000021', '76000002-7', '1700000019', 'A58000019', 'XAXX010101000']

/** The tenant of the document's country, ten days after the documents were issued. */
export function contextFor(document: Canonical, today = '2025-04-25'): CheckContext {
  return { tenant: aTenant(document.country), today }
}

export const sunatInvoice: Canonical = {
  ...READ, docType: 'invoice', subType: '01', country: 'PE', currency: 'PEN', source: 'xml', direction: 'purchase',
  issueDate: '2025-04-15', dueDate: '2025-05-15', number: 'F001-00000123', series: 'F001', folio: '00000123',
  vendor: { name: 'COMERCIAL DE PRUEBA S.A.C.', taxId: '20600000013', taxIdType: 'RUC', country: 'PE' },
  buyer: { name: 'CLIENTE UNO S.A.C.', taxId: '20600000021', taxIdType: 'RUC', country: 'PE' },
  totals: { subtotal: '380.00', tax: '68.40', total: '448.40', payable: '448.40', withholdings: [], taxBreakdown: [{ kind: 'IGV', code: '1000', rate: '18.00', base: '380.00', amount: '68.40' }] },
  lines: [
    { n: 1, description: 'TECLADO', quantity: '2', unit: 'NIU', unitPrice: '150.00', net: '300.00' },
    { n: 2, description: 'INSTALACION', quantity: '1', unit: 'ZZ', unitPrice: '80.00', net: '80.00' },
  ],
}

export const dteInvoice: Canonical = {
  ...READ, docType: 'invoice', subType: '33', country: 'CL', currency: 'CLP', source: 'xml', direction: 'purchase',
  issueDate: '2025-04-15', dueDate: '2025-05-15', number: '1501', folio: '1501',
  vendor: { name: 'COMERCIAL DE PRUEBA SPA', taxId: '76000001-9', taxIdType: 'RUT' },
  buyer: { name: 'CLIENTE UNO LTDA', taxId: '76000002-7', taxIdType: 'RUT' },
  totals: { subtotal: '120000', tax: '22800', total: '142800', withholdings: [], taxBreakdown: [{ kind: 'IVA', rate: '19', base: '120000', amount: '22800' }] },
  lines: [
    { n: 1, description: 'TECLADO', quantity: '2', unitPrice: '50000', net: '100000' },
    { n: 2, description: 'INSTALACION', quantity: '1', unitPrice: '20000', net: '20000' },
  ],
}

export const sriInvoice: Canonical = {
  ...READ, docType: 'invoice', subType: '01', country: 'EC', currency: 'USD', source: 'xml', direction: 'purchase',
  issueDate: '2025-04-15', dueDate: '2025-05-15', number: '001-001-000000123',
  fiscalId: { kind: 'claveAcceso', value: '1504202501179900001200110010010000001231234567819' },
  vendor: { name: 'COMERCIAL DE PRUEBA CIA LTDA', taxId: '1799000012001', taxIdType: 'RUC' },
  buyer: { name: 'CLIENTE UNO', taxId: '1700000019', taxIdType: 'CEDULA' },
  totals: {
    subtotal: '150.00', discount: '0.00', tip: '0.00', tax: '15.00', total: '165.00', zeroRated: '50.00', withholdings: [],
    taxBreakdown: [{ kind: 'IVA', code: '4', rate: '15.00', base: '100.00', amount: '15.00' }, { kind: 'IVA', code: '0', rate: '0', base: '50.00', amount: '0.00' }],
  },
  lines: [
    { n: 1, description: 'TECLADO', quantity: '2', unitPrice: '50.00', discount: '0.00', net: '100.00' },
    { n: 2, description: 'LIBRO', quantity: '1', unitPrice: '50.00', discount: '0.00', net: '50.00' },
  ],
}

export const cfdiInvoice: Canonical = {
  ...READ, docType: 'invoice', subType: 'I', country: 'MX', currency: 'MXN', source: 'xml', direction: 'purchase',
  issueDate: '2025-04-15', number: 'A123', series: 'A', folio: '123', fiscalId: { kind: 'uuid', value: '11111111-2222-4333-8444-555555555555' },
  vendor: { name: 'COMERCIAL DE PRUEBA', taxId: 'AAA010101AA1', taxIdType: 'RFC' },
  buyer: { name: 'PUBLICO EN GENERAL', taxId: 'XAXX010101000', taxIdType: 'RFC' },
  totals: { subtotal: '1000.00', tax: '160.00', total: '1160.00', payable: '1160.00', withholdings: [], taxBreakdown: [{ kind: 'IVA', code: '002', rate: '16.0000', base: '1000.00', amount: '160.00' }] },
  lines: [{ n: 1, description: 'TECLADO', quantity: '2', unitPrice: '500.00', net: '1000.00' }],
}

export const facturae: Canonical = {
  ...READ, docType: 'invoice', subType: 'FC/OO', country: 'ES', currency: 'EUR', source: 'xml', direction: 'purchase',
  issueDate: '2025-04-15', number: 'A123', series: 'A', folio: '123',
  vendor: { name: 'COMERCIAL DE PRUEBA SL', taxId: 'B12345674', taxIdType: 'CIF' },
  buyer: { name: 'CLIENTE UNO SA', taxId: 'A58000019', taxIdType: 'CIF' },
  totals: {
    subtotal: '1000.00', tax: '210.00', total: '1210.00', withholding: '150.00', payable: '1060.00',
    taxBreakdown: [{ kind: 'IVA', rate: '21.00', base: '1000.00', amount: '210.00' }],
    withholdings: [{ kind: 'IRPF', rate: '15.00', base: '1000.00', amount: '150.00' }],
  },
  lines: [{ n: 1, description: 'CONSULTORIA', quantity: '10', unitPrice: '100.00', net: '1000.00' }],
}

export const ticket: Canonical = {
  ...READ, docType: 'receipt', country: 'ES', currency: 'EUR', source: 'ocr', confidence: 0.9,
  issueDate: '2025-04-15', issueTime: '18:32', number: 'T-0042',
  vendor: { name: 'SUPERMERCADO PRUEBA SL', taxId: 'B12345674', taxIdType: 'CIF' },
  totals: {
    subtotal: '7.98', tax: '1.17', total: '9.15', withholdings: [],
    taxBreakdown: [{ kind: 'IVA', rate: '4', base: '2.98', amount: '0.12' }, { kind: 'IVA', rate: '21', base: '5.00', amount: '1.05' }],
  },
  lines: [
    { n: 1, description: 'LECHE ENTERA', quantity: '2', unitPrice: '0.95', gross: '1.90' },
    { n: 2, description: 'PAN', quantity: '1', unitPrice: '1.20', gross: '1.20' },
    { n: 3, description: 'DETERGENTE', quantity: '1', unitPrice: '6.05', gross: '6.05' },
  ],
  payment: { method: 'card', cardLast4: '1234', dueDates: [] },
}

export const payslip: Canonical = {
  ...READ, docType: 'payroll', country: 'ES', currency: 'EUR', source: 'pdf-text', confidence: 0.9,
  vendor: { name: 'EMPRESA DE PRUEBA SL', taxId: 'B12345674' },
  payroll: { employee: { name: 'ANA EJEMPLO', taxId: '00000001R' }, periodStart: '2025-04-01', periodEnd: '2025-04-30', gross: '1600.00', totalDeductions: '293.60', net: '1306.40' },
}

const ACCOUNT = { iban: 'ES8099990001450000000001', currency: 'EUR' }

export const statement: Canonical = {
  ...READ, docType: 'bank_statement', country: 'ES', currency: 'EUR', source: 'bank-file',
  bankStatement: {
    account: ACCOUNT, from: '2025-04-01', to: '2025-04-30',
    openingBalance: { amount: '1000.00', date: '2025-04-01' }, closingBalance: { amount: '1292.90', date: '2025-04-30' },
    transactions: [
      { bookingDate: '2025-04-03', amount: '-120.50', direction: 'debit', currency: 'EUR', narrative: 'ADEUDO RECIBO ENERGIA SUR', balanceAfter: '879.50', ordinal: 1 },
      { bookingDate: '2025-04-15', amount: '448.40', direction: 'credit', currency: 'EUR', narrative: 'TRANSFERENCIA CLIENTE UNO FACTURA F001-00000123', balanceAfter: '1327.90', ordinal: 1 },
      { bookingDate: '2025-04-30', amount: '-35.00', direction: 'debit', currency: 'EUR', narrative: 'COMISION MANTENIMIENTO', balanceAfter: '1292.90', ordinal: 1 },
    ],
  },
}

/** A copy of the statement with some of its parts laid over it. */
export function withStatement(change: Partial<NonNullable<Canonical['bankStatement']>>): Canonical {
  const { bankStatement } = structuredClone(statement)
  return bankStatement ? { ...statement, bankStatement: { ...bankStatement, ...change } } : statement
}

export const soundDocuments: Readonly<Record<string, Canonical>> = { sunatInvoice, dteInvoice, sriInvoice, cfdiInvoice, facturae, ticket, payslip, statement }
