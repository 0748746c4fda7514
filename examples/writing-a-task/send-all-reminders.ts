import { children, task } from '@chasqui/worker'
import { ReminderParams } from './send-reminders.ts'

export const sendAllReminders = task({
  type: 'reminders.send_all', lane: 'low', scope: 'platform', role: 'admin',
  description: 'Write to the late customers of every company',
  params: ReminderParams,
  softLimit: '1m', hardLimit: '2m',
  schedules: [{ id: 'reminders.mondays', description: 'Reminders of every company, on Mondays', params: { dry_run: false }, cron: '0 9 * * 1', zone: 'America/Lima', misfire: 'skip', enabled: false }],
  async run({ deps }, params) {
    const companies = await deps.tenants.all()
    return children(companies.map(({ id, name }) => ({ type: 'reminders.send', params, tenantId: id, label: name })))
  },
  async join(_ctx, ended) {
    const unwell = ended.filter(({ state }) => state !== 'SUCCESS')
    return { companies: ended.length, not_succeeded: unwell.map(({ label, state, error }) => ({ name: label, why: error?.code ?? state })) }
  },
})
