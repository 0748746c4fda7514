import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { categoryOf, statedCategory } from './categories.ts'

describe('the category of an expense', () => {
  it.each([
    ['ESTACIÓN DE SERVICIO LEVANTE', 'FUEL'],
    ['diesel camioneta', 'FUEL'],
    ['LUZ OFICINA', 'UTILITIES'],
    ['Internet de la oficina', 'TELECOM'],
    ['Arriendo local junio', 'RENT'],
    ['NOMINA ABRIL', 'PAYROLL'],
    ['COMISION MANTENIMIENTO', 'BANK_FEES'],
    ['Pago SUNAT', 'TAXES'],
    ['SUPERMERCADO PRUEBA SL', 'SUPPLIES'],
    ['Taxi aeropuerto', 'TRAVEL'],
    ['HOTEL CUENCA', 'LODGING'],
    ['campaña google ads', 'MARKETING'],
    ['seguro del coche', 'INSURANCE'],
  ])('of "%s" is %s', (text, category) => {
    expect(categoryOf(text)?.category).toBe(category)
  })

  it.each(['', 'ACTIVA SA', 'PAGASTE', 'XYZ 123', 'GASES NOBLES'])('of "%s" is not known, and never OTHER', (text) => {
    expect(categoryOf(text)).toBeUndefined()
  })

  it('goes to the category with the most words', () => {
    expect(categoryOf('almuerzo y cena en el hotel')?.category).toBe('MEALS')
  })

  it('follows the words of a tenant', () => {
    expect(categoryOf('chicha morada', { MEALS: ['chicha'] })).toEqual({ category: 'MEALS', word: 'chicha' })
  })

  it('never fails, whatever the text is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => { categoryOf(text) }))
  })

  it.each([['FUEL', 'FUEL'], ['Bank fees', 'BANK_FEES'], ['Combustible', 'FUEL'], ['telefonía', 'TELECOM'], [' Viáticos ', 'Viáticos']])('stated as "%s" is %s', (stated, category) => {
    expect(statedCategory(stated)).toBe(category)
  })
})
