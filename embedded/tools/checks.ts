import { runTool } from './run-tool.ts'

type Check = { name: string; says: string; tool: string; args: readonly string[] }

/** What is looked at without running the product. */
const checks: readonly Check[] = [
  { name: 'types', says: 'the compiler accepts every file', tool: 'tsc', args: ['--noEmit', '-p', '.'] },
  { name: 'lint', says: 'no floating promise, no circle, no import across the layers', tool: 'oxlint', args: [] },
  { name: 'dead code', says: 'no file, export or dependency that nobody uses', tool: 'knip', args: ['--no-progress'] },
]

/** Runs all checks side by side, one line each on stderr; what a failing one says follows its line. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  const results = await Promise.all(checks.map(async (check) => {
    const { exitCode, output, tookMs } = await runTool(check.tool, check.args, false)
    const line = `${exitCode === 0 ? '✓' : '✗'} ${check.name} (${(tookMs / 1000).toFixed(1)} s): ${check.says}\n`
    process.stderr.write(exitCode === 0 ? line : `${line}${output.trimEnd()}\n`)
    return exitCode === 0
  }))
  const passed = results.filter(Boolean).length
  return { passed, failed: results.length - passed }
}
