import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Who imports what, and whether the layers allow it. */
const imports: [file: string, imported: string, isAllowed: boolean][] = [
  ['services/ocr/src/handler.ts', '@chasqui/worker', true],
  ['services/ocr/src/handler.ts', '@chasqui/gateway', false],
  ['services/ocr/src/handler.ts', '../../gateway/src/main.ts', false],
  ['services/ocr/src/handler.ts', '@chasqui/testkit', false],
  ['services/ocr/src/handler.ts', 'vitest', false],
  ['services/ocr/src/handler.test.ts', '@chasqui/testkit', true],
  ['services/ocr/src/handler.test.ts', '@chasqui/gateway', false],
  ['services/publish/src/test-books.ts', '@chasqui/testkit', true],
  ['services/validate/src/checks/totals.ts', '@chasqui/tax', true],
  ['services/validate/src/checks/totals.ts', '@chasqui/mongo', false],
  ['services/validate/src/checks/totals.ts', 'mongodb', false],
  ['services/validate/src/checks/totals.ts', 'node:fs/promises', false],
  ['services/validate/src/checks/totals.test.ts', 'vitest', true],
  ['libs/tax/src/rut.ts', 'big.js', true],
  ['libs/tax/src/rut.ts', '@chasqui/contracts', true],
  ['libs/tax/src/rut.ts', '@chasqui/nats', false],
  ['libs/tax/src/rut.ts', 'node:http', false],
  ['libs/tax/src/rut.test.ts', 'node:fs', true],
  ['libs/worker/src/settle.ts', '@chasqui/nats', true],
  ['libs/worker/src/settle.ts', '@chasqui/ocr', false],
  ['libs/worker/src/settle.ts', '@chasqui/testkit', false],
  ['libs/worker/src/settle.int.test.ts', '@chasqui/testkit', true],
  ['libs/worker/src/settle.int.test.ts', '@chasqui/ocr', false],
  ['libs/files/src/contract-suite.ts', 'vitest', true],
  ['libs/testkit/src/with-servers.ts', 'vitest', true],
  ['embedded/system.ts', '@chasqui/ocr', true],
  ['embedded/system.ts', '@chasqui/testkit', false],
]

/** The linter's own configuration over a checkout that holds one file a row. */
describe('layers', () => {
  let dir: string
  let refused: Set<string>
  const fileOf = (file: string, imported: string) => file.replace(/[^/]+$/, (name) => `${imported.replaceAll(/\W/g, '_')}/${name}`)

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'chasqui-layers-'))
    await writeFile(join(dir, 'oxlint.config.ts'), `export { default } from ${JSON.stringify(join(root, 'oxlint.config.ts'))}\n`)
    for (const [file, imported] of imports) {
      const path = join(dir, fileOf(file, imported))
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, `import * as it from '${imported}'\nexport { it }\n`)
    }
    const lint = spawn(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), '--format', 'unix'], { cwd: dir, stdio: ['ignore', 'pipe', 'inherit'] })
    const found = (await text(lint.stdout)).split('\n').filter((line) => line.includes('no-restricted-imports'))
    refused = new Set(found.map((line) => line.split(':')[0] as string))
  })
  afterAll(() => rm(dir, { recursive: true }))

  it.each(imports)('%s importing %s: allowed is %s', (file, imported, isAllowed) => {
    expect(refused.has(fileOf(file, imported))).toBe(!isAllowed)
  })
})
