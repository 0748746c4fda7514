import { describe, expect, it } from 'vitest'
import { KeyName } from './key-name.ts'

describe('the name of a key', () => {
  it.each([['the till of the shop', 'the till of the shop'], [' Ñandú ', 'Ñandú'], ['Jose\u0301', 'José'], ['scheduler of the shop', 'scheduler of the shop'], ['店 👍', '店 👍']])('may be %j', (name, kept) => expect(KeyName.parse(name)).toBe(kept))

  it.each([
    ['', 'Too small'], ['   ', 'Too small'], ['x'.repeat(101), 'Too big'], ['a\0b', 'NUL'],
    ['till\nscheduler', 'nobody sees'], ['till\u2028x', 'nobody sees'], ['\u202ellit', 'nobody sees'], ['ti\u200bll', 'nobody sees'], ['ti\u00adll', 'nobody sees'], ['till\u0085x', 'nobody sees'],
    ['scheduler', 'name of a service'], [' Scheduler ', 'name of a service'], ['gateway', 'name of a service'], ['publish', 'name of a service'], ['ｓcheduler', 'name of a service'],
  ])('must not be %j', (name, why) => expect(KeyName.safeParse(name).error?.issues[0]?.message).toContain(why))
})
