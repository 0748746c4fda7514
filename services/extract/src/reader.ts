import type { Canonical, DocType, DocumentText, FileKind, Row, SourceType, Tenant } from '@chasqui/contracts'

/** What there is to read: the bytes of a structured file, a row, or the text of pages; never more than one of them. */
export type Source = {
  kind: FileKind
  bytes?: Buffer
  row?: Row
  text?: DocumentText
  filename?: string
  /** What classify decided. A reader keeps it: it never argues about the type. */
  docType: DocType
  sourceType: SourceType
}

/** What a reader may know beside the document itself. */
export type ReaderContext = {
  tenant: Tenant
}

/** Turns one kind of document into the canonical one. Pure: the same source gives the same document. */
export type Reader = {
  name: string
  reads(source: Source): boolean
  /** Throws nothing but a `Fault` of `errors.ts`. */
  read(source: Source, context: ReaderContext): Canonical
}
