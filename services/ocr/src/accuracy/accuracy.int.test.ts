import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OcrConfig } from '../config.ts'
import { startEngine, type Engine } from '../engine.ts'
import { digitsRight, knownScans, samplePdfs, spoiled, type KnownScan } from './scans.fixture.ts'

const SAMPLES = join(import.meta.dirname, '../../../../samples')

/** The digital samples printed and scanned by the computer, so that the truth is known; one page of each. */
describe('words with digits', () => {
  let engine: Engine
  let scans: KnownScan[]
  beforeAll(async () => {
    engine = await startEngine(OcrConfig.parse({}))
    scans = await knownScans(await samplePdfs(SAMPLES), 1)
  })
  afterAll(() => engine.stop())

  it('are right in at least 98 of 100 on clean scans', async () => {
    expect(scans.length).toBeGreaterThan(20)
    expect(await digitsRight(scans, engine)).toBeGreaterThanOrEqual(0.98)
  }, 300_000)

  it('are right in at least 93 of 100 on grainy, blurred, hanging ones', async () => {
    expect(await digitsRight(await Promise.all(scans.map(spoiled)), engine)).toBeGreaterThanOrEqual(0.93)
  }, 300_000)
})
