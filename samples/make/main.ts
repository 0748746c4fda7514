import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Expected } from '../expected.ts'
import { catalogue } from './catalogue.ts'
import { closeBrowser } from './paper/producers/chromium.ts'
import type { Sample } from './sample.ts'

const folder = join(import.meta.dirname, '..')

/** The expected file of a sample as text. Throws when what is expected contradicts itself. */
export function expectedText(sample: Sample): string {
  Expected.parse(sample.expected)
  return JSON.stringify(sample.expected, null, 2) + '\n'
}

async function make(sample: Sample): Promise<void> {
  const path = join(folder, sample.path)
  await mkdir(dirname(path), { recursive: true })
  const bytes = await sample.bytes()
  await writeFile(path, bytes)
  await writeFile(`${path}.expected.json`, expectedText(sample))
  console.log(`${String(bytes.length).padStart(8)}  ${sample.path}`)
}

/** What could not be made and why: a program that draws it may be missing here. The committed file then stays. */
async function attempt(sample: Sample): Promise<string | undefined> {
  try {
    await make(sample)
    return undefined
  } catch (error) {
    if (sample.by === 'node') throw error
    return `${sample.path}: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Makes the samples whose path contains one of the words; without words, all. */
async function main(words: readonly string[]): Promise<void> {
  const chosen = catalogue.filter((sample) => words.length === 0 || words.some((word) => sample.path.includes(word)))
  const failures: string[] = []
  for (const sample of chosen) {
    const failure = await attempt(sample)
    if (failure !== undefined) failures.push(failure)
  }
  await closeBrowser()
  console.log(`${chosen.length - failures.length} of ${catalogue.length} samples made`)
  if (failures.length === 0) return
  console.error(`Not made (the drawing programs are listed in README.md):\n  ${failures.join('\n  ')}`)
  process.exitCode = 1
}

if (import.meta.main) await main(process.argv.slice(2))
