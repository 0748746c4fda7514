import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cropped, shrunk, turned, type Grey } from './grey.ts'

const picture = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })).chain(([width, height]) =>
  fc.uint8Array({ minLength: width * height, maxLength: width * height }).map((data): Grey => ({ data, width, height })))

describe('a grey picture', () => {
  it('is itself again after four quarter turns, and upside down after two', () => {
    fc.assert(fc.property(picture, (image) => {
      expect(turned(turned(turned(turned(image, 1), 1), 1), 1)).toEqual(image)
      expect(turned(turned(image, 1), 1)).toEqual(turned(image, 2))
      expect(turned(turned(image, 3), 1)).toEqual(image)
      expect(turned(image, -1)).toEqual(turned(image, 3))
    }))
  })

  it('turns clockwise', () => {
    expect(turned({ data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 2 }, 1)).toEqual({ data: Uint8Array.of(4, 1, 5, 2, 6, 3), width: 2, height: 3 })
  })

  it('shrinks to the means of its squares', () => {
    expect(shrunk({ data: Uint8Array.of(0, 100, 10, 10, 100, 200, 10, 10), width: 4, height: 2 }, 2)).toEqual({ data: Uint8Array.of(100, 10), width: 2, height: 1 })
  })

  it('is cut where it ends', () => {
    expect(cropped({ data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 2 }, 1, 1, 10, 10)).toEqual({ data: Uint8Array.of(5, 6), width: 2, height: 1 })
  })
})
