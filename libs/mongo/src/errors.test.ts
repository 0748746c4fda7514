import { MongoNetworkError, MongoServerError } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { isStoreAway } from './errors.ts'

describe('a failure of the store', () => {
  it.each([new MongoNetworkError('gone'), new MongoServerError({ code: 189 }), Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' })])('that is over when it is back: %o', (error) => {
    expect(isStoreAway(error)).toBe(true)
  })

  it.each([new Error('defect'), new MongoServerError({ code: 2 }), Object.assign(new Error('no such file'), { code: 'ENOENT' }), undefined, 'EPIPE', { code: 'EPIPE' }])('that is not: %o', (error) => {
    expect(isStoreAway(error)).toBe(false)
  })
})
