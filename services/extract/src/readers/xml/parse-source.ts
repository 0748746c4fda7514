import { decodeText } from '@chasqui/text'
import { parseXml, type Element } from './tree.ts'

/** The root element of an XML file in whatever encoding. Blanks before the prolog, a common slip of exports, are forgiven. */
export function parseSource(bytes: Uint8Array): Element {
  return parseXml(decodeText(bytes).trim())
}
