import { plainUpper } from './normalize.ts'

/** Month names and their abbreviations in Spanish (setiembre: Peru), English and Catalan, without accents. */
const NAMES: readonly (readonly string[])[] = [
  ['ENERO', 'ENE', 'JANUARY', 'JAN', 'GENER', 'GEN'],
  ['FEBRERO', 'FEB', 'FEBRUARY', 'FEBRER', 'FEBR'],
  ['MARZO', 'MAR', 'MARCH', 'MARC', 'MZO'],
  ['ABRIL', 'ABR', 'APRIL', 'APR'],
  ['MAYO', 'MAY', 'MAIG'],
  ['JUNIO', 'JUN', 'JUNE', 'JUNY'],
  ['JULIO', 'JUL', 'JULY', 'JULIOL'],
  ['AGOSTO', 'AGO', 'AGOST', 'AUGUST', 'AUG'],
  ['SEPTIEMBRE', 'SETIEMBRE', 'SEP', 'SET', 'SEPT', 'SEPTEMBER', 'SETEMBRE'],
  ['OCTUBRE', 'OCT', 'OCTOBER', 'OCTUBRE'],
  ['NOVIEMBRE', 'NOV', 'NOVEMBER', 'NOVEMBRE'],
  ['DICIEMBRE', 'DIC', 'DECEMBER', 'DEC', 'DESEMBRE', 'DES'],
]

const MONTH_OF = new Map(NAMES.flatMap((names, index) => names.map((name) => [name, index + 1] as const)))

/** 1–12, or undefined when the word names no month. */
export function monthNamed(word: string): number | undefined {
  return MONTH_OF.get(plainUpper(word))
}
