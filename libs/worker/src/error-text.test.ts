import { describe, expect, it } from 'vitest'
import { codes } from '@chasqui/errors'
import { stackBehind, stackOf, textOf } from './error-text.ts'

describe('the text of an error on record', () => {
  it('has no secret in it, in a stack neither, and is not long', () => {
    const text = 'could not open mongodb://user:hunter2@host/db?token=abc '
    expect(textOf(text)).not.toMatch(/hunter2|token=abc/)
    expect(stackOf(`Error: ${text}\n at x`).stack).not.toMatch(/hunter2|token=abc/)
    expect([textOf(text.repeat(100)).length, stackOf(text.repeat(100)).stack?.length]).toEqual([1_000, 4_000])
  })
  it('is absent where there is no stack', () => expect(stackOf(undefined)).toEqual({}))
  it('tells where something broke, and nothing of what was refused on purpose', () => {
    const faults = codes('test', { REFUSED: { say: 'No', hint: 'Ask another', retry: false } })
    const broken = new TypeError('undefined is not a function')
    expect(stackBehind(broken)).toBe(broken.stack)
    expect(stackBehind(faults.fault('REFUSED', { cause: broken }))).toBe(broken.stack)
    expect(stackBehind(faults.fault('REFUSED'))).toBeUndefined()
  })
})
