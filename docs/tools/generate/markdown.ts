/** A table. Cells may hold any text; what would end a cell or a line is written so that it does not. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
  return [line(headers), `|${headers.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n')
}

/** A word as it stands in the code; empty stays empty. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``
}

export function codeBlock(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``
}

/** A page that nobody writes by hand. */
export function generatedPage(title: string, intro: string, ...parts: readonly string[]): string {
  return [`# ${title}`, '<!-- Written by docs/tools/generate.ts: run `npm run docs` instead of editing. -->', intro, ...parts].join('\n\n') + '\n'
}

/**
 * Puts generated text between the two markers of a page that is otherwise written by hand.
 * @throws when the page has not exactly one such pair
 */
export function replaceBetween(page: string, name: string, text: string): string {
  const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`]
  const [before, inside, ...more] = page.split(start)
  const after = inside?.split(end)
  if (before === undefined || after?.length !== 2 || more.length > 0) throw new Error(`the page needs ${start} and ${end} once each`)
  return `${before}${start}\n${text}\n${end}${after[1]}`
}

function cell(text: string): string {
  // Outside of code an angle bracket would begin a tag and be swallowed with its word.
  const visible = text.split('`').map((part, i) => (i % 2 === 0 ? part.replaceAll('<', '&lt;') : part)).join('`')
  return visible.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ')
}
