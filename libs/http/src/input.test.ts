import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { InvalidInput, parseInput, type FieldError } from './input.ts'

const Body = z.object({ name: z.string(), kind: z.enum(['a', 'b']), at: z.union([z.iso.date(), z.number()]), rows: z.array(z.object({ amount: z.string() })), note: z.string().max(3).optional() })
const right = { name: 'n', kind: 'a', at: 1, rows: [{ amount: '1' }] }

function faultsOf(value: unknown): FieldError[] {
  try {
    parseInput(Body, value)
    return []
  } catch (error) {
    return (error as InvalidInput).errors
  }
}

describe('a field', () => {
  it.each(['name', 'kind', 'at', 'rows'])('%s that is left out is required', (field) => {
    expect(faultsOf({ ...right, [field]: undefined })).toEqual([{ field, message: 'is required', code: 'required' }])
  })

  it('of a row that is left out is named with its row', () => expect(faultsOf({ ...right, rows: [{}] })).toMatchObject([{ field: 'rows[0].amount', code: 'required' }]))

  it('that is not known is named, each of them', () => {
    const read = (value: object): FieldError[] => {
      try {
        parseInput(z.strictObject({ rows: z.array(z.strictObject({ amount: z.string() })) }), value)
        return []
      } catch (error) {
        return (error as InvalidInput).errors
      }
    }
    expect(read({ rows: [{ amount: '1', ammount: '1' }], note: 'n' }).map(({ field, code }) => [field, code])).toEqual([['rows[0].ammount', 'unrecognized_keys'], ['note', 'unrecognized_keys']])
    expect(read(Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`name${n}`, n])))).toHaveLength(100)
  })

  it.each([[{ name: 7 }, 'invalid_type'], [{ name: null }, 'invalid_type'], [{ kind: 'c' }, 'invalid_value'], [{ note: 'long' }, 'too_big']])('of %o is wrong and not left out', (over, code) => {
    expect(faultsOf({ ...right, ...over })).toMatchObject([{ code }])
  })
})

describe('what is said of a value', () => {
  it.each([
    [z.string(), 7, 'must be a text'], [z.object({}), [], 'must be an object'], [z.boolean(), 'yes', 'must be true or false'],
    [z.coerce.number().int(), 'many', 'must be a number'], [z.coerce.number().int(), '1.5', 'must be a whole number'], [z.coerce.number().min(1), '0', 'must be at least 1'],
    [z.number().positive(), 0, 'must be more than 0'], [z.coerce.number().max(200), '201', 'must be at most 200'], [z.number().multipleOf(5), 3, 'must be a multiple of 5'],
    [z.string().min(1), '', 'must not be empty'], [z.string().min(2), 'x', 'must have at least 2 characters'], [z.string().max(1), 'xx', 'must have at most 1 character'], [z.string().length(3), 'x', 'must have exactly 3 characters'],
    [z.array(z.string()).min(1), [], 'must not be empty'], [z.array(z.string()).max(2), ['1', '2', '3'], 'must have at most 2 entries'],
    [z.enum(['x', 'y']), 'z', 'must be one of x, y'], [z.literal('x'), 'z', 'must be x'], [z.iso.date(), 'today', 'must be a day of the calendar, as 2026-03-31'], [z.uuid(), 'z', 'must be a uuid'],
    [z.string({ error: 'must be a name' }), 7, 'must be a name'],
  ])('%# %o is in words for who sent it', (schema, value, message) => {
    expect(() => parseInput(z.object({ field: schema }), { field: value })).toThrow(`field: ${message}`)
  })
})
