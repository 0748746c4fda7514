import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../../..')

/** Pages that tell a reader what to type. */
const RUNNABLE = ['README.md', 'CONTRIBUTING.md', 'docs/*.md', 'docs/{runbooks,decisions}/*.md', '{examples,embedded,bench}/*.md']

export type Page = { path: string; text: string }

export function runnablePages(): Promise<Page[]> {
  return pagesIn(RUNNABLE)
}

/** Every page of the project. */
export function allPages(): Promise<Page[]> {
  return pagesIn(['*.md', '{libs,services}/*/*.md', '{docs,examples,embedded,samples,bench}/**/*.md'])
}

async function pagesIn(patterns: readonly string[]): Promise<Page[]> {
  const paths = globSync([...patterns], { cwd: ROOT, exclude: ['**/node_modules/**'] }).sort()
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(ROOT, path), 'utf8') })))
}

/** All source code but that of the pages themselves, as one text to look names up in. */
export async function sourceCode(): Promise<string> {
  const files = globSync('{libs,services,embedded,bench,samples,examples}/**/*.{ts,mjs}', { cwd: ROOT, exclude: ['**/node_modules/**'] })
  return (await Promise.all(files.map((file) => readFile(join(ROOT, file), 'utf8')))).join('\n')
}

/** The packages below a folder: services, libs. */
export function packagesIn(parent: string): string[] {
  return globSync(`${parent}/*/package.json`, { cwd: ROOT }).map((file) => dirname(file)).sort()
}
