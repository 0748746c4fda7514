import type { Filter } from 'mongodb'
import { FINAL_STATES, type ItemStatus } from '@chasqui/contracts'
import type { Item } from '../items/item.ts'
import { whose, type Old } from './old.ts'

/** Ends of which nothing in the books knows. What was published, and what was taken back, is known there with its item and its file. */
export const OUTSIDE_THE_BOOKS: readonly ItemStatus[] = ['duplicate', 'rejected', 'cancelled']
const FINAL = [...FINAL_STATES] as ItemStatus[]

/** Where the original of a document is: the file as it was sent, and the archive or envelope that it was taken out of. The same bytes may be the one here and the other there. */
export const ORIGINALS = ['file.fileId', 'file.archive.fileId'] as const
export type OriginalField = (typeof ORIGINALS)[number]

/** Which file of an item. */
export type ItemFileField = 'preparedFileId' | 'textFileId' | OriginalField

/** Old items that have this still and do not need it any more. */
export function itemsWith(field: ItemFileField | 'row', old: Old): Filter<Item> {
  return {
    [field]: { $exists: true }, status: { $in: [...endsOf(field)] }, movedAt: { $lt: old.before },
    ...(isOriginal(field) ? { [purgedAtOf(field)]: { $exists: false } } : {}), ...whose(old),
  } as Filter<Item>
}

/** Whether an item that was found to have a file is old enough to do without. */
export function isUnneeded({ status, movedAt }: Item, field: ItemFileField, before: Date): boolean {
  return endsOf(field).includes(status) && movedAt < before
}

/** Texts and prepared pages can be made again from the original; an original that the books point at, a file or a row, cannot. */
function endsOf(field: ItemFileField | 'row'): readonly ItemStatus[] {
  return field === 'row' || isOriginal(field) ? OUTSIDE_THE_BOOKS : FINAL
}

export function isOriginal(field: string): field is OriginalField {
  return (ORIGINALS as readonly string[]).includes(field)
}

/** What an original was stays on record; that its bytes are gone is said beside it. */
export function purgedAtOf(field: OriginalField): string {
  return field.replace('fileId', 'purgedAt')
}
