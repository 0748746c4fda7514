import { describe, expect, it } from 'vitest'
import { copyOf } from './copies.ts'
import { altiplano20981 } from './documents/america.ts'
import { levante113, luz7781 } from './documents/spain.ts'
import { totalsOf } from './paper/document.ts'

describe('the copies of an invoice', () => {
  it('have numbers and totals of their own', () => {
    for (const document of [levante113, luz7781, altiplano20981]) {
      const copies = [document, ...Array.from({ length: 20 }, (_, copy) => copyOf(document, copy))]
      expect(new Set(copies.map(({ number }) => number)).size).toBe(copies.length)
      expect(new Set(copies.map((copy) => totalsOf(copy).total)).size).toBe(copies.length)
    }
  })
})
