import { z } from 'zod'

/** A setting that is a list of texts, separated by commas; blanks around them do not count. */
export function commaList() {
  return z.string().transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== '')).pipe(z.array(z.string()))
}
