import { tmpdir } from 'node:os'
import { ChildFailure, runChild } from '@chasqui/child'
import { errors } from './errors.ts'

/** What the machine offers. */
export type Installed = { version: string; isLineBuffered: boolean }

/**
 * Looks for Tesseract 5, the data of the languages, and `stdbuf`.
 * @throws Fault `OCR_ENGINE_MISSING`, `OCR_LANGUAGE_MISSING`, each with what to type
 */
export async function findInstalled(languages: string): Promise<Installed> {
  const [version, languagesText, isLineBuffered] = await Promise.all([
    tesseractVersion(),
    run('tesseract', ['--list-langs']).catch(() => ''),
    run('stdbuf', ['-oL', 'true']).then(() => true, () => false),
  ])
  const listed = languagesText.split('\n').map((line) => line.trim())
  const missing = languages.split('+').filter((language) => !listed.includes(language))
  if (missing.length > 0) throw errors.fault('OCR_LANGUAGE_MISSING', { detail: `${missing.join(', ')}; type: apt-get install ${missing.map(packageOf).join(' ')}` })
  return { version, isLineBuffered }
}

async function tesseractVersion(): Promise<string> {
  try {
    const version = /tesseract\s+v?(\d+[\w.-]*)/.exec(await run('tesseract', ['--version']))?.[1] ?? '0'
    if (Number.parseInt(version, 10) >= 5) return version
    throw errors.fault('OCR_ENGINE_MISSING', { detail: `version ${version} is too old` })
  } catch (error) {
    if (error instanceof ChildFailure) throw errors.fault('OCR_ENGINE_MISSING', { detail: error.end, cause: error })
    throw error
  }
}

function packageOf(language: string): string {
  return `tesseract-ocr-${language.toLowerCase().replaceAll('_', '-')}`
}

async function run(program: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runChild(program, args, { timeoutMs: 20_000, maxMemoryBytes: 1024 ** 3, folder: tmpdir() })
  return `${stdout.toString()}\n${stderr}`
}
