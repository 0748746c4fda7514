import { withoutAccents } from '@chasqui/text'

/**
 * Text made comparable: no accents, lower case, single blanks, lines kept. `Nº` becomes `no`, so that
 * "N.º", "No." and "Nº" meet; OCR and PDFs disagree about all of these.
 */
export function fold(text: string): string {
  return withoutAccents(text).toLowerCase().replace(/[^\S\n]+/g, ' ')
}
