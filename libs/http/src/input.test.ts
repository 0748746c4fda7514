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
