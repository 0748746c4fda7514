import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OcrConfig } from '../config.ts'
import { startEngine, type Engine } from '../engine.ts'
import { digitsRight, knownScans, samplePdfs, spoiled, type KnownScan } from './scans.fixture.ts'

const SAMPLES = join(import.meta.dirname, '../../../../samples')

/**
 * The digital samples printed and scanned by the computer, so that the truth is known; one page of each. Every third is read worn as well:
 * a poor scan is read up to three times. `bench ocr` reads all of them both ways.
 */
describe('words with digits', () => {
  let engine: Engine
  let clean: KnownScan[]
  let worn: KnownScan[]
  beforeAll(async () => {
    engine = await startEngine(OcrConfig.parse({}))
    const scans = await knownScans(await samplePdfs(SAMPLES), 1)
    clean = scans
    worn = await Promise.all(scans.filter((_scan, at) => at % 3 === 0).map(spoiled))
  })
  afterAll(() => engine.stop())

  it('are right in at least 98 of 100 on clean scans', async () => {
    expect(clean.length).toBeGreaterThan(20)
    expect(await digitsRight(clean, engine)).toBeGreaterThanOrEqual(0.98)
  }, 300_000)

  it('are right in at least 93 of 100 on grainy, blurred, hanging ones', async () => {
    expect(await digitsRight(worn, engine)).toBeGreaterThanOrEqual(0.93)
  }, 300_000)
})
