import { describe, expect, it } from 'vitest'
import { isLegalMove } from './moves.ts'
import type { ItemStatus } from './pipeline.ts'

describe('the legal moves of an item', () => {
  it.each<[ItemStatus, ItemStatus]>([
    ['pending', 'preprocessing'], ['preprocessing', 'preprocessing_failed'], ['preprocessing', 'duplicate'],
    ['extraction_failed', 'classified'], ['validated', 'publishing'], ['publishing', 'duplicate'], ['ocr_failed', 'pending'],
    ['validated', 'rejected'], ['duplicate', 'preprocessing_failed'], ['validated', 'pending'], ['validated', 'extracted'], ['publish_failed', 'classified'], ['ocr_processing', 'cancelled'],
  ])('%s → %s', (from, to) => expect(isLegalMove(from, to)).toBe(true))

  it.each<[ItemStatus, ItemStatus]>([
    ['published', 'extracted'], ['published', 'cancelled'], ['publishing', 'cancelled'], ['pending', 'published'],
    ['duplicate', 'pending'], ['duplicate', 'rejected'], ['cancelled', 'pending'], ['preprocessed', 'validated'], ['ocr_failed', 'classified'], ['publishing', 'pending'], ['extracted', 'duplicate'],
  ])('never %s → %s', (from, to) => expect(isLegalMove(from, to)).toBe(false))
})
