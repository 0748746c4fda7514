import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asyncApi } from '@chasqui/contracts'
import { errorsPage } from './errors-page.ts'
import { findingsPage } from './findings-page.ts'
import { codeBlock, replaceBetween } from './markdown.ts'
import { messagesPage } from './messages-page.ts'
import { metricsPage } from './metrics-page.ts'
import { pipelineDiagram, stateDiagram, taskDiagram } from './pictures.ts'
import { settingsPage } from './settings-page.ts'
import { tasksPage } from './tasks-page.ts'

export const DOCS = join(import.meta.dirname, '../..')

/** A page, or a part of one, that follows from the code. */
export type GeneratedPage = {
  /** Below docs/. */
  path: string
  /** The whole page as it must be. @param present the page as it is, for those that are generated in part */
  content: (present: string) => string
}

/** Everything that is generated. */
export const generatedPages: readonly GeneratedPage[] = [
  { path: 'reference/messages.md', content: messagesPage },
  { path: 'reference/asyncapi.json', content: () => `${JSON.stringify(asyncApi(), null, 2)}\n` },
  { path: 'reference/errors.md', content: errorsPage },
  { path: 'reference/findings.md', content: findingsPage },
  { path: 'reference/settings.md', content: settingsPage },
  { path: 'reference/metrics.md', content: metricsPage },
  { path: 'reference/tasks.md', content: tasksPage },
  { path: 'architecture.md', content: (page) => replaceBetween(page, 'pipeline', pipelineDiagram()) },
  { path: 'states.md', content: (page) => replaceBetween(replaceBetween(page, 'states', stateDiagram()), 'task states', taskDiagram()) },
  { path: 'writing-a-task.md', content: (page) => ['errors.ts', 'send-reminders.ts', 'send-all-reminders.ts', 'tasks.ts', 'main.ts', 'send-reminders.int.test.ts'].reduce(withSource, page) },
]

/** The page with the text of a file of the example where it names it: what a reader copies is what is compiled and tested. */
function withSource(page: string, file: string): string {
  const path = `examples/writing-a-task/${file}`
  return replaceBetween(page, path, codeBlock('ts', readFileSync(join(DOCS, '..', path), 'utf8').trimEnd()))
}

/** The page as it is, and as it must be. */
export async function compare({ path, content }: GeneratedPage): Promise<{ present: string; wanted: string }> {
  const present = await readFile(join(DOCS, path), 'utf8').catch(() => '')
  return { present, wanted: content(present) }
}
