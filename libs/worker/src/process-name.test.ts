import { expect, it } from 'vitest'
import { newProcessName } from './process-name.ts'

it('the names of a process tell its services apart, and those who come one after the other under one id', () => {
  const names = [newProcessName('ocr'), newProcessName('ocr'), newProcessName('publish')]
  expect(new Set(names).size).toBe(3)
  for (const name of names) expect(name).toMatch(/^(ocr|publish)@[^@:]+:\d+\.[a-z0-9]+$/)
})
