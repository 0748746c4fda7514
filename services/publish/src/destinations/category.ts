import type { Canonical } from '@chasqui/contracts'
import { plainUpper } from '@chasqui/tax'

/** The kinds of spending, each with the words that tell it. The first whose word is found wins, so the narrow come first. */
const CATEGORIES: readonly (readonly [code: string, words: string])[] = [
  ['PAYROLL', 'nomina sueldo sueldos salario salarios remuneracion remuneraciones planilla'],
  ['FUEL', 'gasolinera gasolina combustible combustibles diesel nafta grifo bencina carburante carburantes gasoleo repsol copec primax petroecuador cepsa shell servicentro'],
  ['TELECOM', 'telefonia telefono internet movil celular movistar entel claro vodafone'],
  ['UTILITIES', 'luz agua gas energia electricidad electrica enel sedapal endesa iberdrola saneamiento'],
  ['RENT', 'alquiler arriendo renta arrendamiento'],
  ['INSURANCE', 'seguro seguros poliza aseguradora mapfre'],
  ['LODGING', 'hotel hostal hospedaje hosteria alojamiento'],
  ['MEALS', 'restaurante restaurant cafeteria cafe almuerzo cena desayuno menu pizzeria polleria cevicheria bar'],
  ['TRAVEL', 'taxi uber cabify peaje pasaje pasajes vuelo avion aerolinea aerolineas tren renfe autobus bus parking estacionamiento viaje viajes latam'],
  ['SOFTWARE', 'software licencia licencias hosting dominio suscripcion nube'],
  ['MARKETING', 'publicidad marketing anuncio anuncios imprenta propaganda'],
  ['BANK_FEES', 'comision comisiones mantenimiento'],
  ['TAXES', 'hacienda sunat sri sii iva igv tesoreria impuesto impuestos tributo'],
  ['SUPPLIES', 'supermercado supermercados minimarket papeleria ferreteria libreria bazar suministros utiles materiales mercado'],
  ['SERVICES', 'consultoria asesoria honorarios notaria reparacion limpieza servicio servicios transporte'],
]

const BY_WORD: ReadonlyMap<string, number> = new Map(CATEGORIES.flatMap(([, words], rank) => words.split(' ').map((word) => [word.toUpperCase(), rank] as const)))
const CODES = new Set([...CATEGORIES.map(([code]) => code), 'OTHER'])

/**
 * The category of an expense: what the document or a person says, else what its words tell, else OTHER.
 * `written` is kept where somebody named a category that is none of ours.
 */
export function categoryOf({ docType, expense, vendor }: Canonical): { code: string; written?: string } {
  if (docType === 'payroll') return { code: 'PAYROLL' }
  const written = expense?.category
  const asCode = written === undefined ? undefined : plainUpper(written).trim().replace(/\s+/g, '_')
  if (asCode !== undefined && CODES.has(asCode)) return { code: asCode }
  const code = categoryIn([written, expense?.description, vendor?.name, vendor?.tradeName]) ?? 'OTHER'
  return written === undefined ? { code } : { code, written }
}

/** Each text in turn: what the expense says about itself counts more than the name of a shop. */
function categoryIn(texts: readonly (string | undefined)[]): string | undefined {
  for (const text of texts) {
    const ranks = plainUpper(text ?? '').split(/[^A-Z]+/).map((word) => BY_WORD.get(word)).filter((rank) => rank !== undefined)
    if (ranks.length > 0) return CATEGORIES[Math.min(...ranks)]?.[0]
  }
  return undefined
}
