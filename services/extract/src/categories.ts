import { plainUpper } from '@chasqui/tax'

/** What an expense is for. */
const CATEGORIES = ['FUEL', 'UTILITIES', 'PAYROLL', 'RENT', 'SUPPLIES', 'MARKETING', 'SERVICES', 'TRAVEL', 'MEALS', 'LODGING', 'SOFTWARE', 'TELECOM', 'INSURANCE', 'TAXES', 'BANK_FEES', 'OTHER'] as const
export type Category = (typeof CATEGORIES)[number]

/** Words or short phrases per category, in any case and with or without accents. */
export type CategoryWords = Readonly<Partial<Record<Category, readonly string[]>>>

/** The order settles a tie: what is more particular stands first. */
const DEFAULT_WORDS: CategoryWords = {
  PAYROLL: ['nómina', 'nóminas', 'salario', 'salarios', 'sueldo', 'sueldos', 'payroll', 'remuneraciones'],
  TAXES: ['hacienda', 'sunat', 'sri', 'sii', 'iva', 'igv', 'tesorería', 'aeat', 'impuesto', 'impuestos', 'contribuciones'],
  FUEL: ['gasolinera', 'gasolina', 'combustible', 'combustibles', 'diésel', 'diesel', 'gasóleo', 'petróleo', 'nafta', 'grifo', 'repsol', 'cepsa', 'shell', 'copec', 'petroperú', 'primax', 'petroecuador', 'estación de servicio', 'fuel'],
  INSURANCE: ['seguro', 'seguros', 'póliza', 'insurance', 'aseguradora'],
  RENT: ['alquiler', 'alquileres', 'arriendo', 'arrendamiento', 'renta', 'rent'],
  LODGING: ['hotel', 'hostal', 'hospedaje', 'alojamiento', 'airbnb', 'lodging'],
  TRAVEL: ['taxi', 'uber', 'cabify', 'peaje', 'peajes', 'vuelo', 'vuelos', 'aerolínea', 'aerolíneas', 'pasaje', 'pasajes', 'tren', 'renfe', 'iberia', 'latam', 'aparcamiento', 'estacionamiento', 'parking', 'autobús', 'viaje', 'viajes', 'travel'],
  MEALS: ['restaurante', 'restaurant', 'cafetería', 'café', 'almuerzo', 'comida', 'comidas', 'cena', 'desayuno', 'menú', 'bar', 'pizzería', 'cevichería', 'meals'],
  TELECOM: ['telefonía', 'teléfono', 'internet', 'móvil', 'movistar', 'vodafone', 'claro', 'entel', 'telecom', 'fibra'],
  UTILITIES: ['luz', 'agua', 'gas', 'energía', 'electricidad', 'eléctrica', 'endesa', 'iberdrola', 'enel', 'sedapal', 'utilities'],
  SOFTWARE: ['software', 'licencia', 'licencias', 'suscripción', 'hosting', 'dominio', 'saas', 'nube', 'cloud'],
  MARKETING: ['publicidad', 'marketing', 'anuncio', 'anuncios', 'campaña', 'google ads', 'facebook ads'],
  SUPPLIES: ['supermercado', 'papelería', 'ferretería', 'librería', 'suministros', 'útiles', 'material de oficina', 'materiales', 'limpieza', 'supplies'],
  SERVICES: ['consultoría', 'asesoría', 'asesores', 'honorarios', 'notaría', 'gestoría', 'servicios', 'services', 'mensajería'],
  BANK_FEES: ['comisión', 'comisiones', 'mantenimiento', 'mantención', 'bank fee', 'bank fees'],
}

type Index = ReadonlyMap<string, Category>

const indexes = new WeakMap<CategoryWords, Index>()

function indexOf(words: CategoryWords): Index {
  const known = indexes.get(words)
  if (known !== undefined) return known
  const index = new Map<string, Category>()
  for (const [category, list] of Object.entries(words)) for (const word of list) {
    const plain = plainUpper(word)
    if (!index.has(plain)) index.set(plain, category as Category)
  }
  indexes.set(words, index)
  return index
}

const LONGEST_PHRASE = 3

/**
 * What a text is spent on, by the category with the most of its words in it: whole words, accents and case aside.
 * A tie goes to the category that stands first in `words`; no word at all is undefined, never OTHER.
 */
export function categoryOf(text: string, words: CategoryWords = DEFAULT_WORDS): { category: Category; word: string } | undefined {
  const index = indexOf(words)
  const tokens = plainUpper(text.slice(0, 2_000)).split(/[^\p{L}\p{N}]+/u).filter((token) => token !== '')
  const hits = new Map<Category, { count: number; word: string }>()
  for (let from = 0; from < tokens.length; from++) {
    for (let length = 1; length <= LONGEST_PHRASE && from + length <= tokens.length; length++) {
      const phrase = length === 1 ? tokens[from] ?? '' : tokens.slice(from, from + length).join(' ')
      const category = index.get(phrase)
      if (category === undefined) continue
      const hit = hits.get(category)
      // A phrase says more than a word.
      hits.set(category, { count: (hit?.count ?? 0) + length, word: hit?.word ?? phrase.toLowerCase() })
    }
  }
  return best(hits, words)
}

function best(hits: ReadonlyMap<Category, { count: number; word: string }>, words: CategoryWords): { category: Category; word: string } | undefined {
  let found: { category: Category; count: number; word: string } | undefined
  for (const category of Object.keys(words) as Category[]) {
    const hit = hits.get(category)
    if (hit !== undefined && hit.count > (found?.count ?? 0)) found = { category, ...hit }
  }
  return found && { category: found.category, word: found.word }
}

const NAMES: ReadonlySet<string> = new Set(CATEGORIES)

/** The category that somebody stated: one of ours by its name or by its words, else the text as it was stated. */
export function statedCategory(text: string, words: CategoryWords = DEFAULT_WORDS): string {
  const name = plainUpper(text).trim().replace(/[\s-]+/g, '_')
  if (NAMES.has(name)) return name
  return categoryOf(text, words)?.category ?? text.trim()
}
