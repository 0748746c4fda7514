import { withoutAccents, withoutInvisible } from '@chasqui/text'

/** Ways of writing "number" in a header: `N.º`, `Nº`, `No.`, `Nro`, `Num`, `#`. */
const NUMBER_WORDS: ReadonlySet<string> = new Set(['n', 'no', 'nro', 'num', 'nº', 'number', '#'])

/**
 * A column name made comparable: nothing that nobody sees, no accents, lower case, no punctuation, camelCase and snake_case in words.
 * `N.º Factura`, `nro_factura` and `Num. factura` all become "numero factura"; `% IVA` becomes "pct iva".
 */
export function normalHeader(header: string): string {
  return withoutAccents(withoutInvisible(header.slice(0, 120))
    .replace(/([a-z\d])([A-Z])/g, '$1 $2'))
    .toLowerCase()
    .replace(/\bn\s*\.?\s*o\b/g, 'no')
    .replace(/%/g, ' pct ')
    .replace(/#/g, ' no ')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ')
    .map((word) => (NUMBER_WORDS.has(word) ? 'numero' : word))
    .join(' ')
}
