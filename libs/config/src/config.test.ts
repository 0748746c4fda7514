import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Fault } from '@chasqui/errors'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { commaList, describeConfig, envName, loadConfig, readConfig, secret, settingsFrom } from './index.ts'

const Settings = z.object({
  natsUrl: z.url().describe('where the NATS servers are'),
  port: z.coerce.number().int().min(1).max(65_535).default(8080).describe('where to listen'),
  engine: z.enum(['tesseract', 'cloud']).default('tesseract'),
  isStrict: z.stringbool().default(true),
  hosts: commaList().prefault('a,b'),
  smtpPassword: z.string().min(8).optional().describe('of the mail account'),
  licence: secret(z.string().min(4)).default('demo-licence'),
})

const noFiles = () => { throw Object.assign(new Error('no'), { code: 'ENOENT' }) }
const failure = (run: () => unknown): Fault => {
  try { run() } catch (thrown) { if (thrown instanceof Fault) return thrown }
  throw new Error('it did not fail')
}

describe('names', () => {
  it.each([
    ['natsUrl', 'NATS_URL'],
    ['port', 'PORT'],
    ['importsMaxPdfPages', 'IMPORTS_MAX_PDF_PAGES'],
    ['s3Bucket', 'S3_BUCKET'],
    ['otelExporterOtlpEndpoint', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    ['siiRUTFile', 'SII_RUT_FILE'],
  ])('%s is read from %s', (key, name) => expect(envName(key)).toBe(name))
})

describe('loadConfig', () => {
  it('gives typed values and defaults', () => {
    expect(loadConfig(Settings, { NATS_URL: 'nats://n:4222', PORT: '81', IS_STRICT: 'off', HOSTS: 'x, y,' })).toEqual({
      natsUrl: 'nats://n:4222', port: 81, engine: 'tesseract', isStrict: false, hosts: ['x', 'y'], licence: 'demo-licence',
    })
  })

  it('counts an empty setting as absent', () => {
    expect(loadConfig(Settings, { NATS_URL: 'nats://n', PORT: '', ENGINE: '  ' })).toMatchObject({ port: 8080, engine: 'tesseract' })
  })

  it('ignores what the schema does not name', () => {
    expect(loadConfig(Settings, { NATS_URL: 'nats://n', HOME: '/root' })).not.toHaveProperty('home')
  })

  it('tells all faults at once, with what each setting is for', () => {
    const fault = failure(() => loadConfig(Settings, { PORT: '99999', ENGINE: 'abbyy', IS_STRICT: 'maybe' }))
    expect(fault.code).toBe('CONFIG_INVALID')
    expect(fault.detail).toMatchInlineSnapshot(`
      "4 faults

        NATS_URL  is missing
            where the NATS servers are
            text (uri)

        PORT  Too big: expected number to be <=65535 (it is "99999")
            where to listen
            integer, 1 to 65535; default 8080

        ENGINE  Invalid option: expected one of "tesseract"|"cloud" (it is "abbyy")
            one of: tesseract, cloud; default tesseract

        IS_STRICT  Invalid option: expected one of "true"|"1"|"yes"|"on"|"y"|"enabled"|"false"|"0"|"no"|"off"|"n"|"disabled" (it is "maybe")
            true or false; default true"
    `)
  })

  it('refuses a schema that would read "false" as true', () => {
    expect(() => loadConfig(z.object({ isOn: z.coerce.boolean().default(false) }), {})).toThrow('use z.stringbool()')
  })

  it('reports a rule that spans settings', () => {
    const Range = z.object({ low: z.coerce.number(), high: z.coerce.number() }).refine((c) => c.low < c.high, 'LOW must be below HIGH')
    expect(failure(() => loadConfig(Range, { LOW: '2', HIGH: '1' })).detail).toContain('(all together)  LOW must be below HIGH')
  })
})

describe('secrets', () => {
  const value = fc.string({ minLength: 3, maxLength: 30 }).filter((text) => text.trim().length > 2)

  it('never shows the value of a text setting, whatever is wrong with it', () => {
    const Quoting = z.object({
      natsUrl: z.string().refine(() => false, { error: (issue) => `cannot use ${String(issue.input)}` }),
      smtpPassword: z.string().refine(() => false, { error: (issue) => `weak: ${String(issue.input)}` }),
      pin: secret(z.coerce.number().max(-1).default(-5)),
    })
    fc.assert(fc.property(value, value, (url, password) => {
      const marked = { natsUrl: `«${url}»`, password: `«${password}»` }
      const { detail } = failure(() => loadConfig(Quoting, { NATS_URL: marked.natsUrl, SMTP_PASSWORD: marked.password, PIN: '73313' }))
      expect(detail).not.toContain(marked.natsUrl)
      expect(detail).not.toContain(marked.password)
      expect(detail).not.toContain('73313')
    }))
  })

  it('does not show the default of a secret', () => {
    const row = describeConfig(Settings).find((r) => r.key === 'licence')
    expect(row).toMatchObject({ isSecret: true })
    expect(row).not.toHaveProperty('default')
  })
})

describe('settings from files', () => {
  const folders: string[] = []
  afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })))
  function fileWith(text: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'config-'))
    folders.push(folder)
    writeFileSync(join(folder, 'secret'), text)
    return join(folder, 'secret')
  }

  it.each([['hunter2hunter2\n'], ['hunter2hunter2\r\n'], ['hunter2hunter2']])('takes the value without its line end: %j', (text) => {
    const config = loadConfig(Settings, { NATS_URL: 'nats://n', SMTP_PASSWORD_FILE: fileWith(text) })
    expect(config.smtpPassword).toBe('hunter2hunter2')
  })

  it('refuses the same setting twice, an empty file and a file it cannot read, without calling it missing too', () => {
    const env = { NATS_URL: 'nats://n', NATS_URL_FILE: '/x', PORT_FILE: fileWith('\n'), SMTP_PASSWORD_FILE: '/nowhere/pw' }
    const reading = readConfig(Settings, env, (path) => (path.startsWith('/nowhere') ? noFiles() : ''))
    expect(reading).toMatchObject({ ok: false, faults: [
      { name: 'NATS_URL', what: 'is set twice: as NATS_URL and as NATS_URL_FILE; keep one' },
      { name: 'PORT', what: expect.stringContaining('is empty') },
      { name: 'SMTP_PASSWORD', what: 'cannot read the file named by SMTP_PASSWORD_FILE (/nowhere/pw: ENOENT)' },
    ] })
  })

  it('reads none for an environment that a program made', () => {
    expect(settingsFrom(Settings, { NATS_URL: 'nats://n', PORT: '81' })).toMatchObject({ natsUrl: 'nats://n', port: 81 })
    expect(failure(() => settingsFrom(Settings, { NATS_URL_FILE: fileWith('nats://n') })).code).toBe('CONFIG_INVALID')
  })

  it('leaves a setting alone that is itself called …File', () => {
    const Log = z.object({ log: z.string().optional(), logFile: z.string() })
    expect(readConfig(Log, { LOG_FILE: '/var/log/x' }, noFiles)).toEqual({ ok: true, value: { logFile: '/var/log/x' } })
  })
})

describe('describeConfig', () => {
  it('gives one row a setting, in the order of the schema', () => {
    expect(describeConfig(Settings)).toEqual([
      { key: 'natsUrl', name: 'NATS_URL', type: 'text (uri)', description: 'where the NATS servers are', isRequired: true, isSecret: false },
      { key: 'port', name: 'PORT', type: 'integer, 1 to 65535', default: '8080', description: 'where to listen', isRequired: false, isSecret: false },
      { key: 'engine', name: 'ENGINE', type: 'one of: tesseract, cloud', default: 'tesseract', description: '', isRequired: false, isSecret: false },
      { key: 'isStrict', name: 'IS_STRICT', type: 'true or false', default: 'true', description: '', isRequired: false, isSecret: false },
      { key: 'hosts', name: 'HOSTS', type: 'list, separated by commas', default: 'a,b', description: '', isRequired: false, isSecret: false },
      { key: 'smtpPassword', name: 'SMTP_PASSWORD', type: 'text', description: 'of the mail account', isRequired: false, isSecret: true },
      { key: 'licence', name: 'LICENCE', type: 'text', description: '', isRequired: false, isSecret: true },
    ])
  })
})
