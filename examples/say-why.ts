/** Imported by a program that people start: what nobody caught ends it with one sentence, for a stack tells them nothing. */
process.once('uncaughtException', (error: NodeJS.ErrnoException) => {
  console.error(sentenceOf(error))
  process.exit(1)
})

function sentenceOf({ name, message, cause, code, path }: NodeJS.ErrnoException): string {
  // `fetch` says that it failed, and in its cause why.
  if (name === 'TypeError' && cause instanceof Error) return `Chasqui does not answer (${cause.message || String((cause as NodeJS.ErrnoException).code)}). Start it with: npm start; and set CHASQUI_URL and KEY to what it prints`
  if (code === 'EISDIR') return 'A folder was named where a file is wanted. Name a file'
  if (path !== undefined) return `${path} cannot be read (${code}). Name a file that is there`
  return message
}
