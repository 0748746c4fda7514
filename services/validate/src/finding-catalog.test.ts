import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type CatalogEntry, finding, findingCatalog } from './finding-catalog.ts'

const entries: [string, CatalogEntry][] = Object.entries(findingCatalog)
const checksDir = new URL('./checks/', import.meta.url)
const sources = readdirSync(checksDir).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).map((name) => readFileSync(new URL(name, checksDir), 'utf8'))
const raised = new Set(sources.flatMap((source) => [...source.matchAll(/\bfinding\('(\w+)'/g)].map((match) => match[1] ?? '')))

describe('the catalogue of findings', () => {
  it('has every code that a check can return', () => {
    expect(raised.size).toBeGreaterThan(20)
    expect([...raised].filter((code) => !(code in findingCatalog))).toEqual([])
  })

  it('has no code of a check that none returns', () => {
    expect(entries.filter(([, entry]) => entry.by === 'check').map(([code]) => code).filter((code) => !raised.has(code))).toEqual([])
  })

  it.each(entries)('%s says in both languages what happened and what to do', (_, entry) => {
    expect(entry.severities.length).toBe(new Set(entry.severities).size)
    for (const { say, hint } of [entry.es, entry.en]) {
      expect(say).toMatch(/^\p{Lu}.*[^.]$/u)
      expect(hint).toMatch(/^\p{Lu}.*[^.]$/u)
    }
    expect(entry.es.say).not.toBe(entry.en.say)
  })

  it('gives a finding its usual severity and an exact sentence', () => {
    expect(finding('TAX_AMOUNT_MISMATCH', { field: 'totals.tax', value: '1.00', detail: '18 % of 10.00 is 1.80, not 1.00' })).toEqual({
      code: 'TAX_AMOUNT_MISMATCH', severity: 'warning', field: 'totals.tax', value: '1.00', message: 'The tax is not what base and rate give: 18 % of 10.00 is 1.80, not 1.00',
    })
    expect(finding('ZERO_TOTAL')).toEqual({ code: 'ZERO_TOTAL', severity: 'warning', message: 'The total is zero' })
    expect(finding('FUTURE_DATE', { severity: 'warning' }).severity).toBe('warning')
  })
})
