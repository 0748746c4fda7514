import { describe, expect, it } from 'vitest'
import { promotedView } from './promote.ts'

describe('the promotion of a batch', () => {
  it.each<[Record<string, number>, number, object]>([
    [{ published: 3, validated: 2, ocr_failed: 1, duplicate: 1, rejected: 1, extracted: 2 }, 2, { total_items: 10, queued: 2, published: 3, failed: 1, ended: 2, moving: 2 }],
    [{ validated: 3 }, 2, { total_items: 3, queued: 2, published: 0, failed: 0, ended: 0, moving: 1 }], [{}, 0, { total_items: 0, queued: 0, published: 0, failed: 0, ended: 0, moving: 0 }],
    [{ validated: 1 }, 2, { total_items: 2, queued: 2, published: 0, failed: 0, ended: 0, moving: 0 }],
  ])('of %j, %i of them queued, tells of every item where it is', (breakdown, queued, view) => expect(promotedView(breakdown, queued)).toEqual(view))
})
