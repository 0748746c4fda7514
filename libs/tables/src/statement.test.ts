import { describe, expect, it } from 'vitest'
import type { SourceType } from '@chasqui/contracts'
import { looksLikeStatement, splitTable } from './statement.ts'

const BANK = 'Fecha operación;Concepto;Importe;Saldo\n01/04/2025;PAGO;-1,00;9,00\n02/04/2025;PAGO;-1,00;8,00'
const INVOICES = 'Número;Fecha;Proveedor;RUC;Total\nF1-1;2025-04-01;X;20600000013;1.00\nF1-2;2025-04-02;X;20600000013;2.00'
const PLAIN = 'Fecha;Concepto;Importe\n01/04/2025;PAGO;-1,00'

describe('a table', () => {
  it.each([
    ['a balance', ['Fecha', 'Concepto', 'Importe', 'Saldo'], true], ['a value date', ['Fecha operación', 'Fecha valor', 'Concepto', 'Importe'], true], ['debit and credit', ['Fecha', 'Detalle', 'Cargos', 'Abonos'], true],
    ['date, text and amount alone', ['Fecha', 'Concepto', 'Importe'], false], ['a vendor', ['Fecha', 'Proveedor', 'Importe', 'Saldo'], false], ['taxes', ['Fecha', 'Base imponible', 'IVA', 'Total', 'Saldo'], false], ['no date', ['Concepto', 'Importe', 'Saldo'], false],
  ])('with %s: is a statement: %#', (_, headers, isStatement) => expect(looksLikeStatement({ headers })).toBe(isStatement))

  it.each<[string, string, SourceType, 'statement' | number]>([
    ['movements from a bank', BANK, 'bank', 'statement'], ['movements, source unsaid', BANK, 'documento', 'statement'], ['movements among invoices', BANK, 'invoices', 'statement'],
    ['a bare list from a bank', PLAIN, 'bank', 'statement'], ['a bare list of expenses', PLAIN, 'expenses', 1], ['a bare list, source unsaid', PLAIN, 'documento', 1],
    ['invoices', INVOICES, 'invoices', 2], ['invoices, source unsaid', INVOICES, 'documento', 2], ['movements called products', BANK, 'products', 2],
  ])('of %s is split as it should', (_, text, sourceType, expected) => {
    const split = splitTable(Buffer.from(text), 'csv', sourceType)
    expect(split.kind === 'statement' ? 'statement' : split.rows.length).toBe(expected)
  })

  it('gives its rows with their names', () => {
    expect(splitTable(Buffer.from(INVOICES), 'csv', 'invoices')).toMatchObject({ kind: 'rows', rows: [{ 'Número': 'F1-1', Proveedor: 'X', Total: '1.00' }, { 'Número': 'F1-2' }] })
  })
})
