import type { PaperDocument } from './document.ts'

export type Punctuation = 'comma-decimal' | 'point-decimal'

const usual: Record<PaperDocument['tenant'], Punctuation> = { es: 'comma-decimal', cl: 'comma-decimal', pe: 'point-decimal', ec: 'point-decimal' }

/** "1234.5" as the country prints it: 1.234,50 or 1,234.50; pesos of Chile have no decimals. */
export function amount(document: PaperDocument, value: string, punctuation: Punctuation = usual[document.tenant]): string {
  const [whole = '0', fraction] = value.replace('-', '').split('.')
  const [group, point] = punctuation === 'comma-decimal' ? ['.', ','] : [',', '.']
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group)
  return (value.startsWith('-') ? '-' : '') + grouped + (fraction === undefined ? '' : point + fraction)
}

const signs: Record<PaperDocument['currency'], (text: string) => string> = {
  PEN: (text) => `S/ ${text}`,
  CLP: (text) => `$ ${text}`,
  USD: (text) => `$ ${text}`,
  EUR: (text) => `${text} €`,
}

/** An amount with the sign of its currency. */
export function money(document: PaperDocument, value: string): string {
  return signs[document.currency](amount(document, value))
}

const months = ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre']
const englishMonths = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** A civil date as people write it. */
export function date(iso: string, style: 'slashes' | 'dashes' | 'dots' | 'words' | 'english' | 'iso' = 'slashes'): string {
  const [year = '', month = '', day = ''] = iso.split('-')
  switch (style) {
    case 'slashes': return `${day}/${month}/${year}`
    case 'dashes': return `${day}-${month}-${year}`
    case 'dots': return `${day}.${month}.${year}`
    case 'words': return `${Number(day)} de ${months[Number(month) - 1]} de ${year}`
    case 'english': return `${englishMonths[Number(month) - 1]} ${Number(day)}, ${year}`
    case 'iso': return iso
  }
}

/** "18.00" → "18", "10.50" → "10.5": rates as they are printed. */
export function rate(value: string): string {
  return String(Number(value))
}
