import { compactId, weightedSum } from './check-digit.ts'

/** Length by country (ISO 13616 registry); others are checked by modulus alone. */
const LENGTH_OF: Readonly<Record<string, number>> = {
  AD: 24, AT: 20, BE: 16, BR: 29, CH: 21, CR: 22, CY: 28, CZ: 24, DE: 22, DK: 18, DO: 28, EE: 20, ES: 24, FI: 18, FR: 27, GB: 22, GI: 23,
  GR: 27, GT: 28, HR: 21, HU: 28, IE: 22, IS: 26, IT: 27, LI: 21, LT: 20, LU: 20, LV: 21, MC: 27, MT: 31, NL: 18, NO: 15, PL: 28, PT: 25,
  RO: 24, SE: 24, SI: 19, SK: 24, SM: 27, SV: 28, VA: 22,
}

/** The number that the characters spell (A=10 … Z=35), modulo 97. */
function mod97(text: string): number {
  let rest = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    rest = code >= 65 ? (rest * 100 + code - 55) % 97 : (rest * 10 + code - 48) % 97
  }
  return rest
}

/** An IBAN without spaces, upper case; whether it is right is another question. */
export function normalizeIban(text: string): string {
  return compactId(text)
}

/** Whether the text is an IBAN, in any spacing: shape, length of its country, and modulo 97. */
export function isIban(text: string): boolean {
  const iban = normalizeIban(text)
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false
  const length = LENGTH_OF[iban.slice(0, 2)]
  return (length === undefined || length === iban.length) && mod97(iban.slice(4) + iban.slice(0, 4)) === 1
}

const SPANISH_WEIGHTS = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6]

function spanishDigit(ten: string): string {
  const digit = 11 - (weightedSum(ten, SPANISH_WEIGHTS) % 11)
  return digit === 10 ? '1' : digit === 11 ? '0' : String(digit)
}

/** The two control digits of a Spanish account: bank (4), branch (4), account (10). Norma 43 files leave them out. */
export function spanishAccountControl(bank: string, branch: string, account: string): string {
  return spanishDigit(`00${bank}${branch}`) + spanishDigit(account)
}

/** The IBAN of a Spanish account. Undefined when the parts are not 4, 4 and 10 digits. */
export function spanishIban(bank: string, branch: string, account: string): string | undefined {
  if (!/^\d{4}$/.test(bank) || !/^\d{4}$/.test(branch) || !/^\d{10}$/.test(account)) return undefined
  const number = bank + branch + spanishAccountControl(bank, branch, account) + account
  return `ES${String(98 - mod97(`${number}ES00`)).padStart(2, '0')}${number}`
}

const SHAPE = /(?<![\p{L}\d])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![\p{L}\d])/gu

/** The valid IBANs in a text, normalised, in order, without repetition. */
export function findIbans(text: string): string[] {
  const found = new Set<string>()
  for (const match of text.matchAll(SHAPE)) {
    // A word behind the account may look like its last group: drop groups from the end until the modulus holds.
    for (let raw = match[0]; raw.length >= 15; raw = raw.replace(/[ -]?[A-Z0-9]+$/, '')) {
      if (!isIban(raw)) continue
      found.add(normalizeIban(raw))
      break
    }
  }
  return [...found]
}
