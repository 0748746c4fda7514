import { describe, expect, it } from 'vitest'
import { countRight, wordsWithDigits } from './digits.ts'

describe('words with digits', () => {
  it('are found without the punctuation around them', () => {
    expect(wordsWithDigits('Total: S/640.74, (IGV 18%)\nRUC 20999999922.')).toEqual(['S/640.74', '18', '20999999922'])
  })

  it('count as right as often as they stand there', () => {
    expect(countRight(['10', '10', '12,00'], ['10', '12,00', '12,00'])).toBe(2)
    expect(countRight(['10'], [])).toBe(0)
  })
})
