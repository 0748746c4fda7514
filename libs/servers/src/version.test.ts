import { describe, expect, it } from 'vitest'
import { isAtLeast, versionIn } from './version.ts'

describe('version', () => {
  it.each([
    ['nats-server: v2.15.2', '2.15.2'],
    ['db version v8.0.4\nBuild Info: {…}', '8.0.4'],
    ['no number here', undefined],
  ])('reads %j as %s', (text, version) => expect(versionIn(text)).toBe(version))

  it.each([
    ['2.12.0', '2.12', true], ['2.15.2', '2.12', true], ['2.9.10', '2.12', false], ['10.0.0', '7.0', true],
    ['3.0.0', '2.12', true], ['3.11.7', '3.10', true], ['3.9.2', '3.10', false],
  ])('%s is at least %s: %s', (have, want, answer) => expect(isAtLeast(have, want)).toBe(answer))
})
