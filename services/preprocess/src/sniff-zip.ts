import { errors } from './errors.ts'
import { readEntries } from './zip-entries.ts'

/** An office file may hold more parts than an archive may hold files. */
const MAX_LISTED_ENTRIES = 2000
const CONTENT_TYPES = '[Content_Types].xml'
const MAX_CONTENT_TYPES_BYTES = 1024 * 1024

/**
 * Looks at the directory of a ZIP: an office file is refused here; an archive of files passes and is checked entry by entry
 * when it is unpacked.
 * @throws MACROS_NOT_ALLOWED, KIND_NOT_SUPPORTED, ARCHIVE_BROKEN
 */
export async function checkZip(bytes: Uint8Array): Promise<void> {
  const names = new Set<string>()
  let contentTypes = ''
  for await (const entry of readEntries(bytes)) {
    names.add(entry.name)
    if (names.size > MAX_LISTED_ENTRIES) break
    if (entry.name === CONTENT_TYPES) contentTypes = (await entry.read(MAX_CONTENT_TYPES_BYTES)).toString('utf8')
  }
  const office = officeKind(names)
  if (!office) return
  const hasMacros = /macroEnabled/i.test(contentTypes) || [...names].some((name) => /(^|\/)vbaProject\.bin$|^Basic\/|^Scripts\//i.test(name))
  throw hasMacros ? errors.fault('MACROS_NOT_ALLOWED', { detail: office }) : errors.fault('KIND_NOT_SUPPORTED', { detail: office })
}

function officeKind(names: ReadonlySet<string>): string | undefined {
  if (names.has(CONTENT_TYPES)) {
    if (names.has('xl/workbook.xml') || names.has('xl/workbook.bin')) return 'an Excel workbook'
    return names.has('word/document.xml') ? 'a Word document' : 'an office file'
  }
  return names.has('mimetype') && names.has('META-INF/manifest.xml') ? 'an OpenDocument file' : undefined
}
