import { describe, expect, it } from 'vitest'
import type { Canonical, DocumentText } from '@chasqui/contracts'
import { readDocument } from '../read-document.ts'
import { furtherDocuments, type PageHead } from './further-documents.ts'
import { ISSUERS } from './issuers.fixture.ts'
import { TENANTS, TYPED, type TypedDocument } from './layouts.fixture.ts'
import { typed } from './page/document.fixture.ts'

const read = (text: DocumentText, { docType, tenant }: Pick<TypedDocument, 'docType' | 'tenant'>): Canonical =>
  readDocument({ kind: 'pdf', text, docType, sourceType: 'documento' }, { tenant: TENANTS[tenant] })
const begins = ({ findings }: Pick<Canonical, 'findings'>) => findings.flatMap(({ code, severity, message }) => (code === 'SEVERAL_DOCUMENTS' && severity === 'review' ? [message] : []))

const INVOICES = [...TYPED, ...ISSUERS].filter(({ docType }) => docType === 'invoice')
/** Two fixtures show one invoice as two programs print it. */
const nameOf = ({ text, docType, tenant }: TypedDocument) => {
  const { number, vendor } = read(typed(text), { docType, tenant })
  return `${vendor?.taxId} ${number?.replace(/-0+/, '-')}`
}
const PAIRS = INVOICES.flatMap((first) => INVOICES.filter((second) => second.tenant === first.tenant && nameOf(second) !== nameOf(first)).map((second) => ({ of: `${first.name.slice(0, 40)} + ${second.name.slice(0, 40)}`, first, second })))

describe('two invoices in one file', () => {
  it('are tried in many pairs', () => expect(PAIRS.length).toBeGreaterThan(20))

  it.each(PAIRS)('wait for a person: $of', ({ first, second }) => {
    expect(begins(read(typed(first.text, second.text), first))).toEqual([expect.stringContaining('begin on page 2')])
  })

  it.each(INVOICES)('are not seen in one whose page is there twice: $name', (one) => {
    expect(begins(read(typed(one.text, one.text), one))).toEqual([])
  })
})

const BOX = [0.1, 0.1, 0.1, 0.01] as [number, number, number, number]
const evidence = { source: 'pdf-text', rule: 'test', confidence: 0.97, box: BOX } as const
type Shown = { number?: string; issueDate?: string; taxId?: string; total?: string }
const heads = (shown: Shown[], { isScan = false, y = 0.1, idConfidence = 0.97 } = {}): PageHead[] => shown.map(({ number, issueDate, taxId, total }, i) => ({
  page: i + 1, isScan,
  draft: {
    ...(number === undefined ? {} : { number }), ...(issueDate === undefined ? {} : { issueDate }),
    ...(taxId === undefined ? {} : { vendor: { taxId } }), ...(total === undefined ? {} : { totals: { total, taxBreakdown: [], withholdings: [] } }),
    fieldMeta: { number: { ...evidence, box: [0.1, i === 0 ? 0.1 : y, 0.1, 0.01] }, 'vendor.taxId': { ...evidence, confidence: i === 0 ? 0.97 : idConfidence } },
  },
}))
const FIRST = { number: 'A-1', issueDate: '2025-01-02', taxId: 'B46000048', total: '10.00' }

describe('a page begins another document', () => {
  it.each<[string, Shown[], Parameters<typeof heads>[1], number[]]>([
    ['with another number and a date', [FIRST, { number: 'A-2', issueDate: '2025-01-02' }], {}, [2]],
    ['with another number and a total', [FIRST, { number: 'A-2', total: '10.00' }], {}, [2]],
    ['with another issuer and a number', [FIRST, { number: 'A-1', taxId: 'A28000073' }], {}, [2]],
    ['with another issuer and a date', [FIRST, { taxId: 'A28000073', issueDate: '2025-01-02' }], {}, [2]],
    ['with another date and another total', [{ issueDate: '2025-01-02', total: '1.00' }, { issueDate: '2025-01-03', total: '2.00' }], {}, [2]],
    ['each of three', [FIRST, { ...FIRST, number: 'A-2' }, { ...FIRST, number: 'A-3' }], {}, [2, 3]],
    ['behind an annex', [FIRST, {}, { ...FIRST, number: 'A-2' }], {}, [3]],
    ['on a scan, with another number and another date', [FIRST, { ...FIRST, number: 'A-2', issueDate: '2025-01-03' }], { isScan: true }, [2]],
    ['not with the same number, written longer', [FIRST, { ...FIRST, number: 'A-0001' }], {}, []],
    ['not with another number alone, as in a remark', [FIRST, { number: 'A-2' }], {}, []],
    ['not with a number far down', [FIRST, { ...FIRST, number: 'A-2' }], { y: 0.8 }, []],
    ['not with a number of a scan alone: it may be misread', [FIRST, { ...FIRST, number: 'A-7' }], { isScan: true }, []],
    ['not with another id alone, as of a carrier', [FIRST, { taxId: 'A28000073' }], {}, []],
    ['not with an id that fails its check', [FIRST, { ...FIRST, taxId: 'A28000074' }], { idConfidence: 0.5 }, []],
    ['not with the total that only the last page has', [{ number: 'A-1', issueDate: '2025-01-02' }, { number: 'A-1', total: '10.00' }], {}, []],
    ['not with another date alone', [FIRST, { number: 'A-1', issueDate: '2025-02-02' }], {}, []],
  ])('%s', (_, shown, how, pages) => expect(furtherDocuments(heads(shown, how)).map(({ message }) => Number(/page (\d+)/.exec(message)?.[1]))).toEqual(pages))
})
