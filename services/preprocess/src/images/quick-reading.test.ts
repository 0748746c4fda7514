import { describe, expect, it } from 'vitest'
import { wordScores } from './quick-reading.ts'

const row = (page: number, confidence: number, text: string) => ['5', page, 1, 1, 1, 1, 0, 0, 10, 10, confidence, text].join('\t')

describe('the words of a patch', () => {
  it('count by their letters and by how sure the engine was, for each way it was turned', () => {
    const tsv = ['level\tpage_num\t…', row(1, 90, 'TOTAL'), row(1, 90, 'a|'), row(2, 40, 'TOTAL'), row(2, 60, 'abc'), '4\t2\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t'].join('\n')
    expect(wordScores(tsv, 3)).toEqual([450, 180, 0])
  })
})
