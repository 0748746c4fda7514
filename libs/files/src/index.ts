export type { ByteRange, FileNotes, FileStore, PutOptions, PutResult, StoredFile } from './file-store.ts'
export { createFileStore } from './grid-fs-store.ts'
export { createMemoryFileStore } from './memory-store.ts'
export { fileErrors } from './errors.ts'
