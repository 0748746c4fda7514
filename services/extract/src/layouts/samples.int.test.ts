import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Canonical, DocType, type DocumentText } from '@chasqui/contracts'
import { compare } from '@chasqui/tax'
import { readDocument } from '../read-document.ts'
import { TENANTS } from './layouts.fixture.ts'
import { wordsOfPdf } from './samples/test-poppler.ts'
import { wordsOfPicture, wordsOfScannedPdf } from './samples/test-tesseract.ts'

/**
 * How well pages are read, over all drawn samples: from the file to words with poppler and Tesseract alone, from the
 * words to the fields that the sample says it shows.
 */

type Sample = { name: string; path: string; tenant: keyof typeof TENANTS; docType: DocType; fields: Record<string, unknown> }

const FOLDER = join(import.meta.dirname, '../../../../samples')
const SAMPLE_TIMEOUT_MS = 180_000
/** The plain preparation here does not level pages; of what the pipeline prepares, fewer fail. */
const MAX_FAILED_SCANS = 4

const samples = (['pe', 'cl', 'ec', 'es'] as const).flatMap((tenant) =>
  readdirSync(join(FOLDER, tenant))
    .filter((file) => /\.(?:pdf|jpg|png|tiff|webp)$/.test(file) && !file.startsWith('rechazo'))
    .flatMap((file): Sample[] => {
      const path = join(FOLDER, tenant, file)
      const { items } = JSON.parse(readFileSync(`${path}.expected.json`, 'utf8')) as { items: { docType?: string; canonical?: Record<string, unknown> }[] }
      const docType = DocType.safeParse(items[0]?.docType)
      return docType.success && items.length === 1 ? [{ name: `${tenant}/${file}`, path, tenant, docType: docType.data, fields: items[0]?.canonical ?? {} }] : []
    }))

const isScan = ({ path }: Sample) => !path.endsWith('.pdf') || /escaneado-dos|mixto/.test(path)
const digital = samples.filter((sample) => !isScan(sample))
const scans = samples.filter(isScan)

function words(sample: Sample): Promise<DocumentText> {
  if (!sample.path.endsWith('.pdf')) return wordsOfPicture(sample.path)
  return isScan(sample) ? wordsOfScannedPdf(sample.path) : wordsOfPdf(sample.path)
}

/** What was not read as the sample says, one line a field. */
async function missed(sample: Sample): Promise<string[]> {
  try {
    const source = { kind: 'pdf' as const, text: await words(sample), docType: sample.docType, sourceType: 'documento' as const }
    const canonical = Canonical.parse(readDocument(source, { tenant: TENANTS[sample.tenant] }))
    return Object.entries(sample.fields).flatMap(([path, expected]) => {
      const value = path.split('.').reduce<unknown>((inside, key) => (inside as Record<string, unknown> | undefined)?.[key], canonical)
      return isSame(value, expected) ? [] : [`${sample.name} ${path}: ${JSON.stringify(value)} for ${JSON.stringify(expected)}`]
    })
  } catch (thrown) {
    return [`${sample.name}: ${String(thrown)}`]
  }
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/

function isSame(value: unknown, expected: unknown): boolean {
  if (typeof value === 'string' && typeof expected === 'string' && DECIMAL.test(value) && DECIMAL.test(expected)) return compare(value, expected) === 0
  return value === expected
}

describe('the drawn samples', () => {
  it('are there', () => {
    expect(digital.length).toBeGreaterThanOrEqual(20)
    expect(scans.length).toBeGreaterThanOrEqual(15)
  })

  it.each(digital)('digital: $name', async (sample) => {
    expect(await missed(sample)).toEqual([])
  }, SAMPLE_TIMEOUT_MS)

  it('scans and photographs: nearly all', async () => {
    // Each is read by one process at a time: as many side by side as there are cores.
    const waiting = [...scans]
    const failed: string[][] = []
    await Promise.all(Array.from({ length: availableParallelism() }, async () => {
      for (let sample = waiting.shift(); sample; sample = waiting.shift()) failed.push(await missed(sample))
    }))
    expect(failed).toHaveLength(scans.length)
    const wrong = failed.filter((fields) => fields.length > 0)
    expect(wrong.length, wrong.flat().join('\n')).toBeLessThanOrEqual(MAX_FAILED_SCANS)
  }, SAMPLE_TIMEOUT_MS * 5)
})
