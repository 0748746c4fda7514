import { beforeAll, describe, expect, it } from 'vitest'
import { withGateway, type Caller } from '../test-gateway.ts'

const gateway = withGateway()
let call: Caller

const anAccount = (tenantId: string, _id: string) => ({
  _id, tenantId, source: { kind: 'import' as const, batchId: 'b1', itemId: 'i1' }, postingKey: `key-${_id}`, version: 1, createdAt: new Date('2026-03-06T10:00:00Z'), revertedAt: null,
  iban: 'ES9121000418450200051332', currency: 'EUR', status: 'unconfirmed' as const,
})

beforeAll(async () => {
  call = await gateway.caller('operator')
  await gateway.context.books.bankAccounts.ensureMany(['a1', 'a2', 'a3'].map((id) => anAccount(call.tenantId, id)))
})

type Page = { items: { id: string; status: string }[]; next_cursor: string | null }
const page = async (query = ''): Promise<Page> => (await call(`/api/bank-accounts${query}`)).as<Page>()
const confirm = (id: string) => call(`/api/bank-accounts/${id}/confirm`, { method: 'POST' })
const deeds = async () => (await call('/api/audit?action=bank_account.confirm')).as<{ items: unknown[] }>().items

describe('the bank accounts', () => {
  it('are listed page by page, with what the statement told and nothing that is only for us', async () => {
    const first = await page('?limit=2')
    const rest = await page(`?limit=2&cursor=${first.next_cursor}`)
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(['a1', 'a2', 'a3'])
    expect(rest.next_cursor).toBeNull()
    expect(first.items[0]).toEqual({ id: 'a1', source: { kind: 'import', batchId: 'b1', itemId: 'i1' }, postingKey: 'key-a1', createdAt: '2026-03-06T10:00:00.000Z', iban: 'ES9121000418450200051332', currency: 'EUR', status: 'unconfirmed' })
    expect((await call('/api/bank-accounts?cursor=nonsense')).code).toBe('CURSOR_INVALID')
  })

  it('are confirmed by a person, once, and the audit has it once', async () => {
    for (let time = 1; time <= 2; time++) {
      const answer = await confirm('a2')
      expect([answer.status, answer.as()]).toMatchObject([200, { id: 'a2', status: 'confirmed' }])
      expect(await deeds()).toMatchObject([{ by: 'key of a operator', target: { kind: 'bank_account', id: 'a2' }, before: { status: 'unconfirmed' }, after: { status: 'confirmed' } }])
    }
    expect((await page('?status=confirmed')).items.map(({ id }) => id)).toEqual(['a2'])
    expect((await page('?status=unconfirmed')).items.map(({ id }) => id)).toEqual(['a1', 'a3'])
  })

  it('of another tenant are not there', async () => {
    const stranger = await gateway.caller('admin')
    const answer = await stranger('/api/bank-accounts/a1/confirm', { method: 'POST' })
    expect([answer.status, answer.code]).toEqual([404, 'BANK_ACCOUNT_NOT_FOUND'])
    expect((await stranger('/api/bank-accounts')).as<Page>().items).toEqual([])
    expect((await page('?status=confirmed')).items.map(({ id }) => id)).not.toContain('a1')
  })
})
