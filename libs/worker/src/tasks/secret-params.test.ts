import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { lineWithoutSecrets, secretsIn, shownParams, withKeptSecrets, withoutSecrets } from './secret-params.ts'
import { taskSchemaOf } from './task-schema.ts'

const secret = z.string().meta({ secret: true })
const Login = z.object({ user: z.string(), password: secret }).meta({ id: 'LoginOfSecretParams' })
const schema = taskSchemaOf({
  params: z.object({
    note: z.string(), key: secret.min(3).describe('of the sender'), maybe: secret.optional(), byDefault: secret.default('s3cr'), orNull: secret.nullable().optional(), login: Login.optional(), logins: z.array(Login).optional(),
    byName: z.record(z.string(), secret).optional(), pair: z.tuple([z.string(), secret]).optional(), either: z.union([z.object({ pin: secret }), z.object({ open: z.string() })]).optional(),
    whole: z.object({ certificate: z.string(), bits: z.number() }).meta({ secret: true }).optional(),
  }),
})
const PARAMS = {
  note: 'in the open', key: 'key-1', maybe: 'maybe-1', byDefault: 'def-1', orNull: 'null-1', login: { user: 'ana', password: 'pass-1' }, logins: [{ user: 'eva', password: 'pass-2' }], byName: { a: 'name-1' },
  pair: ['left', 'right-1'], either: { pin: 'pin-1' }, whole: { certificate: 'cert-1', bits: 2048 },
}

describe('a parameter that is marked as a secret', () => {
  it('is shown masked wherever it lies, and nothing else is', () => {
    const mask = '[redacted]'
    expect(shownParams(schema, PARAMS)).toEqual({
      note: 'in the open', key: mask, maybe: mask, byDefault: mask, orNull: mask, login: { user: 'ana', password: mask }, logins: [{ user: 'eva', password: mask }], byName: { a: mask },
      pair: ['left', mask], either: { pin: mask }, whole: mask,
    })
  })

  it('is not made up where there is none', () => {
    expect(shownParams(schema, { note: 'x', key: null, orNull: null })).toEqual({ note: 'x', key: null, orNull: null })
  })

  it('is kept when its mask comes back among changed parameters, and replaced by another that comes', () => {
    const shown = shownParams(schema, PARAMS)
    expect(withKeptSecrets(schema, { ...shown, note: 'changed' }, PARAMS)).toEqual({ ...PARAMS, note: 'changed' })
    expect(withKeptSecrets(schema, { ...shown, key: 'key-2' }, PARAMS)).toEqual({ ...PARAMS, key: 'key-2' })
    expect(withKeptSecrets(schema, shown, undefined)).toEqual(shown)
  })

  it('is taken out of texts that quote it', () => {
    const secrets = secretsIn(schema, { ...PARAMS, maybe: 'key-1 and more', byDefault: 'no' })
    expect(withoutSecrets('no: key-1 and more, key-1, cert-1 and 2048 of ana', secrets)).toBe('no: [redacted], [redacted], [redacted] and [redacted] of ana')
  })

  it('is taken out of whatever a run tells, in every depth, and the rest stays what it is', () => {
    const at = new Date(0)
    const told = { 'of key-1': [{ note: 'with key-1', bits: 2048, rows: 3, at }, null], done: true }
    expect(withoutSecrets(told, secretsIn(schema, PARAMS))).toEqual({ 'of [redacted]': [{ note: 'with [redacted]', bits: '[redacted]', rows: 3, at }, null], done: true })
    expect(withoutSecrets(told, [])).toBe(told)
  })

  it('is taken out of a line of a log, however it is written there', () => {
    const secrets = secretsIn(schema, { ...PARAMS, key: 'a "quoted" \\ key' })
    expect(lineWithoutSecrets(`${JSON.stringify({ bits: 2048, msg: 'a "quoted" \\ key', n: 1 })}\n`, secrets)).toBe('{"bits":"[redacted]","msg":"[redacted]","n":1}\n')
  })
})
