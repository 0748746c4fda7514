import type { DocumentText } from '@chasqui/contracts'
import { fold } from './fold.ts'

/** A page on which another document begins inside one file, and what shows it. */
export type Beginning = { page: number; why: string }

const TITLE_LINES = 15
/** "Página 1 de 2", "Pág. 1/2", "Page 1 of 2". */
const FIRST_PAGE = /(?<![a-z])(?:pagina|pag|page|hoja)\.? ?:? ?1 ?(?:de|\/|of) ?\d{1,3}(?!\d)/
/** The number that a document of accounts prints under its name, in the shapes that are sure to be one. */
const NUMBER = /(?<![a-z0-9])(?:[fbe][a-z0-9]{3} ?- ?\d{1,8}|\d{3}-\d{3}-\d{9}|(?<=(?:factura|boleta|ticket|nota de credito|nota de debito|invoice)(?: electronica)?[ :]*(?:n[o.°]{0,2}|num(?:ero)?|no\.?|#)[ :.°]*)[a-z0-9/-]*\d[a-z0-9/-]*)(?![a-z0-9])/

/**
 * Where further documents begin in a file of several pages: a page that is counted as the first again, or that has
 * another number in its title zone. By words alone, before the type is known; extract compares what it reads of invoices and
 * receipts, page by page (its further-documents.ts). Only a person splits a file: a proposal, not a decision.
 */
export function beginningsIn({ pages }: DocumentText): Beginning[] {
  const found: Beginning[] = []
  let number: string | undefined
  for (const [i, page] of pages.entries()) {
    const text = fold(page.text)
    const own = NUMBER.exec(text.split('\n').filter((line) => line.trim() !== '').slice(0, TITLE_LINES).join('\n'))?.[0].replaceAll(' ', '')
    if (i > 0 && FIRST_PAGE.test(text)) found.push({ page: page.n, why: 'counted as page 1 again' })
    else if (i > 0 && own !== undefined && number !== undefined && own !== number) found.push({ page: page.n, why: `number ${own} after ${number}` })
    number = own ?? number
  }
  return found
}
