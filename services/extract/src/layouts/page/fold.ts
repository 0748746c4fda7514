import { withoutAccents } from '@chasqui/text'

/**
 * Text made comparable: no accents, lower case, `º` as `o`. Every character stays one character, so that a place
 * found in the folded text is the same place in the printed one.
 */
export function fold(text: string): string {
  let folded = ''
  for (const char of text) folded += FOLDED.get(char) ?? remember(char)
  return folded
}

/** The letters of a document are few; asking Unicode about each of them once is enough. */
const FOLDED = new Map<string, string>()
const MAX_REMEMBERED = 4_000

function remember(char: string): string {
  const bare = withoutAccents(char).toLowerCase()
  const folded = bare.length === char.length ? bare : char
  if (FOLDED.size < MAX_REMEMBERED) FOLDED.set(char, folded)
  return folded
}

/** Accents composed and ligatures opened, so that one letter is one character before anything is searched. */
export function composed(text: string): string {
  return text.normalize('NFC').replace(/[\ufb00-\ufb04]/g, (ligature) => ligature.normalize('NFKD')).replace(/[\u00ad\u200b-\u200f\ufeff]/g, '')
}
