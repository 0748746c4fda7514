import { errors } from '../../errors.ts'
import { resolveEntities, type Element } from '../xml/tree.ts'

type Open = { name: string; children: Element[] }

const MAX_ELEMENTS = 200_000
const MAX_DEPTH = 100

/**
 * OFX 1.x is SGML: leaves are not closed (their value ends at the next `<`), aggregates are. A leaf without value looks
 * like an aggregate until its parent closes; then what it seemed to hold goes back to the parent.
 */
export function parseSgml(body: string): Element {
  const root: Open = { name: '', children: [] }
  const stack: Open[] = [root]
  let elements = 0
  for (const match of body.matchAll(/<(\/?)([A-Za-z0-9_.]+)>([^<]*)/g)) {
    const name = (match[2] ?? '').toUpperCase()
    const text = valueOf(match[3] ?? '')
    if (match[1] === '/') close(stack, name)
    else if (text !== '') stack.at(-1)?.children.push({ name, attributes: {}, children: [], text })
    else stack.push({ name, children: [] })
    if (++elements > MAX_ELEMENTS || stack.length > MAX_DEPTH) throw errors.fault('XML_TOO_COMPLEX', { detail: 'OFX' })
  }
  while (stack.length > 1) closeLast(stack, false)
  const ofx = root.children.find((child) => child.name === 'OFX')
  if (ofx === undefined) throw errors.fault('BANK_FILE_MALFORMED', { detail: 'no <OFX>' })
  return ofx
}

function valueOf(raw: string): string {
  return resolveEntities(raw.replaceAll('&nbsp;', ' ')).trim()
}

/** The end of a leaf that was closed all the same, or of nothing that is open, means nothing. */
function close(stack: Open[], name: string): void {
  const at = stack.findLastIndex((open, index) => index > 0 && open.name === name)
  if (at === -1) return
  while (stack.length - 1 > at) closeLast(stack, false)
  closeLast(stack, true)
}

function closeLast(stack: Open[], isAggregate: boolean): void {
  const done = stack.pop()
  const parent = stack.at(-1)
  if (done === undefined || parent === undefined) return
  const isOfx = done.name === 'OFX'
  if (isAggregate || isOfx) parent.children.push({ name: done.name, attributes: {}, children: done.children, text: '' })
  else parent.children.push({ name: done.name, attributes: {}, children: [], text: '' }, ...done.children)
}
