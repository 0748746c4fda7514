import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compare, DOCS, generatedPages } from './generate/pages.ts'

/** `npm run docs`: writes every generated page anew, and says which changed. */
for (const page of generatedPages) {
  const { present, wanted } = await compare(page)
  if (present === wanted) continue
  await writeFile(join(DOCS, page.path), wanted)
  process.stdout.write(`docs/${page.path}\n`)
}
