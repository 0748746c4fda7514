import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkParams } from './task-params.ts'

const asAnnounced = (params: z.ZodObject, _id = 'test.sync'): { _id: string; params: Record<string, unknown> } => ({ _id, params: z.toJSONSchema(params.strict(), { io: 'input', target: 'draft-2020-12' }) as Record<string, unknown> })

const type = asAnnounced(z.object({
  company_id: z.uuid(), months: z.int().min(1).max(12).default(1), year: z.string().regex(/^\d{4}$/).optional(), format: z.enum(['csv', 'xlsx']).default('csv'), filter: z.record(z.string(), z.unknown()).optional(),
}))
const company_id = '019a2b3c-0000-7000-8000-000000000001'

describe('parameters of a task', () => {
  it('get the defaults of what is left out, and what was given stays as it is', () => {
    const given = { company_id, months: 3 }
    expect(checkParams(type, given, 't1')).toEqual({ ok: true, params: { company_id, months: 3, format: 'csv' } })
    expect(given).toEqual({ company_id, months: 3 })
  })

  it('are refused by name, each of them', () => {
    const checked = checkParams(type, { months: 13, colour: 'red', year: '26', format: 'pdf' }, 't1')
    expect(checked.ok ? [] : checked.problems.map(({ field, message, code }) => `${field} ${message} [${code}]`).sort()).toEqual([
      'colour is not a parameter of this task [unknown]', 'company_id is required [required]', 'format must be one of csv, xlsx [enum]', 'months must be <= 12 [maximum]', expect.stringMatching(/^year must match pattern/),
    ])
  })

  it('that are no day, no time or no id are told what one looks like, once and without a pattern', () => {
    const dated = asAnnounced(z.object({ day: z.iso.date(), at: z.iso.datetime({ offset: true }), id: z.uuid() }))
    const checked = checkParams(dated, { day: '2026-02-30', at: 'soon', id: 'x' }, 't1')
    expect(checked.ok ? [] : checked.problems.map(({ field, message }) => `${field} ${message}`)).toEqual([
      'day must be a day of the calendar, as 2026-03-31', 'at must be a time with its zone, as 2026-03-31T14:30:00Z', 'id must be a uuid',
    ])
  })

  it.each([
    [{ company_id: 'x' }, 'company_id'], [{ company_id, months: '3' }, 'months'], [{ company_id, months: 1.5 }, 'months'], [{ company_id: null }, 'company_id'],
    [{ company_id, filter: { 'a\0b': 1 } }, 'filter.a\\0b'], [{ company_id, filter: [] }, 'filter'],
  ])('%j names %s', (params, field) => {
    const checked = checkParams(type, params, 't1')
    expect(checked.ok ? [] : checked.problems.map((problem) => problem.field)).toContain(field)
  })

  it('nested too deep are refused', () => {
    let deep: unknown = 1
    for (let n = 0; n < 30; n++) deep = { deep }
    expect(checkParams(type, { company_id, filter: { deep } }, 't1')).toMatchObject({ ok: false, problems: [{ code: 'depth' }] })
  })

  it('that no request could carry alone are refused, wherever they come from', () => {
    expect(checkParams(type, { company_id, filter: { text: 'x'.repeat(40 * 1024) } }, 't1').ok).toBe(true)
    expect(checkParams(type, { company_id, filter: { text: 'x'.repeat(48 * 1024) } }, 't1')).toEqual({ ok: false, problems: [{ field: '(all)', message: 'must be at most 48 KiB', code: 'too_large' }] })
  })

  it('must keep the rules of their type, for the tenant that asks', () => {
    const replay = asAnnounced(z.object({ subject: z.string(), from: z.string(), to: z.string(), reason: z.string() }), 'replays.run')
    const asked = { subject: 'imports.received.t1.>', from: '2026-03-01', to: '2026-03-02', reason: 'r' }
    expect(checkParams(replay, asked, 't1').ok).toBe(true)
    expect(checkParams(replay, asked, 't2')).toMatchObject({ ok: false, problems: [{ field: 'subject', code: 'foreign' }] })
  })

  it('are checked by what the type announces now', () => {
    expect(checkParams(asAnnounced(z.object({ a: z.string() })), { a: 'x' }, 't1').ok).toBe(true)
    expect(checkParams(asAnnounced(z.object({ a: z.int() })), { a: 'x' }, 't1').ok).toBe(false)
  })
})
