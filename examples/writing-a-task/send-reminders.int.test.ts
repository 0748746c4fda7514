import { beforeEach, describe, expect, it } from 'vitest'
import { amountOf, openBooks, type Invoice } from '@chasqui/mongo/books'
import { withTasks } from '@chasqui/worker/test-tasks'
import { errors } from './errors.ts'
import type { Mail } from './mail.ts'
import { tasks } from './tasks.ts'

/** A mail service that keeps each id once, as the real one does, and does what a test tells it to. */
const sent = new Map<string, string>()
let beforeSend: (nth: number) => Promise<void> | void
let quotas: { left: number; moreAfterMs: number }[]
let calls: number
const mail: Mail = {
  quota: async () => quotas.shift() ?? { left: 100, moreAfterMs: 0 },
  send: async ({ id, subject }) => {
    await beforeSend(++calls)
    sent.set(id, subject)
  },
}
const [reminders, allReminders] = tasks(mail) as [ReturnType<typeof tasks>[0], ReturnType<typeof tasks>[0]]
const bench = withTasks('reminders', [reminders, allReminders])

beforeEach(() => {
  sent.clear()
  beforeSend = () => undefined
  quotas = []
  calls = 0
})

/** A company with invoices that are late, one that is paid and one that has time. */
async function companyWith(numbers: readonly string[]): Promise<string> {
  const tenantId = await bench.tenant()
  const invoice = (number: string, more: Partial<Invoice> = {}): Invoice => ({
    _id: `${tenantId}-${number}`, tenantId, source: { kind: 'import', batchId: 'b', itemId: 'i' }, postingKey: `${tenantId}-${number}`, version: 1, createdAt: new Date(), revertedAt: null,
    direction: 'sale', docType: 'invoice', country: 'PE', number, vendorId: null, vendor: {}, customerId: null, customer: { email: 'late@example.com' }, issueDate: '2025-01-02', dueDate: '2025-02-02', currency: 'PEN',
    taxes: [], withholding: amountOf('0'), total: amountOf('118.00'), payable: amountOf('118.00'), status: 'pending', paid: amountOf('0'), dueDates: [], lines: [], correctsInvoiceId: null, categoryCode: null, account: null, ...more,
  })
  await openBooks(bench.deps.store.db).invoices.insertMany([...numbers.map((number) => invoice(number)), invoice('paid', { status: 'paid' }), invoice('in time', { dueDate: '2999-01-01' })])
  return tenantId
}
const forReal = { dry_run: false }

describe('reminders', () => {
  it('are only counted unless they are meant', async () => {
    expect(await bench.run(reminders, await companyWith(['F1', 'F2']))).toMatchObject({ state: 'SUCCESS', result: { found: 2, sent: 0 } })
    expect(sent.size).toBe(0)
  })

  it('go out once each, however often the task is tried', async () => {
    beforeSend = (nth) => { if (nth === 2) throw errors.fault('MAIL_AWAY') }
    const ended = await bench.run(reminders, await companyWith(['F1', 'F2']), forReal)
    expect(ended).toMatchObject({ state: 'SUCCESS', tries: 1, result: { found: 2, sent: 2 } })
    expect([...sent.values()].sort()).toEqual(['2 reminders were sent', 'Invoice F1 is past due', 'Invoice F2 is past due'])
    // F1 was not asked for again: one call for it, two for F2, one for the report.
    expect(calls).toBe(4)
  })

  it('end at once with a dead letter when a letter is refused', async () => {
    beforeSend = () => { throw errors.fault('MAIL_REFUSED', { detail: 'no such mailbox' }) }
    const { _id, ...ended } = await bench.run(reminders, await companyWith(['F1']), forReal)
    expect(ended).toMatchObject({ state: 'FAILURE', tries: 1, error: { code: 'MAIL_REFUSED', retryable: false } })
    await expect.poll(() => bench.deps.deadLetters.find(undefined, `task:${_id}`)).toMatchObject({ errorCode: 'MAIL_REFUSED' })
  })

  it('wait, and use up no try, while the mail service takes no more', async () => {
    quotas = [{ left: 0, moreAfterMs: 50 }]
    const ended = await bench.run(reminders, await companyWith(['F1']), forReal)
    expect(ended).toMatchObject({ state: 'SUCCESS', tries: 0, attempts: [{ outcome: 'deferred', code: 'MAIL_QUOTA_USED' }, { outcome: 'success' }] })
  })

  it('stop between two letters when somebody revokes the task', async () => {
    const tenantId = await companyWith(['F1', 'F2'])
    const [first, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    beforeSend = () => { first.resolve(); return goOn.promise }
    const taskId = await bench.launch(reminders, tenantId, forReal)
    await first.promise
    await bench.revoke(tenantId, taskId)
    goOn.resolve()
    expect(await bench.ended(taskId)).toMatchObject({ state: 'REVOKED' })
    expect(sent.size).toBe(1)
  })

  it('are sent for every company by a parent, which tells who had none', async () => {
    const tenantId = await companyWith(['F1'])
    expect(await bench.run(allReminders, undefined, forReal)).toMatchObject({ state: 'SUCCESS', result: { not_succeeded: [] } })
    expect([...sent.values()]).toContain('Invoice F1 is past due')
    expect(await bench.store.tasks.collection().countDocuments({ tenantId, type: 'reminders.send', state: 'SUCCESS' })).toBe(1)
  })
})
