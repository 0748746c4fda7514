import { describe, expect, it } from 'vitest'
import { countsOf, type TestReport } from './counts.ts'

const file = (...statuses: string[]) => ({ status: statuses.includes('failed') ? 'failed' : 'passed', assertionResults: statuses.map((status) => ({ status })) })
const report = (testResults: TestReport['testResults']): TestReport => {
  const all = testResults.flatMap((result) => result.assertionResults)
  return { numPassedTests: all.filter((t) => t.status === 'passed').length, numFailedTests: all.filter((t) => t.status === 'failed').length, testResults }
}

describe('the counts of a test run', () => {
  it('are those of its tests', () => {
    expect(countsOf(report([file('passed', 'passed'), file('passed', 'failed', 'skipped')]), 1)).toEqual({ passed: 3, failed: 1 })
    expect(countsOf(report([file('passed')]), 0)).toEqual({ passed: 1, failed: 0 })
  })
  it('have one failure for a file that could not be loaded', () => {
    expect(countsOf(report([file('passed'), { status: 'failed', assertionResults: [] }]), 1)).toEqual({ passed: 1, failed: 1 })
  })
  it('have one failure for a run that ended badly though all tests passed, and for one without a report', () => {
    expect(countsOf(report([file('passed')]), 1)).toEqual({ passed: 1, failed: 1 })
    expect(countsOf(undefined, 1)).toEqual({ passed: 0, failed: 1 })
  })
})
