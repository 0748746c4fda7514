/** NFKD without accents, upper case: "Núm. ñ" is "NUM. N". Natural keys are made of it, so it stays as it is whatever reading does. */
export function plainUpper(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase()
}

/** Only A–Z and 0–9 of the plain upper-case text. */
export function alphanumeric(text: string): string {
  return plainUpper(text).replace(/[^A-Z0-9]/g, '')
}

/** A number without the zeros in front: "00000123" is "123", "000" is "0". */
export function withoutLeadingZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '')
}

/**
 * A document number with its punctuation taken out and without zeros before its last run of digits: "A-00123", "a 123"
 * and "A123" are all "A123". A separator between two digits stays as a dash: without it till 1's ticket 11 ("T1-11")
 * and till 11's ticket 1 ("T11-1") would be one document, and the second would be lost as a duplicate.
 */
export function normalizedNumber(number: string): string {
  const chunks = plainUpper(number).split(/[^A-Z0-9]+/).filter((chunk) => chunk !== '')
  const last = chunks.pop()
  if (last === undefined) return ''
  chunks.push(last.replace(/\d+$/, withoutLeadingZeros))
  return chunks.reduce((text, chunk) => (/\d$/.test(text) && /^\d/.test(chunk) ? `${text}-${chunk}` : text + chunk))
}
