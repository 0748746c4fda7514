import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDir } from '@chasqui/testkit'
import { blocksOf, missingFrom } from './run/blocks.ts'
import { ROOT, runnablePages } from './run/pages.ts'
import { Shell } from './run/shell.ts'
import { startForReaders, type StartedSystem } from './run/started-system.ts'

/**
 * What the pages tell a reader to type is typed here, page by page, each in a terminal of its own against one started system. `$CHASQUI_URL` and
 * `$KEY` are set as the README says; the programs are those of this checkout.
 */
const pages = (await runnablePages()).map(({ path, text }) => ({ path, blocks: blocksOf(path, text).filter(({ mode }) => mode === 'run') })).filter(({ blocks }) => blocks.length > 0)

let system: StartedSystem
let folder: string

beforeAll(async () => {
  folder = await testDir()
  system = await startForReaders(`${folder}/data`)
}, 180_000)
afterAll(() => system?.stop())

describe.each(pages)('$path', ({ path, blocks }) => {
  let shell: Shell

  beforeAll(() => {
    const env = { ...process.env, PATH: `${ROOT}/node_modules/.bin:${process.env['PATH']}`, CHASQUI_URL: system.url, OPS_URL: system.opsUrl, NATS_URL: system.natsUrl, KEY: system.keys['pe']?.apiKey }
    shell = new Shell({ cwd: ROOT, folder, env })
  })
  afterAll(() => shell?.close())

  it.for(blocks.map((block) => [`line ${block.line}`, block] as const))('%s works as it is written', { timeout: 120_000 }, async ([, { line, script, output, needs }], { skip }) => {
    skip(needs !== undefined && !isInstalled(needs), `${needs} is not on the PATH`)
    const { exitCode, printed } = await shell.run(script)
    expect(exitCode, `${path}:${line} ended with ${exitCode}:\n${printed}`).toBe(0)
    if (output !== undefined) expect(missingFrom(printed, output), `${path}:${line} does not print this; it printed:\n${printed}`).toBeUndefined()
  })
})

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0
}
