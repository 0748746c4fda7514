import type { Canonical, DocumentText, Tenant } from '@chasqui/contracts'
import { errors } from '../errors.ts'
import type { ReaderContext, Source } from '../reader.ts'
import { finished, textOf, type Draft } from './canonical.ts'
import { documentOf, type Document } from './document.ts'
import { furtherDocuments, type PageHead } from './further-documents.ts'
import { joined } from './join-readings.ts'
import { hasSecondReading, sheetOf } from './page/sheet.ts'

/** What a layout is: what it finds on one reading of the pages, and what it must find at the least. */
export type Layout = {
  /** Undefined when the pages show nothing that this layout can read. */
  draftOf: (document: Document) => Draft | undefined
  isUsable?: (draft: Draft) => boolean
  /** Whether each such document has a number, an issuer, a date and a total of its own, by which two in one file are told apart. */
  hasHead?: boolean
  /** What the document is when it is refused. */
  without?: string
}

/** Reads pages by a layout: once, or, where a scan was read twice, both readings as one. @throws NO_TEXT, NO_USABLE_FIELD */
export function readPages(source: Source, { tenant }: ReaderContext, { draftOf, isUsable = () => true, hasHead = false, without }: Layout): Canonical {
  const text = textOf(source)
  const sheet = sheetOf(text)
  const first = draftOf(documentOf(sheet, tenant))
  const second = hasSecondReading(text) ? draftOf(documentOf(sheetOf(text, 'second'), tenant)) : undefined
  const draft = first !== undefined && second !== undefined ? joined(first, second) : first ?? second
  if (draft === undefined || !isUsable(draft)) throw errors.fault('NO_USABLE_FIELD', without === undefined ? {} : { detail: without })
  if (hasHead && text.pages.length > 1) draft.findings.push(...furtherDocuments(headsOf(text, tenant, draftOf)))
  return finished(draft, sheet, text.truncated)
}

/** Each page read as if it were alone. */
function headsOf(text: DocumentText, tenant: Tenant, draftOf: Layout['draftOf']): PageHead[] {
  return text.pages.flatMap((page) => {
    const draft = draftOf(documentOf(sheetOf({ ...text, pages: [page] }), tenant))
    return draft === undefined ? [] : [{ page: page.n, isScan: page.mode !== 'native', draft }]
  })
}
