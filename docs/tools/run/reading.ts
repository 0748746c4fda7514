/** A page without its code: what is left are words and links. */
export function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^ {0,3}```[\s\S]*?^ {0,3}```$/gm, '').replaceAll(/`[^`\n]*`/g, '``')
}

/** The headings of a page down to the third level, with their marks. Code in a heading stays. */
export function headingsOf(markdown: string): string[] {
  return markdown.replaceAll(/^ {0,3}```[\s\S]*?^ {0,3}```$/gm, '').split('\n').filter((line) => /^#{1,3} /.test(line))
}

/** The anchor of a heading, as GitHub makes it. */
export function anchorOf(heading: string): string {
  return heading.replace(/^#+ /, '').toLowerCase().replaceAll(/[^\w\- ]/g, '').replaceAll(' ', '-')
}

/** The text of all fenced blocks in a language. */
export function codeIn(markdown: string, language: string): string {
  return [...markdown.matchAll(/^ {0,3}```(\w+)\n([\s\S]*?)^ {0,3}```$/gm)].filter(([, info]) => info === language).map(([, , text]) => text).join('\n')
}

export function lineCount(text: string): number {
  return text.trimEnd().split('\n').length
}
