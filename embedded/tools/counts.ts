/** The part of vitest's JSON report that is counted. */
export type TestReport = {
  numPassedTests: number
  numFailedTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/**
 * Passed and failed tests. A file that could not even be loaded has no test to count and is one failure; so is a run without a report, or
 * one that ended badly although every test passed (an unhandled error).
 */
export function countsOf(report: TestReport | undefined, exitCode: number): { passed: number; failed: number } {
  if (report === undefined) return { passed: 0, failed: 1 }
  const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length
  const failed = report.numFailedTests + brokenFiles
  return { passed: report.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed }
}
