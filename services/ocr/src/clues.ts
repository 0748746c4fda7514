/** Quick looks at a text: whether it shows what a business document must show. Not an extraction, only a sign that reading worked. */

const AMOUNT = /\d[\d.,' ]*[.,]\d{2}\b|\d{1,3}(?:[.,]\d{3})+\b|\b\d{2,}\b/
const TOTAL_WORD = /\b[t7][o0]ta[l1i]\b|\bimporte\b|\ba\s+pagar\b|\bl[ií]quido\b|\bsaldo\b|\bamount\s+due\b/i

const LONGEST_LABEL = 24

const MONTH = '(?:ene|feb|mar|abr|may|jun|jul|ago|sep|set|oct|nov|dic|jan|apr|aug|dec)[a-z]*'
const DAY = '(?:0?[1-9]|[12]\\d|3[01])'
const DATES = [
  new RegExp(`(?<!\\d)${DAY}\\s?[-/.]\\s?(?:0?[1-9]|1[0-2])\\s?[-/.]\\s?(?:19|20)?\\d{2}(?!\\d)`),
  /(?<!\d)(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?!\d)/,
  new RegExp(`(?<!\\d)${DAY}\\.?\\s*(?:de\\s+|-|/)?${MONTH}\\.?,?\\s*(?:del?\\s+|-|/)?(?:19|20)?\\d{2}(?!\\d)`, 'i'),
  new RegExp(`\\b${MONTH}\\.?\\s+${DAY},?\\s+(?:19|20)\\d{2}(?!\\d)`, 'i'),
]

const MARKERS = [
  /\b(?:factura|boleta|ticket|tique|recibo|nota\s+de|invoice|receipt|n[oó]mina|liquidaci[oó]n|extracto|cartola)/i,
  /\b(?:r\.?\s?u\.?\s?[ct]\.?|n\.?\s?i\.?\s?f\.?|c\.?\s?i\.?\s?f\.?|r\.?\s?f\.?\s?c\.?)\b/i,
  /\b(?:i\.?v\.?a\.?|i\.?g\.?v\.?|impuesto|tax)\b/i,
  /€|\$|\bS\/|\b(?:EUR|USD|PEN|CLP|MXN)\b/,
  /\b(?:fecha|date|emisi[oó]n)\b/i,
  TOTAL_WORD,
]

/** Whether a total stands there: its word with an amount behind it, or alone on its line with the amount on the next. A heading of a column is none. */
export function hasTotal(text: string): boolean {
  const lines = text.split('\n')
  return lines.some((line, at) => {
    const word = TOTAL_WORD.exec(line)
    if (word === null) return false
    const after = line.slice(word.index + word[0].length)
    const isAlone = line.trim().length <= LONGEST_LABEL && !/\d/.test(line)
    return AMOUNT.test(after) || (isAlone && AMOUNT.test(lines[at + 1] ?? ''))
  })
}

export function hasDate(text: string): boolean {
  return DATES.some((date) => date.test(text))
}

/** How many sorts of useful marks (kind of document, tax id, tax, currency, date, total) the text shows. */
export function countMarkers(text: string): number {
  return MARKERS.filter((marker) => marker.test(text)).length
}
