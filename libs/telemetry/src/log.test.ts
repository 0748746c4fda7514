import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logger, withCleanLines, withIds, type Logger } from './log.ts'
import { redactLine } from './redact.ts'

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

function recording(level = 'trace'): { log: Logger; lines: () => Record<string, unknown>[]; text: () => string } {
  const written: string[] = []
  const log = logger('ocr', { level, destination: { write: (line) => void written.push(line) } })
  return { log, text: () => written.join(''), lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

describe('a log line', () => {
  it('is JSON with service, level and time', () => {
    const { log, lines } = recording()
    log.info({ pages: 3 }, 'read')
    expect(lines()).toEqual([{ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), service: 'ocr', pages: 3, msg: 'read' }])
  })

  it('carries what it is about, and only what is known', () => {
    const { log, lines } = recording()
    withIds(log, { traceparent: TRACEPARENT, tenantId: 't1', batchId: 'b1', itemId: 'i1' }).info('x')
    withIds(log, { tenantId: 't1', taskId: 'k1', traceparent: 'rubbish', itemId: undefined }).child({ page: 2 }).info('y')
    expect(lines()[0]).toMatchObject({ trace_id: '0af7651916cd43dd8448eb211c80319c', tenant: 't1', batch: 'b1', item: 'i1' })
    expect(Object.keys(lines()[1] as object)).toEqual(['level', 'time', 'service', 'tenant', 'task', 'page', 'msg'])
  })

  it('keeps the code and the causes of an error', () => {
    const { log, lines } = recording()
    log.error(Object.assign(new Error('outer', { cause: new Error('inner') }), { code: 'OCR_UNREADABLE' }), 'failed')
    expect(lines()[0]).toMatchObject({ msg: 'failed', err: { code: 'OCR_UNREADABLE', message: expect.stringContaining('inner') } })
  })

  it('is not written below the level', () => {
    const { log, lines } = recording('warn')
    log.info('x')
    expect(lines()).toEqual([])
  })
})

describe('secrets', () => {
  it.each([
    ['a header', { req: { headers: { authorization: 'Bearer s3cr3t-s3cr3t', 'X-API-Key': 's3cr3t' } } }],
    ['any depth', { a: { b: { c: { d: { smtpPassword: 's3cr3t' } } } } }],
    ['raw headers', { rawHeaders: ['Authorization', 'Bearer s3cr3t-s3cr3t'] }],
    ['a number', { account: { clave: 53_337 , pwd: 's3cr3t' } }],
    ['a certificate in bytes', { pfx: Buffer.from('s3cr3t') }],
    ['a list', { tokens: ['s3cr3t', 's3cr3t'] }],
    ['a quote inside', { secret: 'x"s3cr3t' }],
    ['a connection string', { err: new Error('cannot reach mongodb://app:s3cr3t@db:27017/x') }],
    ['a query', { url: '/x?api_key=s3cr3t&page=2' }],
    ['a quoted body', { body: JSON.stringify({ rut: '1-9', password: 's3cr3t' }) }],
  ])('are taken out of %s', (_where, line) => {
    const { log, text, lines } = recording()
    log.info(line, 'm')
    expect(text()).not.toMatch(/s3cr3t|53337|"data":\[115/)
    expect(text()).toContain('[redacted]')
    expect(lines()[0]).toMatchObject({ msg: 'm' })
  })

  it('that one logger knows of are taken out of its lines and those of its children, beside all others', () => {
    const { log, text, lines } = recording()
    const knowing = withCleanLines(withCleanLines(log, (line) => line.replaceAll('s3cr3t', 'X')), (line) => line.replaceAll('0wn', 'Y'))
    knowing.child({ of: 's3cr3t' }).warn({ err: new Error('s3cr3t 0wn'), password: 'other' }, 's3cr3t')
    expect(text()).not.toMatch(/s3cr3t|0wn|other/)
    expect(lines()[0]).toMatchObject({ of: 'X', err: { message: 'X Y' }, msg: 'X' })
    log.info('s3cr3t')
    expect(lines()[1]).toMatchObject({ msg: 's3cr3t' })
  })

  it.each([['claveAcceso', '0102'], ['tokens_used', 5], ['url', 'http://localhost:4318/v1/traces'], ['secretary', 'Ana'], ['mail', 'ana@example.com']])(
    'do not hide what is none: %s', (key, value) => {
      const line = JSON.stringify({ [key]: value })
      expect(redactLine(line)).toBe(line)
    })

  it('leave every line valid JSON, with the same keys', () => {
    const key = fc.oneof(fc.constantFrom('password', 'Authorization', 'x-api-key', 'apiKey', 'token'), fc.string())
    fc.assert(fc.property(fc.dictionary(key, fc.jsonValue()), (line) => {
      const redacted = JSON.parse(redactLine(JSON.stringify(line))) as object
      expect(Object.keys(redacted)).toEqual(Object.keys(JSON.parse(JSON.stringify(line)) as object))
    }))
  })

  it('never survive as the text of a secret key', () => {
    fc.assert(fc.property(fc.string({ minLength: 1 }), (value) => {
      expect(JSON.parse(redactLine(JSON.stringify({ deep: { password: value } })))).toEqual({ deep: { password: '[redacted]' } })
    }))
  })
})
