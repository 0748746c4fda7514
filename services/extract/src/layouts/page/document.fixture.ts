import type { DocumentText, TextPage } from '@chasqui/contracts'
import { wordsOfPlainText } from './plain-text.ts'

/** A document typed on a typewriter: each text is a page, columns are made with blanks. */
export function typed(...pages: readonly string[]): DocumentText {
  return { truncated: false, pages: pages.map((text, i) => typedPage(text, i + 1)) }
}

/** The same, as a scan: every word with what the engine thinks of it. */
export function scanned(pages: readonly string[], second?: readonly string[]): DocumentText {
  return {
    truncated: false,
    pages: pages.map((text, i) => {
      const page: TextPage = { ...typedPage(text, i + 1), mode: 'ocr' }
      page.words = page.words.map((word) => ({ ...word, conf: 90 }))
      const again = second?.[i]
      if (again !== undefined) page.second = { words: wordsOfPlainText(again).map((word) => ({ ...word, conf: 90 })), text: again, variant: 'again' }
      return page
    }),
  }
}

function typedPage(text: string, n: number): TextPage {
  return { n, width: 595, height: 842, mode: 'native', words: wordsOfPlainText(text), text }
}
