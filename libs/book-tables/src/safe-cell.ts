/**
 * What a spreadsheet takes for a formula when it opens a CSV: a cell that begins with one of these.
 * The rule is OWASP's, https://owasp.org/www-community/attacks/CSV_Injection: "=", "+", "-", "@", tab, carriage return and line feed, and the
 * wide forms of the signs, which spreadsheets of East Asia read alike.
 */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/** A plain number, negative or not, is no formula: with an apostrophe in front nobody could add it up. */
const NUMBER = /^-?\d+(\.\d+)?$/

/** Whether a spreadsheet would run it. Pure. */
export function looksLikeFormula(cell: string): boolean {
  return FORMULA.test(cell) && !NUMBER.test(cell)
}

/**
 * A sign at which a spreadsheet that splits elsewhere would begin a cell: where decimals have a comma, Excel splits a CSV at semicolons, also inside of
 * quotes that do not open its own cell; and so it does at a line break or a tab.
 */
const FORMULA_INSIDE = /(?<=[;\t\r\n][\s"]*)[=+\-@\uff1d\uff0b\uff0d\uff20]/g

/** A cell that no spreadsheet runs, wherever it splits: what it would take for a formula gets an apostrophe in front. Pure. */
export function safeCell(cell: string): string {
  return (looksLikeFormula(cell) ? `'${cell}` : cell).replaceAll(FORMULA_INSIDE, "'$&")
}
