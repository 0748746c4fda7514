import { findingCatalog, type CatalogEntry } from '../../../services/validate/src/finding-catalog.ts'
import { code, generatedPage, table } from './markdown.ts'

const INTRO = `What can be wrong with a document, or doubtful about it. Findings are in \`errors\` of an item and in its CSV of errors.

An **error** blocks the document: the item fails with \`VALIDATION_FAILED\`. A **review** lets it rest at \`validated\` until a person approves or
rejects it. A **warning** only informs. Where a code has several severities the first is the usual one.`

const FOUND_BY: Readonly<Record<CatalogEntry['by'], string>> = { check: 'a check of validate', reader: 'a stage before', books: 'a look into the books' }

/** The catalogue of findings in both languages: docs/reference/findings.md. */
export function findingsPage(): string {
  const entries = Object.entries<CatalogEntry>(findingCatalog)
  return generatedPage('Findings', INTRO,
    table(['Code', 'Severity', 'Found by', 'What', 'What to do'], entries.map(([name, { severities, by, en }]) => [code(name), severities.join(', '), FOUND_BY[by], en.say, en.hint])),
    '## En español',
    table(['Código', 'Qué pasa', 'Qué hacer'], entries.map(([name, { es }]) => [code(name), es.say, es.hint])),
  )
}
