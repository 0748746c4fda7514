import type { DocumentText, Word } from '@chasqui/contracts'
import { textOf } from '@chasqui/text'
import type { Dice } from './paper.fixture.ts'

/** What engines take for something else, and what they lose. */
const CONFUSIONS: readonly (readonly [RegExp, string])[] = [
  [/0/, 'O'], [/O/, '0'], [/1/, 'l'], [/1/, 'I'], [/5/, 'S'], [/8/, 'B'], [/6/, '8'], [/3/, '8'], [/7/, '1'], [/9/, '4'], [/,/, '.'], [/\./, ','],
  [/[áéíóúñ]/, 'a'], [/e/, 'c'], [/i/, 'l'], [/:/, ''], [/-/, ''], [/[,.]/, ''], [/\d$/, ''], [/^\d/, ''],
]

/** The page as a scan: that part of its words misread, a third as many lost. */
export function noisy(text: DocumentText, part: number, roll: Dice): DocumentText {
  return {
    ...text,
    pages: text.pages.map((page) => {
      const words = page.words.flatMap((word) => spoilt(word, part, roll))
      return { ...page, mode: 'ocr' as const, words, text: textOf(words) }
    }),
  }
}

function spoilt(word: Word, part: number, roll: Dice): Word[] {
  if (roll.chance(part / 3)) return []
  if (!roll.chance(part)) return [{ ...word, conf: 92 }]
  const [from, to] = roll.pick(CONFUSIONS)
  const text = word.text.replace(from, to)
  return text === '' ? [] : [{ ...word, text, conf: roll.between(30, 92) }]
}
