import type { Document } from '../../document.ts'
import { cellsBelow, nextCell, restOfCell } from '../../page/around.ts'
import { spanOf, spansMatching, type Span } from '../../page/span.ts'
import { ibanTokens } from '../../values/iban.ts'

export type StatementAccount = { iban?: string; number?: string; bank?: string; holder?: string; span?: Span }

const NUMBER_LABEL = /(?<![a-z])(?:(?:n[o.]*|numero|num\.?|nro\.?)? ?(?:de )?(?:cuenta|cta)\.?(?: corriente| vista| de ahorros?)?(?: n[o.]+)?|cci|account(?: number| no\.?)?)(?![a-z])/g
const HOLDER_LABEL = /(?<![a-z])(?:titular(?:es)?|cliente|senor(?:es)?(?:\(es\))?|account holder|nombre)(?![a-z])/g
const BANK = /(?<![a-z])(?:banco|bank|banca|caixa|caja|cooperativa|bbva|santander|bcp|interbank|scotiabank|sabadell|bankinter|ing|itau|pichincha)(?![a-z])/

/** Whose account at which bank a statement is about. */
export function readAccount(document: Document): StatementAccount {
  const { sheet } = document
  const [iban] = ibanTokens(sheet)
  const number = iban === undefined ? numberOf(document) : undefined
  const bank = sheet.lines.slice(0, 12).flatMap((line) => line.cells).find((cell) => BANK.test(cell.folded) && cell.text.length < 60)
  const holder = holderOf(document)
  return {
    ...(iban === undefined ? {} : { iban: iban.iban, span: iban.span }),
    ...(number === undefined ? {} : { number: number.text, span: number.span }),
    ...(bank === undefined ? {} : { bank: bank.text }),
    ...(holder === undefined ? {} : { holder }),
  }
}

function numberOf(document: Document): { text: string; span: Span } | undefined {
  for (const line of document.sheet.lines) for (const label of spansMatching(line, NUMBER_LABEL)) {
    const below = cellsBelow(document.sheet, label, 1).map(({ line: under, cell }) => spanOf(under, cell.from, cell.from + cell.text.length))
    for (const span of [restOfCell(label), nextCell(label), ...below]) {
      const digits = span === undefined ? undefined : /\d[\d -]{4,}\d/.exec(span.text)?.[0]
      if (span !== undefined && digits !== undefined && digits.replace(/\D/g, '').length >= 6) return { text: digits.trim(), span }
    }
  }
  return undefined
}

function holderOf(document: Document): string | undefined {
  for (const line of document.sheet.lines) for (const label of spansMatching(line, HOLDER_LABEL)) {
    const span = restOfCell(label) ?? nextCell(label)
    if (span !== undefined && /\p{L}{3}/u.test(span.text) && !/:/.test(span.text)) return span.text.trim()
  }
  return undefined
}
