import { describe, expect, it } from 'vitest'
import { Canonical, Tenant } from '@chasqui/contracts'
import { aBankStatement, anInvoice, aReceipt, aTenant } from './builders.ts'

describe('builders', () => {
  it.each([['an invoice', anInvoice()], ['a receipt', aReceipt()], ['a bank statement', aBankStatement()]])('%s fits the schema as it is', (_, built) => {
    expect(Canonical.parse(built)).toEqual(built)
  })
  it('a tenant fits the schema as it is', () => expect(Tenant.parse(aTenant())).toEqual(aTenant()))

  it('take overrides into the depth and leave the rest', () => {
    const invoice = anInvoice({ totals: { total: '1.00' }, vendor: { name: 'Otra' } })
    expect(invoice.totals).toMatchObject({ total: '1.00', subtotal: '380.00' })
    expect(invoice.vendor).toMatchObject({ name: 'Otra', taxId: '20600000013' })
  })
  it('replace lists whole and take away what is overridden with undefined', () => {
    const invoice = anInvoice({ lines: [], number: undefined })
    expect(invoice.lines).toEqual([])
    expect('number' in invoice).toBe(false)
  })
  it('give every caller a copy of its own', () => {
    anInvoice().lines.pop()
    expect(anInvoice().lines).toHaveLength(2)
  })
})
