import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let dir: string
let checkout: string
let bin: string

/** A clone of Chasqui as far as the launcher sees it: its own file, the lockfile, and the script that a test puts there. */
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chasqui-launch-'))
  checkout = join(dir, 'clone')
  bin = join(dir, 'bin')
  await mkdir(join(checkout, 'embedded'), { recursive: true })
  await mkdir(bin)
  await copyFile(join(import.meta.dirname, 'launch.mjs'), join(checkout, 'embedded/launch.mjs'))
  await writeFile(join(checkout, 'pnpm-lock.yaml'), 'lock: 1\n')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const aScript = (code: string) => writeFile(join(checkout, 'embedded/demo.ts'), code)

async function anInstallation(lock = 'lock: 1\n'): Promise<void> {
  await mkdir(join(checkout, 'node_modules/.bin'), { recursive: true })
  await mkdir(join(checkout, 'node_modules/.pnpm'), { recursive: true })
  await symlink(process.execPath, join(checkout, 'node_modules/.bin/node'))
  await writeFile(join(checkout, 'node_modules/.pnpm/lock.yaml'), lock)
}

const anNpx = (script: string) => writeFile(join(bin, 'npx'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })

function start(args: readonly string[] = ['demo'], nodeArgs: readonly string[] = []): ChildProcess {
  const env = { ...process.env, PATH: `${bin}${delimiter}/usr/bin${delimiter}/bin` }
  // A session of its own, as in CI: no terminal that would send signals to all at once.
  return spawn(process.execPath, [...nodeArgs, join(checkout, 'embedded/launch.mjs'), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
}

async function ended(launcher: ChildProcess) {
  const [stdout, stderr, [exitCode]] = await Promise.all([text(launcher.stdout as NodeJS.ReadableStream), text(launcher.stderr as NodeJS.ReadableStream), once(launcher, 'exit')])
  return { stdout, stderr, exitCode: exitCode as number | null }
}

describe('the launcher', () => {
  it('runs the script with its arguments, in the root of the checkout, and passes its exit code on', async () => {
    await anInstallation()
    await aScript('process.stdout.write(JSON.stringify([process.cwd(), ...process.argv.slice(2)])); process.exitCode = 7')
    const { stdout, stderr, exitCode } = await ended(start(['demo', '--json', 'two words']))
    expect(JSON.parse(stdout)).toEqual([checkout, '--json', 'two words'])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 7 })
  })

  it.each([['nothing is installed', undefined], ['another lockfile was installed', 'lock: 0\n']])('installs first when %s, and leaves stdout to the script', async (_, lock) => {
    if (lock !== undefined) await anInstallation(lock)
    await anNpx(`echo "progress of $*"; mkdir -p node_modules/.bin; ln -sf ${process.execPath} node_modules/.bin/node`)
    await aScript('process.stdout.write("[]")')
    const { stdout, stderr, exitCode } = await ended(start())
    expect({ stdout, exitCode }).toEqual({ stdout: '[]', exitCode: 0 })
    expect(stderr).toMatch(/installing the packages[^]*progress of -y pnpm@12\.21\.0 install --frozen-lockfile[^]*packages installed in/)
  })

  it.each([
    ['npx fails', 'echo "ERR_PNPM_FETCH no network to the registry"; echo "    at Object.fetch (index.js:1:1)"; exit 1', 'ERR_PNPM_FETCH no network to the registry'],
    ['there is no npx', undefined, 'ENOENT'],
  ])('says what, why and what to type when %s, without a stack', async (_, npx, why) => {
    if (npx !== undefined) await anNpx(npx)
    else await rm(bin, { recursive: true })
    const launcher = spawn(process.execPath, [join(checkout, 'embedded/launch.mjs'), 'demo'], { env: { PATH: npx === undefined ? dir : `${bin}${delimiter}/usr/bin${delimiter}/bin` }, stdio: ['ignore', 'pipe', 'pipe'] })
    const { stdout, stderr, exitCode } = await ended(launcher)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
    const last = stderr.trimEnd().split('\n').at(-1)
    expect(last).toMatch(new RegExp(`^The packages could not be installed, because of: .*${why}.*; .*type: npx -y pnpm@12\\.21\\.0 install --frozen-lockfile$`))
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('passes %s on once and waits for the script to finish', async (signal) => {
    await anInstallation()
    await aScript(`let seen = 0; const keep = setInterval(() => {}, 1000)
      process.on('${signal}', () => { seen++; if (seen === 1) setTimeout(() => { clearInterval(keep); console.log('seen ' + seen); process.exitCode = 5 }, 200) })
      console.log('up')`)
    const launcher = start()
    const result = ended(launcher)
    await once(launcher.stdout as NodeJS.ReadableStream, 'data')
    launcher.kill(signal)
    launcher.kill(signal)
    expect(await result).toMatchObject({ stdout: 'up\nseen 1\n', exitCode: 5 })
  })

  it('tells a script that was killed from one that ended', async () => {
    await anInstallation()
    await aScript('process.kill(process.pid, "SIGKILL")')
    expect((await ended(start())).exitCode).toBe(137)
  })

  it('names the scripts when it does not know one', async () => {
    expect(await ended(start(['nope']))).toEqual({ stdout: '', stderr: 'There is no script "nope"; type: node embedded/launch.mjs <demo|start|test|test:faults|check|bench|docs>\n', exitCode: 1 })
  })

  it('says in one sentence that the Node of the machine is too old', async () => {
    await writeFile(join(dir, 'old.cjs'), 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.0" } }); Object.defineProperty(process, "version", { value: "v18.20.0" })')
    const { stderr, exitCode } = await ended(start(['demo'], ['--require', join(dir, 'old.cjs')]))
    expect(stderr).toMatch(/^Chasqui needs Node 20 or newer .* this is v18\.20\.0; install one .*\n$/)
    expect(exitCode).toBe(1)
  })
})
