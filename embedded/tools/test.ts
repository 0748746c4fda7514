import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Fault } from '@chasqui/errors'
import { runChecks } from './checks.ts'
import { runTool } from './run-tool.ts'
import { setUp } from '../setup.ts'
import { countsOf, type TestReport } from './counts.ts'

/** `npm test`: the checks and all tests, ending with `N passed, N failed`. With arguments: only the tests they name, as vitest takes them. */
async function main(args: readonly string[]): Promise<boolean> {
  await setUp()
  const checked = args.length === 0 ? await runChecks() : { passed: 0, failed: 0 }
  const tested = await runTests(args)
  const [passed, failed] = [checked.passed + tested.passed, checked.failed + tested.failed]
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  return failed === 0
}

async function runTests(args: readonly string[]): Promise<{ passed: number; failed: number }> {
  const dir = await mkdtemp(join(tmpdir(), 'chasqui-report-'))
  try {
    const reportFile = join(dir, 'report.json')
    const { exitCode } = await runTool('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`, ...args], true)
    const report = await readFile(reportFile, 'utf8').then((text) => JSON.parse(text) as TestReport, () => undefined)
    return countsOf(report, exitCode)
  } finally {
    await rm(dir, { recursive: true })
  }
}

const hasPassed = await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Fault ? error.sentence : String(error)}\n`)
  process.stdout.write('0 passed, 1 failed\n')
  return false
})
process.exitCode = hasPassed ? 0 : 1
