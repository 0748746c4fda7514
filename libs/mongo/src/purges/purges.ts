import type { Db } from 'mongodb'
import type { DeadLetter } from '../dead-letters.ts'
import type { Batch } from '../items/batches.ts'
import type { Item } from '../items/item.ts'
import { OldBatches } from './old-batches.ts'
import { OldFiles } from './old-files.ts'
import { OldLetters } from './old-letters.ts'
import { OldRows } from './old-rows.ts'

/**
 * What the record lets go of when it is old. Every removal names its condition again, so that what moved meanwhile stays; the books, the audit, what is not at
 * its end and what a record of the books points at are never named.
 */
export class Purges {
  readonly rows: OldRows
  readonly files: OldFiles
  readonly letters: OldLetters
  readonly batches: OldBatches

  constructor(db: Db) {
    const items = db.collection<Item>('import_items')
    this.rows = new OldRows(items)
    this.files = new OldFiles(items)
    this.letters = new OldLetters(db.collection<DeadLetter>('dead_letters'))
    this.batches = new OldBatches(db.collection<Batch>('import_batches'), items)
  }
}
