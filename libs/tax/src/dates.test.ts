import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, civilDate, civilDateIn, clampedDate, daysBetween, fromExcelSerial, isCivilDate } from './civil-date.ts'
import { findDates, parseDate, type DateOptions } from './dates.ts'

describe('a date as printed', () => {
  it.each<[string, string]>([
    ['2025-04-15', '2025-04-15'],
    ['2025/04/15', '2025-04-15'],
    ['2025-4-5', '2025-04-05'],
    ['2025-04-15T09:30:00+02:00', '2025-04-15'],
    ['2025-04-15T10:00:00', '2025-04-15'],
    ['2025-04-15+02:00', '2025-04-15'],
    ['15/04/2025', '2025-04-15'],
    ['15-04-2025', '2025-04-15'],
    ['15.04.2025', '2025-04-15'],
    ['5/4/2025', '2025-04-05'],
    ['05/04/25', '2025-04-05'],
    ['05/04/79', '2079-04-05'],
    ['05/04/80', '1980-04-05'],
    ['12 de agosto de 2025', '2025-08-12'],
    ['12 de Agosto del 2025', '2025-08-12'],
    ['12 ago 2025', '2025-08-12'],
    ['12 ago. 2025', '2025-08-12'],
    ['12-ago-25', '2025-08-12'],
    ['12/AGO/2025', '2025-08-12'],
    ['agosto 12, 2025', '2025-08-12'],
    ['August 12, 2025', '2025-08-12'],
    ['12 Aug 2025', '2025-08-12'],
    ['1 de setiembre de 2025', '2025-09-01'],
    ['1 de septiembre de 2025', '2025-09-01'],
    ['1 set 2025', '2025-09-01'],
    ['3 de març de 2025', '2025-03-03'],
    ['1º de enero de 2025', '2025-01-01'],
    ['  15/04/2025 ', '2025-04-15'],
    ['29/02/2024', '2024-02-29'],
  ])('%s is %s', (text, date) => expect(parseDate(text, { country: 'ES' })).toEqual({ date, warnings: [] }))

  it.each([
    ['ene', 1], ['feb', 2], ['mar', 3], ['abr', 4], ['may', 5], ['jun', 6], ['jul', 7], ['ago', 8], ['sep', 9], ['set', 9], ['oct', 10], ['nov', 11], ['dic', 12],
  ])('the month %s is number %i', (name, month) => {
    expect(parseDate(`02 ${name} 2025`)).toEqual({ date: civilDate(2025, month, 2), warnings: [] })
  })

  it.each<[string, DateOptions, string, string[]]>([
    ['04/05/2025', { country: 'PE' }, '2025-05-04', []],
    ['04/05/2025', {}, '2025-05-04', []],
    ['04/05/2025', { country: 'US' }, '2025-04-05', []],
    ['04/05/2025', { country: 'PE', order: 'month-first' }, '2025-04-05', []],
    ['04/05/2025', { country: 'US', order: 'day-first' }, '2025-05-04', []],
    ['04/15/2025', { country: 'PE' }, '2025-04-15', ['DATE_ORDER_GUESSED']],
    ['15/04/2025', { country: 'US' }, '2025-04-15', ['DATE_ORDER_GUESSED']],
  ])('%s with %o is %s, warning %o', (text, options, date, warnings) => expect(parseDate(text, options)).toEqual({ date, warnings }))

  it('is eight digits in a row only beside a label', () => {
    expect(parseDate('20250415', { isLabelled: true })).toEqual({ date: '2025-04-15', warnings: [] })
    expect(parseDate('20250415')).toEqual({ reject: 'not-a-date' })
  })

  it.each([
    ['O1/O4/2O25', '2025-04-01'],
    ['l5/04/2025', '2025-04-15'],
    ['|5/04/2025', '2025-04-15'],
    ['1S/04/202S', '2025-04-15'],
    ['1B/04/2025', '2025-04-18'],
    ['2O25-O4-I5', '2025-04-15'],
  ])('%s is repaired to %s', (text, date) => expect(parseDate(text)).toEqual({ date, warnings: [], isRepaired: true }))

  it.each([
    ['30/02/2025', 'no-such-day'],
    ['29/02/2025', 'no-such-day'],
    ['31/04/2025', 'no-such-day'],
    ['32/13/2025', 'no-such-day'],
    ['2025-13-01', 'no-such-day'],
    ['0/4/2025', 'no-such-day'],
    ['12 de termidor de 2025', 'not-a-date'],
    ['12-08/2025', 'not-a-date'],
    ['IS-IS-BO', 'not-a-date'],
    ['F001-123', 'not-a-date'],
    ['2025', 'not-a-date'],
    ['', 'not-a-date'],
  ])('%s is rejected: %s', (text, reject) => expect(parseDate(text)).toEqual({ reject }))
})

describe('dates in a text', () => {
  it('are found in order, with where they stand', () => {
    const text = 'PERIODO: 01/04/2025 AL 30/04/2025\nEmitida en Lima, 12 de mayo de 2025. Vence: 2025-06-11'
    expect(findDates(text)).toEqual([
      { date: '2025-04-01', warnings: [], index: 9, raw: '01/04/2025' },
      { date: '2025-04-30', warnings: [], index: 23, raw: '30/04/2025' },
      { date: '2025-05-12', warnings: [], index: 51, raw: '12 de mayo de 2025' },
      { date: '2025-06-11', warnings: [], index: 78, raw: '2025-06-11' },
    ])
  })

  it.each(['12-08-20250', 'A12-08-2025', 'IP 10.12.08.20', 'F12/08/2025X', '1792060346001', '001-001-000000123', '20250415', '910000000'])('%s holds no date', (text) => {
    expect(findDates(text)).toEqual([])
  })

  it('stay within words and time: the hour of a ticket is no year', () => {
    expect(findDates('15/04/2025 18:32   Op 0042').map((found) => found.date)).toEqual(['2025-04-15'])
  })
})

describe('civil dates', () => {
  it('a day that the month has not becomes its last day, with a warning', () => {
    expect(clampedDate(2025, 2, 30)).toEqual({ date: '2025-02-28', warnings: ['DATE_CLAMPED'] })
    expect(clampedDate(2024, 2, 30)).toEqual({ date: '2024-02-29', warnings: ['DATE_CLAMPED'] })
    expect(clampedDate(2025, 4, 3)).toEqual({ date: '2025-04-03', warnings: [] })
    expect(clampedDate(2025, 13, 1)).toBeUndefined()
    expect(clampedDate(2025, 2, 32)).toBeUndefined()
    expect(clampedDate(2025, 2, 0)).toBeUndefined()
  })

  it('Excel serials count from 1899-12-30, or from 1904', () => {
    expect(fromExcelSerial(45762)).toBe('2025-04-15')
    expect(fromExcelSerial(45762.77)).toBe('2025-04-15')
    expect(fromExcelSerial(44300, true)).toBe('2025-04-15')
    expect(fromExcelSerial(Number.NaN)).toBeUndefined()
    expect(fromExcelSerial(0)).toBeUndefined()
  })

  it('today is told by the time zone', () => {
    const instant = new Date('2025-04-16T02:30:00Z')
    expect(civilDateIn('America/Lima', instant)).toBe('2025-04-15')
    expect(civilDateIn('Europe/Madrid', instant)).toBe('2025-04-16')
  })

  it('knows days that exist', () => {
    expect(isCivilDate('2025-04-15')).toBe(true)
    expect(isCivilDate('2025-02-30')).toBe(false)
    expect(isCivilDate('2025-4-15')).toBe(false)
  })
})

const aDate = fc.integer({ min: 0, max: 29_000 }).map((days) => addDays('2000-01-01', days))
const NAMES = ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre']

describe('properties of dates', () => {
  it('a date reads back from every way of writing it', () => {
    fc.assert(fc.property(aDate, (date) => {
      const [y = '', m = '', d = ''] = date.split('-')
      const written = [date, `${d}/${m}/${y}`, `${Number(d)}.${Number(m)}.${y}`, `${d}-${m}-${y.slice(2)}`, `${Number(d)} de ${NAMES[Number(m) - 1]} de ${y}`, `${NAMES[Number(m) - 1]} ${d}, ${y}`]
      for (const text of written) {
        expect(parseDate(text)).toEqual({ date, warnings: [] })
        expect(findDates(`Fecha: ${text}\n`).map((found) => found.date)).toEqual([date])
      }
    }))
  })

  it('adding days and counting them are each other', () => {
    fc.assert(fc.property(aDate, fc.integer({ min: -4000, max: 4000 }), (date, days) => daysBetween(date, addDays(date, days)) === days))
  })

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => { parseDate(text); findDates(text) }))
  })
})
