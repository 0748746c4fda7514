import { SaxesParser } from 'saxes'
import { errors } from './errors.ts'
import { FORMATS, type Format } from './formats.ts'

const MAX_DEPTH = 100
const MAX_NODES = 200_000
/** How many children of the root are remembered: enough to find the one that tells the kind. */
const REMEMBERED_CHILDREN = 50

/** What tells XML documents apart: the root without its prefix, the namespace it is in, and the names of its first children. */
export type XmlShape = { root: string; namespace: string; children: readonly string[] }

/**
 * Reads the whole document once and measures it. Nothing is expanded: a DTD is refused where it begins.
 * Prefixes need not be declared below the root, because real documents of the SRI carry some that are not.
 * @throws XML_DTD_FORBIDDEN, XML_MALFORMED, XML_TOO_COMPLEX
 */
export function shapeOfXml(text: string): XmlShape {
  const parser = new SaxesParser({ position: false })
  const children: string[] = []
  let root: { local: string; namespace: string } | undefined
  let depth = 0
  let nodes = 0
  const count = () => {
    if (++nodes > MAX_NODES) throw errors.fault('XML_TOO_COMPLEX', { detail: `more than ${MAX_NODES} nodes` })
  }
  parser.on('doctype', () => { throw errors.fault('XML_DTD_FORBIDDEN') })
  parser.on('error', (error) => { throw errors.fault('XML_MALFORMED', { detail: error.message.slice(0, 200) }) })
  parser.on('text', count)
  parser.on('cdata', count)
  parser.on('comment', count)
  parser.on('opentag', (tag) => {
    count()
    if (++depth > MAX_DEPTH) throw errors.fault('XML_TOO_COMPLEX', { detail: `deeper than ${MAX_DEPTH} elements` })
    root ??= { local: localName(tag.name), namespace: namespaceOf(tag.name, tag.attributes) }
    if (depth === 2 && children.length < REMEMBERED_CHILDREN) children.push(localName(tag.name))
  })
  parser.on('closetag', () => { depth-- })
  parser.write(text).close()
  if (!root) throw errors.fault('XML_MALFORMED', { detail: 'no root element' })
  return { root: root.local, namespace: root.namespace, children }
}

const UBL = 'urn:oasis:names:specification:ubl:schema:xsd:'
const SRI_ROOTS = new Set(['factura', 'notaCredito', 'notaDebito', 'liquidacionCompra', 'comprobanteRetencion', 'guiaRemision'])
const SRI_WRAPPERS = new Set(['autorizacion', 'RespuestaAutorizacionComprobante'])
const DTE_ROOTS = new Set(['DTE', 'EnvioDTE', 'EnvioBOLETA', 'SetDTE'])

const RULES: readonly (readonly [format: Format, holds: (shape: XmlShape) => boolean])[] = [
  [FORMATS.ubl, ({ root, namespace }) => /^(Invoice|CreditNote|DebitNote)$/.test(root) && namespace === `${UBL}${root}-2`],
  // The Colombian wrapper; the invoice stands inside as text and is unpacked.
  [FORMATS.ubl, ({ root, namespace }) => root === 'AttachedDocument' && namespace === `${UBL}AttachedDocument-2`],
  [FORMATS.cdr, ({ root, namespace }) => root === 'ApplicationResponse' && namespace === `${UBL}ApplicationResponse-2`],
  // Some senders leave the namespace out.
  [FORMATS.dte, ({ root, namespace }) => DTE_ROOTS.has(root) && (namespace === 'http://www.sii.cl/SiiDte' || namespace === '')],
  [FORMATS.sri, ({ root, children }) => SRI_ROOTS.has(root) && children.includes('infoTributaria')],
  [FORMATS.sri, ({ root, children }) => SRI_WRAPPERS.has(root) && (children.includes('comprobante') || children.includes('autorizaciones'))],
  [FORMATS.facturae, ({ root, namespace }) => root === 'Facturae' && /facturae/i.test(namespace)],
  [FORMATS.cfdi, ({ root, namespace }) => root === 'Comprobante' && /^http:\/\/www\.sat\.gob\.mx\/cfd\/[234]$/.test(namespace)],
  [FORMATS.camt053, ({ root, namespace }) => root === 'Document' && /^urn:iso:std:iso:20022:tech:xsd:camt\.05[234]\.001\.\d\d$/.test(namespace)],
  [FORMATS.ofx, ({ root }) => root.toUpperCase() === 'OFX'],
]

/** The format of an XML document, or nothing when its root is none of ours. */
export function xmlFormat(shape: XmlShape): Format | undefined {
  return RULES.find(([, holds]) => holds(shape))?.[0]
}

/** Whether the document is an invoice of some law; such a file may be embedded in a PDF. */
export function isInvoiceXml(shape: XmlShape): boolean {
  return xmlFormat(shape) !== undefined || /^CrossIndustry(Invoice|Document)$/.test(shape.root)
}

export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function namespaceOf(name: string, attributes: Readonly<Record<string, unknown>>): string {
  const colon = name.indexOf(':')
  const declared = attributes[colon < 0 ? 'xmlns' : `xmlns:${name.slice(0, colon)}`]
  return typeof declared === 'string' ? declared : ''
}
