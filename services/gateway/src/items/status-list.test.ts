import { describe, expect, it } from 'vitest'
import { FAILED_STATES, ITEM_STATES } from '@chasqui/contracts'
import { StatusList } from './status-list.ts'

describe('the states that are asked for', () => {
  it.each(ITEM_STATES)('may be %s', (status) => expect(StatusList.parse(status)).toEqual([status]))
  it('may be several', () => expect(StatusList.parse('published, duplicate,pending')).toEqual(['published', 'duplicate', 'pending']))
  it('may be all failed ones', () => expect(StatusList.parse('failed')).toEqual([...FAILED_STATES]))
  it.each(['', ',', 'published,', 'Published', 'done', 'published;pending'])('are refused: %o', (text) => {
    expect(StatusList.safeParse(text).error?.issues[0]?.message).toMatch(/^must be one or more of pending, preprocessing, /)
  })
})
