export type Separator = '.' | ','

const SPACE_GROUPS = /^\d{1,3}([ '])\d{3}(?:\1\d{3})*(?=[.,]|$)/
const GROUPS_OF_THREE = /^[1-9]\d{0,2}(?:[.,]\d{3})+$/
const INDIAN_GROUPS = /^[1-9]\d?(?:[.,]\d{2})+[.,]\d{3}$/

/** What the separators of a number say by themselves; `decimal` is the separator that they prove to be the decimal one. */
export type Reading =
  | { kind: 'plain'; value: string; decimal?: Separator }
  | { kind: 'either'; thousands: string; decimals: string; separator: Separator }
  | { kind: 'bad-groups' }

const BAD_GROUPS: Reading = { kind: 'bad-groups' }

/** Reads digits with points, commas, spaces or apostrophes between them. Country and currency are not asked here. */
export function readSeparators(digits: string): Reading {
  if (/[ ']/.test(digits)) {
    if (!SPACE_GROUPS.test(digits)) return BAD_GROUPS
    const joined = digits.replace(/[ ']/g, '')
    return /^\d+$/.test(joined) ? { kind: 'plain', value: joined } : readDecimal(joined)
  }
  const separators = digits.match(/[.,]/g) ?? []
  const last = separators.at(-1) as Separator | undefined
  if (last === undefined) return { kind: 'plain', value: digits }
  if (new Set(separators).size === 2) return readMixed(digits, last)
  if (separators.length > 1) return readRepeated(digits, last)
  return readSingle(digits, last)
}

function readDecimal(digits: string): Reading {
  const match = /^(\d*)([.,])(\d+)$/.exec(digits)
  if (!match) return BAD_GROUPS
  return { kind: 'plain', value: `${match[1] || '0'}.${match[3]}`, decimal: match[2] as Separator }
}

function readMixed(digits: string, last: Separator): Reading {
  const at = digits.lastIndexOf(last)
  const whole = digits.slice(0, at)
  const isGrouped = !whole.includes(last) && (GROUPS_OF_THREE.test(whole) || INDIAN_GROUPS.test(whole))
  return isGrouped ? readDecimal(whole.replace(/[.,]/g, '') + digits.slice(at)) : BAD_GROUPS
}

function readRepeated(digits: string, separator: Separator): Reading {
  if (!GROUPS_OF_THREE.test(digits)) return BAD_GROUPS
  return { kind: 'plain', value: digits.replace(/[.,]/g, ''), decimal: separator === '.' ? ',' : '.' }
}

function readSingle(digits: string, separator: Separator): Reading {
  const [whole = '', fraction = ''] = digits.split(separator)
  const couldBeThousands = fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole)
  if (!couldBeThousands) return readDecimal(digits)
  return { kind: 'either', thousands: whole + fraction, decimals: `${whole}.${fraction}`, separator }
}
