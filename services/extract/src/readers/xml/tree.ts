import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { errors } from '../../errors.ts'

/** An element by its local name: prefixes differ from issuer to issuer and say nothing that the names do not. */
export type Element = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  /** Its own text and CDATA, trimmed; entities resolved in the text, CDATA as it stands. */
  readonly text: string
}

const MAX_DEPTH = 100
const MAX_ELEMENTS = 200_000
const CDATA = '#cdata'
const TEXT = '#text'
const ATTRIBUTES = ':@'

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: true,
  cdataPropName: CDATA,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: MAX_DEPTH,
})

/**
 * Parses an XML document into its root element. Throws XML_DTD_FORBIDDEN, XML_TOO_COMPLEX or XML_MALFORMED.
 * Only the five predefined entities and character numbers are resolved: nothing in a document can define others.
 */
export function parseXml(xml: string): Element {
  refuseDtd(xml)
  refuseMonsters(xml)
  const roots = elementsOf(parsed(xml))
  const [root] = roots
  if (root === undefined || roots.length > 1) throw errors.fault('XML_MALFORMED', { detail: `${roots.length} root elements` })
  return root
}

function refuseDtd(xml: string): void {
  if (/<!DOCTYPE|<!ENTITY/i.test(withoutCdata(xml))) throw errors.fault('XML_DTD_FORBIDDEN')
}

/** A document inside CDATA is parsed on its own later, with its own refusal. */
function withoutCdata(xml: string): string {
  let rest = ''
  let from = 0
  for (let start = xml.indexOf(CDATA_START); start !== -1; start = xml.indexOf(CDATA_START, from)) {
    rest += xml.slice(from, start)
    const end = xml.indexOf(CDATA_END, start)
    if (end === -1) return rest
    from = end + CDATA_END.length
  }
  return rest + xml.slice(from)
}

const CDATA_START = '<![CDATA['
const CDATA_END = ']]>'

function refuseMonsters(xml: string): void {
  let elements = 0
  for (let at = xml.indexOf('<'); at !== -1; at = xml.indexOf('<', at + 1)) {
    const next = xml.charCodeAt(at + 1)
    if (next === SLASH || next === EXCLAMATION || next === QUESTION) continue
    if (++elements > MAX_ELEMENTS) throw errors.fault('XML_TOO_COMPLEX', { detail: `more than ${MAX_ELEMENTS} elements` })
  }
}

const SLASH = 0x2f
const EXCLAMATION = 0x21
const QUESTION = 0x3f

/** The parser forgives what was never closed; the validator does not. */
function parsed(xml: string): unknown {
  let problem: string
  try {
    const verdict = XMLValidator.validate(xml)
    if (verdict === true) return parser.parse(xml)
    problem = `line ${verdict.err.line}: ${verdict.err.msg}`
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.slice(0, 200) : 'not parsed'
    if (message.includes('nested tags')) throw errors.fault('XML_TOO_COMPLEX', { detail: `more than ${MAX_DEPTH} levels`, cause })
    throw errors.fault('XML_MALFORMED', { detail: message, cause })
  }
  throw errors.fault('XML_MALFORMED', { detail: problem.slice(0, 200) })
}

function elementsOf(nodes: unknown): Element[] {
  if (!Array.isArray(nodes)) return []
  const elements: Element[] = []
  for (const node of nodes) {
    if (!isRecord(node)) continue
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES)
    if (name === undefined || name === TEXT || name === CDATA) continue
    const inner = node[name]
    elements.push({ name, attributes: attributesOf(node[ATTRIBUTES]), children: elementsOf(inner), text: textOf(inner).trim() })
  }
  return elements
}

function textOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return ''
  let text = ''
  for (const node of nodes) {
    if (!isRecord(node)) continue
    if (TEXT in node) text += resolveEntities(String(node[TEXT]))
    else if (CDATA in node) text += cdataOf(node[CDATA])
  }
  return text
}

function cdataOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return ''
  return nodes.map((node) => (isRecord(node) ? String(node[TEXT] ?? '') : '')).join('')
}

function attributesOf(raw: unknown): Record<string, string> {
  if (!isRecord(raw)) return {}
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, resolveEntities(String(value)).trim()]))
}

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** `&amp;` and its four sisters, `&#243;`, `&#xF3;`; anything else stays as it is written. */
export function resolveEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,6}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return PREDEFINED[name] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** All elements at a path of local names, `A/B/C`, in document order; every branch is followed. */
export function allAt(from: Element, path: string): Element[] {
  let found: Element[] = [from]
  for (const name of path.split('/')) found = found.flatMap((element) => element.children.filter((child) => child.name === name))
  return found
}

/** The first element at a path of local names. */
export function at(from: Element | undefined, path: string): Element | undefined {
  return from === undefined ? undefined : allAt(from, path)[0]
}

/** The first text that is not empty at a path. */
export function textAt(from: Element | undefined, path: string): string | undefined {
  if (from === undefined) return undefined
  for (const element of allAt(from, path)) if (element.text !== '') return element.text
  return undefined
}

/** An attribute that is there and not empty. */
export function attribute(from: Element | undefined, name: string): string | undefined {
  const value = from?.attributes[name]
  return value === undefined || value === '' ? undefined : value
}

/** The first element of that name, the element itself included, at any depth. */
export function firstNamed(from: Element, name: string): Element | undefined {
  if (from.name === name) return from
  for (const child of from.children) {
    const found = firstNamed(child, name)
    if (found !== undefined) return found
  }
  return undefined
}

/** All elements of that name at any depth; what lies inside a match is not searched again. */
export function allNamed(from: Element, name: string): Element[] {
  return from.name === name ? [from] : from.children.flatMap((child) => allNamed(child, name))
}
