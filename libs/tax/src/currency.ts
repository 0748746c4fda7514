/**
 * Currencies: which codes exist, how many decimals they have, how they are printed.
 * Codes and decimals are those of ISO 4217 (list one, 2025); funds codes that invoices use (CLF, COU, MXV, UYI) are in.
 */

const CODES = new Set((
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW ' +
  'CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG ' +
  'HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK ' +
  'MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR ' +
  'SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW ' +
  'UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG'
).split(' '))

const DECIMALS: Readonly<Record<string, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
  CLF: 4, UYW: 4,
}

/** Whether the text is a currency code in use, upper case. */
export function isCurrency(code: string): boolean {
  return CODES.has(code)
}

/** How many decimals amounts of the currency have; two when the code is unknown. */
export function decimalsOf(currency: string): number {
  return DECIMALS[currency] ?? 2
}

const WHOLE_UNIT = '1'

/** The smallest amount of the currency, as decimal text: "0.01", "1" for CLP. */
export function unitOf(currency: string): string {
  const decimals = decimalsOf(currency)
  return decimals === 0 ? WHOLE_UNIT : `0.${'1'.padStart(decimals, '0')}`
}

/** Whose money "$" alone means, by the country of the document. */
const DOLLAR_OF: Readonly<Record<string, string>> = { EC: 'USD', US: 'USD', CL: 'CLP', MX: 'MXN', CO: 'COP' }

const SIGN = new RegExp([
  '(?<EUR>€|\\bEUR\\b|\\beuros?\\b)',
  '(?<USD>US\\s?\\$|U\\$S|\\bUSD\\b|\\bd[oó]lar(?:es)?\\b)',
  '(?<BRL>R\\$|\\bBRL\\b)',
  '(?<PEN>\\bS/\\.?|\\bPEN\\b|\\bsol(?:es)?\\b)',
  '(?<GBP>£|\\bGBP\\b)',
  '(?<CLF>\\bUF\\b|\\bCLF\\b)',
  '(?<CLP>\\bCLP\\b)',
  '(?<COP>\\bCOP\\b)',
  '(?<MXN>\\bMXN\\b)',
  '(?<dollar>\\$)',
].join('|'), 'giu')

export type FoundCurrency = { currency: string; /** Where in the text the sign begins. */ index: number }

/**
 * The currency signs and codes in a text, in order. "$" alone means the money of the country, and nothing where
 * the country is not known; "UF" is Chile's index unit and is read only there.
 */
export function findCurrencies(text: string, country?: string): FoundCurrency[] {
  const found: FoundCurrency[] = []
  for (const match of text.matchAll(SIGN)) {
    const name = Object.entries(match.groups ?? {}).find(([, hit]) => hit !== undefined)?.[0]
    const currency = name === 'dollar' ? DOLLAR_OF[country ?? ''] : name
    const isForeignUf = currency === 'CLF' && match[0].toUpperCase() === 'UF' && country !== 'CL'
    if (currency !== undefined && !isForeignUf) found.push({ currency, index: match.index })
  }
  return found
}

/** The one currency that a text names beyond doubt: "$" alone, which many countries and currencies share, names none. */
export function currencyNamedIn(text: string, country?: string): string | undefined {
  const named = new Set(findCurrencies(text, country).filter(({ index }) => text[index] !== '$').map((found) => found.currency))
  return named.size === 1 ? [...named][0] : undefined
}

/** The one currency that a text names, or undefined when it names none or several. */
export function currencyIn(text: string, country?: string): string | undefined {
  const named = new Set(findCurrencies(text, country).map((found) => found.currency))
  return named.size === 1 ? [...named][0] : undefined
}
