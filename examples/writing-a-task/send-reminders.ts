import { z } from 'zod'
import { openBooks, type Invoice } from '@chasqui/mongo/books'
import { NotNow, task, type TaskDefinition } from '@chasqui/worker'
import type { Mail } from './mail.ts'

const DAY_MS = 24 * 60 * 60_000

export const ReminderParams = z.object({
  days_late: z.int().min(1).max(365).default(7).describe('only invoices that are due for longer than so many days'),
  dry_run: z.boolean().default(true).describe('only count'),
  sender_key: z.string().min(8).optional().meta({ secret: true }).describe('key of the company at the mail service; without it, that of the installation'),
})

export const sendReminders = (mail: Mail): TaskDefinition => task({
  type: 'reminders.send', lane: 'low', role: 'operator',
  description: 'Write to the customers whose invoices are past due',
  params: ReminderParams,
  softLimit: '10m', hardLimit: '12m',
  retries: { maxRetries: 5, base: '1m', cap: '1h' },
  atOnce: { limit: 1, by: 'tenant' }, rate: { limit: 10, window: '1h', by: 'tenant' },
  outside: 'mail',
  async run({ tenantId, deps, signal, progress, once, outside, passNoReturn }, { days_late: daysLate, dry_run: isDry, sender_key: senderKey }) {
    const late = await lateInvoices(openBooks(deps.store.db).invoices.stream(tenantId, { direction: 'sale' }), new Date(Date.now() - daysLate * DAY_MS))
    const result = { found: late.length, sent: 0, without_address: 0 }
    if (isDry) return result
    const { left, moreAfterMs } = await outside('mail', (until) => mail.quota(until))
    if (left < late.length) throw new NotNow('MAIL_QUOTA_USED', 'The mail service takes no more letters for now', moreAfterMs)
    for (const [n, invoice] of late.entries()) {
      signal.throwIfAborted()
      const to = invoice.customer?.email
      if (to === undefined) result.without_address++
      else {
        await outside('mail', () => once(`invoice ${invoice._id}`, async ({ effectId, signal: until }) => {
          await mail.send({ id: effectId, to, subject: `Invoice ${invoice.number ?? ''} is past due`, senderKey }, until)
        }))
        result.sent++
      }
      progress(n + 1, late.length, invoice.number, 'writing')
    }
    await passNoReturn()
    await once('report', ({ effectId, signal: until }) => mail.send({ id: effectId, to: 'accounts@example.com', subject: `${result.sent} reminders were sent`, senderKey }, until))
    return result
  },
})

/** The unpaid invoices whose last day is before that one. */
async function lateInvoices(invoices: AsyncIterable<Invoice>, before: Date): Promise<Invoice[]> {
  const day = before.toISOString().slice(0, 10)
  const late: Invoice[] = []
  for await (const invoice of invoices) if (invoice.status === 'pending' && invoice.dueDate !== undefined && invoice.dueDate < day) late.push(invoice)
  return late
}
