import type { ObjectId } from 'mongodb'
import type { StoredFile } from './file-store.ts'

/**
 * A row of `import_files`. It is what makes bytes visible: it is written after them and marked before they are removed.
 *
 *   bytes written ──insert──▶ visible ──deletedAt──▶ invisible ──bytes removed──▶ row removed
 *        │                                              │
 *        └─ killed here: no row refers to the bytes,    └─ killed here: the next put of the same bytes, or the
 *           the sweep removes them                         sweep, ends the deletion
 */
export type FileRow = Omit<StoredFile, 'fileId'> & { _id: string; storageRef: ObjectId; deletedAt?: Date; /** When the same bytes came again. */ lastPutAt?: Date }
