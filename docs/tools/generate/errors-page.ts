import type { ErrorEntry } from '@chasqui/errors'
import { errorTables } from './error-tables.ts'
import { code, generatedPage, table } from './markdown.ts'

const INTRO = `What can fail, who says so, and what to do about it. A code never changes its meaning; the sentences may be improved.

Where a code shows: in the \`code\` of an HTTP problem (then with the status given here), in the \`failure\` of an item, in a dead letter,
in the log; those of [deferrals](#deferrals) in \`deferred\` of a task that could run and does not yet, beside codes of the task's own.
"Tried again" is what the product does by itself; an item that failed with one that is not can be sent round again by a person ([runbooks/dead-letter.md](../runbooks/dead-letter.md)). What is wrong *in* a document is a finding: [findings.md](findings.md).`

/** All tables of errors: docs/reference/errors.md. */
export function errorsPage(): string {
  return generatedPage('Errors', INTRO, ...errorTables.map(({ owner, entries }) => `## ${owner}\n\n${table(
    ['Code', 'Status', 'Tried again', 'What happened', 'What to do'],
    Object.entries<ErrorEntry>(entries).map(([name, entry]) => [code(name), statusOf(entry), entry.retry ? 'yes' : 'no', entry.say, entry.hint]),
  )}`))
}

function statusOf(entry: ErrorEntry): string {
  return entry.status === undefined ? '' : String(entry.status)
}
