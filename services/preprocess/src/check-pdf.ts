import { decodeText } from '@chasqui/text'
import { errors } from './errors.ts'
import { emptyPasswordKey } from './pdf/empty-password.ts'
import { readPdf, resolved, withPackedObjects, type Decrypt, type Pdf } from './pdf/objects.ts'
import { decodeStream } from './pdf/streams.ts'
import { isArray, isDict, nameOf, refOf, type PdfDict, type PdfValue } from './pdf/values.ts'
import { isInvoiceXml, shapeOfXml } from './sniff-xml.ts'

/** Names that only active content uses. Wherever one stands (name tree, /AA, page, field, annotation), the file is refused. */
const ACTIVE_NAMES = ['JavaScript', 'JS', 'Launch', 'RichMedia'] as const

/** An attachment that is larger is not looked into. */
const MAX_ATTACHED_BYTES = 5 * 1024 * 1024

/**
 * Refuses a PDF that needs a password or that would do something when it is opened: scripts, programs, media, an opening
 * action other than going to a page, attachments other than an invoice in XML. Object streams are opened and name escapes
 * resolved. A file locked against editing only (empty user password) is opened and checked like any other.
 * @throws PDF_ENCRYPTED, PDF_CONTAINS_JAVASCRIPT, PDF_SECURITY_CHECK_ERROR, PDF_VALIDATION_ERROR
 */
export function checkPdf(bytes: Uint8Array): void {
  const outer = readPdf(bytes)
  if (outer.objects.length === 0) throw errors.fault('PDF_VALIDATION_ERROR', { detail: 'no objects' })
  const decrypt = decryptorOf(outer)
  const pdf = withPackedObjects(outer, decrypt)
  refuseActiveNames(pdf)
  for (const dict of dictsOf(pdf)) {
    refuseOpenAction(pdf, dict)
    refuseAttachments(pdf, dict, decrypt)
  }
}

function decryptorOf(pdf: Pdf): Decrypt | undefined {
  const locked = pdf.trailers.filter((trailer) => trailer.has('Encrypt') && trailer.get('Encrypt') !== null)
  for (const trailer of locked) {
    const decrypt = emptyPasswordKey(pdf, trailer)
    if (decrypt) return decrypt
  }
  if (locked.length > 0) throw errors.fault('PDF_ENCRYPTED')
  return undefined
}

function refuseActiveNames(pdf: Pdf): void {
  const found = ACTIVE_NAMES.find((name) => pdf.search.names.has(name))
  if (found) throw errors.fault('PDF_CONTAINS_JAVASCRIPT', { detail: `/${found}` })
}

function refuseOpenAction(pdf: Pdf, dict: PdfDict): void {
  if (!dict.has('OpenAction')) return
  const actions = resolved(pdf, dict.get('OpenAction'))
  if (actions.length === 0 || !actions.every(onlyGoesToAPage)) throw errors.fault('PDF_CONTAINS_JAVASCRIPT', { detail: '/OpenAction that is not GoTo' })
}

/** A destination stands for itself (an array or its name); an action says what it does. */
function onlyGoesToAPage(action: PdfValue): boolean {
  if (isDict(action)) return nameOf(action.get('S')) === 'GoTo' || (action.has('D') && !action.has('S'))
  return action === null || isArray(action) || (typeof action === 'object' && refOf(action) === undefined)
}

function refuseAttachments(pdf: Pdf, dict: PdfDict, decrypt: Decrypt | undefined): void {
  for (const files of resolved(pdf, dict.get('EF'))) {
    if (!isDict(files)) continue
    for (const file of files.values()) refuseUnlessInvoice(pdf, file, decrypt)
  }
}

function refuseUnlessInvoice(pdf: Pdf, file: PdfValue, decrypt: Decrypt | undefined): void {
  const versions = pdf.versions(refOf(file) ?? -1)
  const isInvoice = versions.length > 0 && versions.every((object) => {
    if (!object.data || !isDict(object.value)) return false
    return holdsInvoice(decodeStream(object.value, decrypt ? decrypt(object, object.data) : object.data))
  })
  if (!isInvoice) throw errors.fault('PDF_CONTAINS_JAVASCRIPT', { detail: '/EmbeddedFile that is not an XML invoice' })
}

function holdsInvoice(attached: Buffer): boolean {
  if (attached.length > MAX_ATTACHED_BYTES) return false
  try {
    return isInvoiceXml(shapeOfXml(decodeText(attached).trimStart()))
  } catch {
    return false
  }
}

/** Every dictionary of the file, however deep it stands. */
function* dictsOf(pdf: Pdf): Generator<PdfDict> {
  const waiting: PdfValue[] = [...pdf.objects.map((object) => object.value), ...pdf.trailers]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (isDict(value)) {
      yield value
      for (const inner of value.values()) waiting.push(inner)
    } else if (isArray(value)) {
      for (const inner of value) waiting.push(inner)
    }
  }
}
