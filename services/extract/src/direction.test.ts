import { describe, expect, it } from 'vitest'
import { directionOf, isOwn } from './direction.ts'

const tenant = { taxIds: ['76000002-7', 'A58000019'] }
const own = { taxId: '76000002-7' }
const other = { taxId: '76000001-9', name: 'OTRA' }

describe('the direction of a document', () => {
  it.each([
    ['issued by the tenant', { docType: 'invoice', source: 'xml', vendor: own, buyer: other }, 'sale'],
    ['addressed to the tenant', { docType: 'invoice', source: 'xml', vendor: other, buyer: own }, 'purchase'],
    ['between two others', { docType: 'invoice', source: 'xml', vendor: other, buyer: { taxId: '77000003-3' } }, undefined],
    ['an XML invoice that names no buyer', { docType: 'invoice', source: 'xml', vendor: other }, undefined],
    ['a row that names no buyer', { docType: 'invoice', source: 'row', vendor: other }, 'purchase'],
    ['a row for somebody else', { docType: 'invoice', source: 'row', vendor: other, buyer: { name: 'TERCERO' } }, undefined],
    ['a ticket, which names no buyer', { docType: 'receipt', source: 'ocr', vendor: other }, 'purchase'],
    ['an expense without parties', { docType: 'expense', source: 'row' }, 'purchase'],
    ['issued by the tenant to itself', { docType: 'invoice', source: 'xml', vendor: own, buyer: own }, 'sale'],
    ['a contract without parties', { docType: 'contract', source: 'row' }, undefined],
  ] as const)('%s', (_, document, direction) => {
    expect(directionOf(document, tenant)).toBe(direction)
  })

  it.each(['76.000.002-7', '760000027', '76000002 - 7', 'a-58000019', 'ESA58000019'])('knows the own id as %s', (taxId) => {
    expect(isOwn(taxId, tenant)).toBe(true)
  })

  it.each([undefined, '', '-', '76000002', '176000002-7'])('does not take %s for the own id', (taxId) => {
    expect(isOwn(taxId, tenant)).toBe(false)
  })
})
