import { describe, expect, it } from 'vitest'
import { blocksOf, missingFrom, npmScriptsIn, strayBlocks } from './blocks.ts'

describe('a block of a page', () => {
  const page = 'a\n```sh\necho one\n```\n\n```output\none\n```\n```sh once\nnpm run demo\n```\n```sh nats\nnats stream ls\n```\n```ts\nx()\n```\n```bash\nrm\n```'

  it('is run, or only looked at, or not ours', () => {
    expect(blocksOf('p.md', page)).toEqual([
      { page: 'p.md', line: 2, mode: 'run', script: 'echo one', output: 'one' },
      { page: 'p.md', line: 9, mode: 'once', script: 'npm run demo' },
      { page: 'p.md', line: 12, mode: 'run', needs: 'nats', script: 'nats stream ls' },
    ])
    expect(strayBlocks('p.md', page)).toEqual(['p.md:18 bash'])
    expect(blocksOf('p.md', '1. First:\n\n   ```sh\n   echo one\n   ```')).toMatchObject([{ line: 3, mode: 'run' }])
  })
})

describe('wanted output', () => {
  it.each([
    ['a\nb\nc', 'a\nc', undefined],
    ['{"id":"7","status":"done"}', '"id":…"status":"done"', undefined],
    ['a b', 'b\na', 'a'],
    ['', 'x', 'x'],
    ['x', '', undefined],
  ])('printed %o, wanted %o: lacks %o', (printed, wanted, lacks) => expect(missingFrom(printed, wanted)).toBe(lacks))
})

describe('npm scripts in a text', () => {
  it.each([['npm run demo -- --json', ['demo']], ['`npm test` or `npm start`', ['test', 'start']], ['npm install', []]])('%s: %o', (text, scripts) => expect(npmScriptsIn(text)).toEqual(scripts))
})
