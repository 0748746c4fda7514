import { describe, expect, it } from 'vitest'
import { addDays } from './civil-date.ts'
import { countries } from './countries.ts'
import { isLegalRate, ratesInForce, wasEverLegalRate } from './rates.ts'

type Row = [country: string, kind: string, rate: string, first: string | undefined, last: string | undefined]

/** Every row: lawful on its first and last day, unlawful the day before and the day after. */
const ROWS: readonly Row[] = [
  ['ES', 'IVA', '16', '1995-01-01', '2010-06-30'],
  ['ES', 'IVA', '18', '2010-07-01', '2012-08-31'],
  ['ES', 'IVA', '21', '2012-09-01', undefined],
  ['ES', 'IVA', '7', '1995-01-01', '2010-06-30'],
  ['ES', 'IVA', '8', '2010-07-01', '2012-08-31'],
  ['ES', 'IVA', '10', '2012-09-01', undefined],
  ['ES', 'IVA', '4', '1995-01-01', undefined],
  ['ES', 'IVA', '0', '2023-01-01', '2024-09-30'],
  ['ES', 'IVA', '2', '2024-10-01', '2024-12-31'],
  ['ES', 'IVA', '7.5', '2024-10-01', '2024-12-31'],
  ['ES', 'IVA', '5', '2022-07-01', '2024-09-30'],
  ['ES', 'RE', '5.2', '2012-09-01', undefined],
  ['ES', 'RE', '1.4', '2012-09-01', undefined],
  ['ES', 'RE', '0.5', '2012-09-01', undefined],
  ['ES', 'IGIC', '7', undefined, undefined],
  ['ES', 'IGIC', '3', undefined, undefined],
  ['ES', 'IGIC', '0', undefined, undefined],
  ['ES', 'IGIC', '9.5', undefined, undefined],
  ['ES', 'IGIC', '15', undefined, undefined],
  ['ES', 'IRPF', '15', '2015-07-12', undefined],
  ['ES', 'IRPF', '7', '2015-07-12', undefined],
  ['EC', 'IVA', '12', undefined, '2024-03-31'],
  ['EC', 'IVA', '14', '2016-06-01', '2017-05-31'],
  ['EC', 'IVA', '15', '2024-04-01', undefined],
  ['EC', 'IVA', '5', '2024-04-01', undefined],
  ['EC', 'IVA', '8', undefined, undefined],
  ['EC', 'IVA', '0', undefined, undefined],
  ['PE', 'IGV', '19', '2003-08-01', '2011-02-28'],
  ['PE', 'IGV', '18', '2011-03-01', undefined],
  ['PE', 'IGV', '16', '2011-03-01', '2025-12-31'],
  ['PE', 'IGV', '15.5', '2026-01-01', '2026-12-31'],
  ['PE', 'IPM', '2', undefined, '2025-12-31'],
  ['PE', 'IPM', '2.5', '2026-01-01', '2026-12-31'],
  ['PE', 'IPM', '4', '2029-01-01', undefined],
  ['PE', 'IGV', '10', '2022-09-01', '2025-12-31'],
  ['PE', 'IGV', '10.5', '2026-01-01', '2026-12-31'],
  ['PE', 'IGV', '12', '2027-01-01', undefined],
  ['CL', 'IVA', '19', '2003-10-01', undefined],
  ['MX', 'IVA', '16', '2010-01-01', undefined],
  ['MX', 'IVA', '8', '2019-01-01', undefined],
  ['MX', 'IVA', '0', undefined, undefined],
  ['CO', 'IVA', '16', '2006-01-01', '2016-12-31'],
  ['CO', 'IVA', '19', '2017-01-01', undefined],
  ['CO', 'IVA', '5', undefined, undefined],
  ['CO', 'IVA', '0', undefined, undefined],
]

const ALSO_BEFORE = new Set(['ES RE 0.5'])

describe('a rate with its dates', () => {
  it.each(ROWS)('%s %s %s is lawful from %s to %s', (country, kind, rate, first, last) => {
    for (const day of [first ?? '2005-01-01', last ?? '2031-01-01']) expect(isLegalRate(country, kind, rate, day)).toBe(true)
    if (first !== undefined && !ALSO_BEFORE.has(`${country} ${kind} ${rate}`)) expect(isLegalRate(country, kind, rate, addDays(first, -1))).toBe(false)
    if (last !== undefined) expect(isLegalRate(country, kind, rate, addDays(last, 1))).toBe(false)
  })

  it('is compared as a number, and exempt is always lawful', () => {
    expect(isLegalRate('PE', 'IGV', '18.00', '2025-04-15')).toBe(true)
    expect(isLegalRate('EC', 'IVA', null, '2025-04-15')).toBe(true)
    expect(isLegalRate('EC', 'IVA', '12.00', '2025-04-15')).toBe(false)
    expect(isLegalRate('CL', 'IVA', '18', '2025-04-15')).toBe(false)
    expect(isLegalRate('CL', 'IVA', '18', '2003-09-30')).toBe(true)
  })

  it('contradicts nothing where no table is known', () => {
    expect(isLegalRate('US', 'IVA', '6.25', '2025-04-15')).toBe(true)
    expect(isLegalRate('PE', 'ISC', '30', '2025-04-15')).toBe(true)
  })

  it('of an older day stays good for the note that corrects it', () => {
    expect(wasEverLegalRate('EC', 'IVA', '12', '2025-04-15')).toBe(true)
    expect(wasEverLegalRate('EC', 'IVA', '13', '2025-04-15')).toBe(false)
    expect(wasEverLegalRate('EC', 'IVA', '15', '2023-01-01')).toBe(false)
    expect(wasEverLegalRate('US', 'IVA', '6', '2023-01-01')).toBe(true)
    expect(wasEverLegalRate('EC', 'IVA', null, '2023-01-01')).toBe(true)
  })

  it('the rates in force on a day are listed', () => {
    expect(ratesInForce('EC', 'IVA', '2025-04-15').map((rate) => rate.rate)).toEqual(['15', '5', '8', '0'])
    expect(ratesInForce('XX', 'IVA', '2025-04-15')).toEqual([])
  })

  it("Peru's parts add up to what documents print, every year", () => {
    for (const year of [2024, 2025, 2026, 2027, 2028, 2029]) {
      const inForce = (kind: string, category: string) => Number(ratesInForce('PE', kind, `${year}-06-01`).find((rate) => rate.category === category)?.rate)
      expect(inForce('IGV', 'general without IPM') + inForce('IPM', 'general')).toBe(18)
    }
  })

  it('no row ends before it begins', () => {
    for (const { rates } of countries) for (const { from, to } of rates) expect((from ?? '') <= (to ?? '9999')).toBe(true)
  })
})
