/** Longer than any real amount; a guard against digits by the thousand. */
const MAX_CHARS = 40

/**
 * A decimal as fiscal XML writes it (xs:decimal): point, optional sign, no thousands. Its scale is kept.
 * Undefined for anything else: fiscal XML is never guessed at.
 */
export function readDecimal(text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed.length > MAX_CHARS) return undefined
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(trimmed)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = ''] = match
  if (whole === '' && fraction === '') return undefined
  const digits = `${whole.replace(/^0+(?=\d)/, '') || '0'}${fraction === '' ? '' : `.${fraction}`}`
  return sign === '-' && /[1-9]/.test(digits) ? `-${digits}` : digits
}
