import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ensurePrograms, missingPrograms } from './programs.ts'

const said: string[] = []
const report = (line: string) => { said.push(line) }
let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chasqui-programs-'))
  vi.stubEnv('PATH', dir)
  vi.spyOn(process, 'getuid').mockReturnValue(0)
  said.length = 0
})
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await rm(dir, { recursive: true })
})

async function aProgram(name: string, script = ''): Promise<void> {
  await writeFile(join(dir, name), `#!/bin/sh\n${script}\n`)
  await chmod(join(dir, name), 0o755)
}
const installs = (...names: string[]) => names.map((name) => `echo '#!/bin/sh' > ${join(dir, name)}; /bin/chmod +x ${join(dir, name)}`).join('; ')

describe('programs of the operating system', () => {
  it('are found on the PATH, by any of their names', async () => {
    await aProgram('pdfinfo')
    await aProgram('google-chrome')
    await mkdir(join(dir, 'pdftotext'))
    expect(await missingPrograms(['pdfinfo', 'pdftotext', 'chromium'])).toEqual(['pdftotext'])
  })

  it.each([['eng\nosd', ['tesseract']], ['eng\nosd\nspa', []]])('tesseract with the languages %j: missing are %j', async (languages, missing) => {
    await aProgram('tesseract', `printf 'List of available languages:\\n${languages}\\n'`)
    expect(await missingPrograms(['tesseract'])).toEqual(missing)
  })

  it('are left alone when all are there', async () => {
    await aProgram('pdfinfo')
    await aProgram('apt-get', 'exit 1')
    await ensurePrograms(['pdfinfo'], report)
    expect(said).toEqual([])
  })

  it('are installed by apt as root, each package once', async () => {
    await aProgram('apt-get', installs('pdfinfo', 'pdftotext'))
    await ensurePrograms(['pdfinfo', 'pdftotext'], report)
    expect(said).toEqual(['installing pdfinfo, pdftotext: apt-get install -y --no-install-recommends poppler-utils'])
  })

  it('are installed after a fresh list of packages when the old one does not have them', async () => {
    await aProgram('apt-get', `if [ "$1" = update ]; then : > ${dir}/updated; elif [ -e ${dir}/updated ]; then ${installs('pdfinfo')}; else echo 'E: Unable to locate package'; exit 100; fi`)
    await ensurePrograms(['pdfinfo'], report)
    expect(await missingPrograms(['pdfinfo'])).toEqual([])
  })

  it.each([
    ['E: Could not resolve host', 'SETUP_NO_NETWORK'],
    ['dpkg: error processing package', 'SETUP_FAILED'],
  ])('that apt cannot install (%s) are told as %s, with what to type', async (message, code) => {
    await aProgram('apt-get', `echo "${message}"; exit 100`)
    await expect(ensurePrograms(['pdfinfo'], report)).rejects.toMatchObject({ code, detail: `${message}; type: apt-get install -y --no-install-recommends poppler-utils` })
  })

  it('are only told to a user who is not root and has no terminal', async () => {
    vi.spyOn(process, 'getuid').mockReturnValue(1000)
    await aProgram('apt-get', installs('pdfinfo'))
    await expect(ensurePrograms(['pdfinfo', 'tesseract'], report)).rejects.toMatchObject({
      code: 'SETUP_NEEDS_ROOT',
      detail: 'pdfinfo, tesseract; type: sudo apt-get install -y --no-install-recommends poppler-utils tesseract-ocr tesseract-ocr-spa',
    })
    expect(await missingPrograms(['pdfinfo'])).toEqual(['pdfinfo'])
  })
})
