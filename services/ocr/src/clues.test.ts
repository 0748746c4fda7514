import { describe, expect, it } from 'vitest'
import { countMarkers, hasDate, hasTotal } from './clues.ts'

describe('a date', () => {
  it.each(['03/07/2025', 'Emisión: 3-7-2025', '03.07.25', '2025-07-03', '3 de julio de 2025', '03-jul-2025', 'July 3, 2025', '12/ 07/2025', '1 de setiembre del 2025'])('stands in %j', (text) => {
    expect(hasDate(text)).toBe(true)
  })

  it.each(['RUC 20999999922', 'F002-00004530', '45/13/2025', '1.114,00', 'Tel. 054 400 111', '640.74', ''])('does not stand in %j', (text) => {
    expect(hasDate(text)).toBe(false)
  })
})

describe('a total', () => {
  it.each(['TOTAL S/ 640.74', 'IMPORTE TOTAL   1.270,14 €', 'Total a pagar:\n$ 29.100', 'T0TAL 29100', 'Importe: 58,20', 'Líquido a percibir 1.840,22', 'Saldo final 3.120,55'])('stands in %j', (text) => {
    expect(hasTotal(text)).toBe(true)
  })

  it.each(['TOTAL', 'totalmente 58,20', 'Papel bond 370.00', 'TOTAL\n\ngracias por su compra', 'Descripción   Cantidad   Precio   Total\nPapel   3   10,00   30,00', ''])('does not stand in %j', (text) => {
    expect(hasTotal(text)).toBe(false)
  })
})

it('counts each sort of mark once', () => {
  expect(countMarkers('FACTURA factura RUC 20999999922 IGV S/ 3.00 fecha total')).toBe(6)
  expect(countMarkers('lorem ipsum')).toBe(0)
})
