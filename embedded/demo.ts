import '@chasqui/telemetry/register'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DemoClient } from './demo/client.ts'
import { importSamples, type SampleResult } from './demo/import-samples.ts'
import { ProgressBars } from './demo/progress.ts'
import { reviewLines, sampleLine, tableOf } from './demo/report.ts'
import { findSamples } from './demo/samples.ts'
import { showTasks, type TaskLine } from './demo/show-tasks.ts'
import { DEMO_TENANTS } from './demo-tenants.ts'
import { sentenceOf } from './errors.ts'
import { optionsOf } from './options.ts'
import { setUp } from './setup.ts'
import { startSystem } from './system.ts'

const SAMPLES = join(import.meta.dirname, '..', 'samples')

const say = (line: string): void => { process.stderr.write(`${line}\n`) }

/** `npm run demo`: everything up, every sample imported through the API, what became of it compared with what must, and tasks launched, revoked and scheduled. */
async function main(): Promise<number> {
  const asJson = optionsOf('npm run demo -- [--json]', { json: { type: 'boolean', default: false } }).values.json
  await setUp()
  const startedAt = performance.now()
  const dataDir = await mkdtemp(join(tmpdir(), 'chasqui-demo-'))
  const system = await startSystem({ dataDir, report: say, settings: { IMPORTS_MAX_INGESTS_PER_MIN: '100' } })
  let isLeaving = false
  const leave = (): void => {
    isLeaving = true
    say('stopped; finishing what is in hand …')
    void system.stop().then(() => rm(dataDir, { recursive: true, force: true })).then(() => process.exit(130), () => process.exit(130))
  }
  process.once('SIGINT', leave)
  process.once('SIGTERM', leave)
  try {
    const results = await importAll(system.url ?? '', system.keys)
    say('launching tasks …')
    const tasks = await showTasks(system.url ?? '', system.keys.pe.apiKey, say)
    const seconds = (performance.now() - startedAt) / 1000
    report(results, tasks, seconds, asJson)
    return results.every((result) => result.differences.length === 0) && tasks.every(({ ok }) => ok) ? 0 : 1
  } catch (error) {
    // What breaks because the system is being stopped is no news.
    if (isLeaving) await new Promise(() => undefined)
    throw error
  } finally {
    await system.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function importAll(url: string, keys: Awaited<ReturnType<typeof startSystem>>['keys']): Promise<SampleResult[]> {
  const samples = await findSamples(SAMPLES)
  say(`importing ${samples.length} samples through ${url}`)
  const bars = new ProgressBars(process.stderr)
  const all = await Promise.all(DEMO_TENANTS.map((tenant) => importSamples(
    new DemoClient(url, keys[tenant].apiKey), samples.filter((sample) => sample.tenant === tenant),
    (progress) => bars.update(progress),
  )))
  return all.flat()
}

function report(results: readonly SampleResult[], tasks: readonly TaskLine[], seconds: number, asJson: boolean): void {
  const lines = results.map(sampleLine)
  const wrong = lines.filter((line) => !line.ok)
  const out = asJson ? process.stderr : process.stdout
  out.write(`\n${tableOf(lines)}\n`)
  const reviews = reviewLines(results)
  if (reviews.length > 0) out.write(`\nA person must look at:\n${reviews.map((line) => `  ${line}`).join('\n')}\n`)
  if (wrong.length > 0) out.write(`\nNot as expected:\n${wrong.map((line) => `  ${line.file}\n${line.differences.map((d) => `      ${d}`).join('\n')}`).join('\n')}\n`)
  out.write(`\nTasks:\n${tasks.map(({ ok, what, type, state, says: how }) => `  ${ok ? '✓' : '✗'} ${what.padEnd(24)} ${type.padEnd(14)} ${state.padEnd(8)} ${how}`).join('\n')}\n`)
  out.write(`\n${lines.length - wrong.length} of ${lines.length} samples became what they must, in ${seconds.toFixed(1)} s.\n`)
  if (asJson) process.stdout.write(`${JSON.stringify({ ok: wrong.length === 0 && tasks.every(({ ok }) => ok), seconds: Math.round(seconds * 10) / 10, samples: lines, tasks }, null, 2)}\n`)
}

process.exitCode = await main().catch((error: unknown) => {
  say(`The demo could not go on. ${sentenceOf(error)}`)
  return 1
})
