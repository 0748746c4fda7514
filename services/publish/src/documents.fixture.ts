import { Canonical, Tenant, type BankStatement } from '@chasqui/contracts'
import type { z } from 'zod'
import type { PostRequest } from './destinations/destination.ts'

/** Documents of the samples as their readers give them. */

type CanonicalInput = z.input<typeof Canonical>

export function aTenant(id: string, country: string, taxId: string): Tenant {
  const currency: Record<string, string> = { PE: 'PEN', CL: 'CLP', EC: 'USD', MX: 'MXN', ES: 'EUR' }
  return Tenant.parse({ id, name: 'CLIENTE UNO', country, taxIds: [taxId], baseCurrency: currency[country], locale: `es-${country}`, timezone: 'Europe/Madrid', policy: {} })
}

/** Every request is of another item unless it says otherwise. */
let items = 0
export function aRequest(tenant: Tenant, canonical: Canonical, fields: Partial<PostRequest> = {}): PostRequest {
  return { tenant, batchId: 'b1', itemId: `item-${++items}`, fileId: 'f1', canonical, ...fields }
}

export function aDocument(fields: Partial<CanonicalInput>): Canonical {
  return Canonical.parse({ schemaVersion: 1, docType: 'invoice', country: 'PE', source: 'xml', confidence: 1, ...fields })
}

/** The same document with some fields changed; `totals` are joined. */
export function changed(document: Canonical, fields: Partial<CanonicalInput>): Canonical {
  return Canonical.parse({ ...document, ...fields, ...(fields.totals ? { totals: { ...document.totals, ...fields.totals } } : {}) })
}

export const PERU = aTenant('t1', 'PE', '20600000021')
export const CHILE = aTenant('t1', 'CL', '76000002-7')
export const ECUADOR = aTenant('t1', 'EC', '1700000019')
export const MEXICO = aTenant('t1', 'MX', 'XAXX010101000')
export const SPAIN = aTenant('t1', 'ES', 'A58000019')

/** `pe/factura-F001-00000123.xml` */
export const sunatInvoice = aDocument({
  country: 'PE', subType: '01', currency: 'PEN', number: 'F001-00000123', series: 'F001', folio: '00000123', direction: 'purchase',
  issueDate: '2025-04-15', dueDate: '2025-05-15',
  vendor: { name: 'COMERCIAL DE PRUEBA S.A.C.', taxId: '20600000013', taxIdType: 'RUC', country: 'PE' },
  buyer: { name: 'CLIENTE UNO S.A.C.', taxId: '20600000021', taxIdType: 'RUC', country: 'PE' },
  totals: { subtotal: '380.00', tax: '68.40', taxBreakdown: [{ kind: 'IGV', code: '1000', rate: '18.00', base: '380.00', amount: '68.40' }], total: '448.40', payable: '448.40' },
  lines: [
    { n: 1, description: 'TECLADO', quantity: '2', unit: 'NIU', unitPrice: '150.00', net: '300.00' },
    { n: 2, description: 'INSTALACION', quantity: '1', unit: 'ZZ', unitPrice: '80.00', net: '80.00' },
  ],
})

/** `cl/factura-33-1501.xml` */
export const dteInvoice = aDocument({
  country: 'CL', subType: '33', currency: 'CLP', number: '1501', folio: '1501', direction: 'purchase', issueDate: '2025-04-15', dueDate: '2025-05-15',
  vendor: { name: 'COMERCIAL DE PRUEBA SPA', taxId: '76000001-9', taxIdType: 'RUT' }, buyer: { name: 'CLIENTE UNO LTDA', taxId: '76000002-7', taxIdType: 'RUT' },
  totals: { subtotal: '120000', tax: '22800', taxBreakdown: [{ kind: 'IVA', rate: '19', base: '120000', amount: '22800' }], total: '142800' },
})

/** `ec/factura-001-001-000000123.xml` */
export const sriInvoice = aDocument({
  country: 'EC', subType: '01', currency: 'USD', number: '001-001-000000123', direction: 'purchase', issueDate: '2025-04-15',
  fiscalId: { kind: 'claveAcceso', value: '1504202501179900001200110010010000001231234567819' },
  vendor: { name: 'COMERCIAL DE PRUEBA CIA LTDA', taxId: '1799000012001', taxIdType: 'RUC' }, buyer: { name: 'CLIENTE UNO', taxId: '1700000019', taxIdType: 'CEDULA' },
  totals: {
    subtotal: '150.00', tax: '15.00', zeroRated: '50.00', tip: '0.00', total: '165.00',
    taxBreakdown: [{ kind: 'IVA', code: '4', rate: '15.00', base: '100.00', amount: '15.00' }, { kind: 'IVA', code: '0', rate: '0', base: '50.00', amount: '0.00' }],
  },
})

/** `es/cfdi-A123.xml` */
export const cfdiInvoice = aDocument({
  country: 'MX', subType: 'I', currency: 'MXN', number: 'A123', series: 'A', folio: '123', direction: 'purchase', issueDate: '2025-04-15',
  fiscalId: { kind: 'uuid', value: '11111111-2222-4333-8444-555555555555' },
  vendor: { name: 'COMERCIAL DE PRUEBA', taxId: 'AAA010101AA1', taxIdType: 'RFC' }, buyer: { name: 'PUBLICO EN GENERAL', taxId: 'XAXX010101000', taxIdType: 'RFC' },
  totals: { subtotal: '1000.00', tax: '160.00', taxBreakdown: [{ kind: 'IVA', code: '002', rate: '16.0000', base: '1000.00', amount: '160.00' }], total: '1160.00', payable: '1160.00' },
})

/** `es/facturae-A123.xml` */
export const facturae = aDocument({
  country: 'ES', subType: 'FC/OO', currency: 'EUR', number: 'A123', series: 'A', folio: '123', direction: 'purchase', issueDate: '2025-04-15',
  vendor: { name: 'COMERCIAL DE PRUEBA SL', taxId: 'B12345674', taxIdType: 'CIF' }, buyer: { name: 'CLIENTE UNO SA', taxId: 'A58000019', taxIdType: 'CIF' },
  totals: {
    subtotal: '1000.00', tax: '210.00', taxBreakdown: [{ kind: 'IVA', rate: '21.00', base: '1000.00', amount: '210.00' }],
    withholding: '150.00', withholdings: [{ kind: 'IRPF', rate: '15.00', base: '1000.00', amount: '150.00' }], total: '1210.00', payable: '1060.00',
  },
})

/** `es/ticket-T-0042.pdf` */
export const ticket = aDocument({
  docType: 'receipt', country: 'ES', currency: 'EUR', number: 'T-0042', issueDate: '2025-04-15', issueTime: '18:32', source: 'ocr',
  vendor: { name: 'SUPERMERCADO PRUEBA SL', taxId: 'B12345674', taxIdType: 'CIF' },
  totals: { subtotal: '7.98', tax: '1.17', taxBreakdown: [{ kind: 'IVA', rate: '4', base: '2.98', amount: '0.12' }, { kind: 'IVA', rate: '21', base: '5.00', amount: '1.05' }], total: '9.15' },
  lines: [{ n: 1, description: 'LECHE ENTERA', gross: '1.90' }, { n: 2, description: 'PAN', gross: '1.20' }, { n: 3, description: 'DETERGENTE', gross: '6.05' }],
  payment: { method: 'card', cardLast4: '1234' },
})

/** `es/nomina-abril.pdf` */
export const payslip = aDocument({
  docType: 'payroll', country: 'ES', currency: 'EUR', vendor: { name: 'EMPRESA DE PRUEBA SL', taxId: 'B12345674' },
  payroll: { employee: { name: 'ANA EJEMPLO', taxId: '00000001R' }, periodStart: '2025-04-01', periodEnd: '2025-04-30', gross: '1600.00', totalDeductions: '293.60', net: '1306.40' },
})

export const IBAN = 'ES8099990001450000000001'

type Movements = z.input<typeof BankStatement>['transactions']

export function movement(bookingDate: string, amount: string, narrative: string, fields: Partial<Movements[number]> = {}): Movements[number] {
  return { bookingDate, amount, direction: amount.startsWith('-') ? 'debit' : 'credit', currency: 'EUR', narrative, ordinal: 1, ...fields }
}

export function aStatement(transactions: Movements, fields: Partial<z.input<typeof BankStatement>> = {}): Canonical {
  return aDocument({
    docType: 'bank_statement', country: 'ES', currency: 'EUR', source: 'bank-file',
    bankStatement: { account: { iban: IBAN, currency: 'EUR' }, transactions, ...fields },
  })
}

const OPENING = { openingBalance: { amount: '1000.00', date: '2025-04-01' } }
const CLOSING = { closingBalance: { amount: '1292.90', date: '2025-04-30' } }

/** `es/extracto-abril.*`: the same three movements, each with what its format tells beside them. */
export const fiveBankFiles: Readonly<Record<string, Canonical>> = {
  mt940: aStatement([
    movement('2025-04-03', '-120.50', 'ADEUDO RECIBO ENERGIA SUR', { valueDate: '2025-04-03', externalRef: 'B0001', code: 'NDDT' }),
    movement('2025-04-15', '448.40', 'TRANSFERENCIA CLIENTE UNO FACTURA F001-00000123', { valueDate: '2025-04-15', externalRef: 'B0002', code: 'NTRF' }),
    movement('2025-04-30', '-35.00', 'COMISION MANTENIMIENTO', { valueDate: '2025-04-30', externalRef: 'B0003', code: 'NCHG' }),
  ], { statementId: 'PRUEBA250430', sequence: '00004/001', ...OPENING, ...CLOSING }),
  ofx: aStatement([
    movement('2025-04-03', '-120.50', 'ADEUDO RECIBO ENERGIA SUR', { externalRef: 'B0001', code: 'DEBIT' }),
    movement('2025-04-15', '448.40', 'TRANSFERENCIA CLIENTE UNO FACTURA F001-00000123', { externalRef: 'B0002', code: 'CREDIT' }),
    movement('2025-04-30', '-35.00', 'COMISION MANTENIMIENTO', { externalRef: 'B0003', code: 'SRVCHG' }),
  ], { account: { iban: IBAN, bank: '9999', branch: '0001', currency: 'EUR' }, from: '2025-04-01', to: '2025-04-30', ...CLOSING }),
  camt: aStatement([
    movement('2025-04-03', '-120.5', 'ADEUDO RECIBO ENERGIA SUR', { valueDate: '2025-04-03', externalRef: 'B0001' }),
    movement('2025-04-15', '448.4', 'FACTURA F001-00000123', { valueDate: '2025-04-15', externalRef: 'B0002', counterparty: { name: 'CLIENTE UNO' } }),
    movement('2025-04-30', '-35', 'COMISION MANTENIMIENTO', { externalRef: 'B0003' }),
  ], { statementId: 'S4', sequence: '4', ...OPENING, ...CLOSING }),
  norma43: aStatement([
    movement('2025-04-03', '-120.50', 'ADEUDO RECIBO ENERGIA SUR RECIBO LUZ', { valueDate: '2025-04-03', externalRef: '000000000101', code: '03' }),
    movement('2025-04-15', '448.40', 'TRANSFERENCIA CLIENTE UNO FACTURA F001-00000123', { valueDate: '2025-04-15', externalRef: '000000000102', code: '04' }),
    movement('2025-04-30', '-35.00', 'COMISION MANTENIMIENTO', { valueDate: '2025-04-30', externalRef: '000000000103', code: '17' }),
  ], { account: { iban: IBAN, bank: '9999', branch: '0001', number: '0000000001', currency: 'EUR', holder: 'EMPRESA DE PRUEBA SL' }, from: '2025-04-01', to: '2025-04-30', ...OPENING, ...CLOSING }),
  csv: aStatement([
    movement('2025-04-03', '-120.50', 'ADEUDO RECIBO ENERGIA SUR', { balanceAfter: '879.50' }),
    movement('2025-04-15', '448.40', 'TRANSFERENCIA CLIENTE UNO FACTURA F001-00000123', { balanceAfter: '1327.90' }),
    movement('2025-04-30', '-35.00', 'COMISION MANTENIMIENTO', { balanceAfter: '1292.90' }),
  ], { account: { iban: 'ES80 9999 0001 4500 0000 0001', currency: 'EUR' }, openingBalance: { amount: '1000.00' }, closingBalance: { amount: '1292.90' } }),
}
