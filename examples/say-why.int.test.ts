import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { testDir } from '@chasqui/testkit'

/** Where nobody listens any more. */
async function aClosedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<{ exitCode: number; said: string }> {
  const port = await aClosedPort()
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
    env: { ...process.env, CHASQUI_URL: `http://127.0.0.1:${port}`, KEY: 'k', NATS_URL: `nats://127.0.0.1:${port}`, ...env }, stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')])
  return { exitCode: exitCode as number, said }
}

const PROGRAMS = ['import-rows.ts', 'past-facts.ts', 'read-the-books.ts', 'send-a-document.ts', 'tasks.ts', 'celery/tasks.ts']

describe('a program that cannot do what it was asked says so in one sentence, with what to type', () => {
  it.each(PROGRAMS)('%s, when it was asked nothing', async (program) => {
    expect(await run(program, [])).toEqual({ exitCode: 1, said: expect.stringMatching(new RegExp(`^[^\\n]+Type: node examples/${program}.*\\n$`)) })
  })

  it.each<[string, string[], RegExp]>([
    ['read-the-books.ts', ['2025-04-01', '2025-06-30'], /^Chasqui does not answer \(.*ECONNREFUSED.*npm start.*CHASQUI_URL.*\n$/],
    ['send-a-document.ts', [import.meta.filename], /^Chasqui does not answer \(.*ECONNREFUSED.*npm start.*CHASQUI_URL.*\n$/],
    ['celery/tasks.ts', ['types'], /^Chasqui does not answer \(.*ECONNREFUSED.*npm start.*CHASQUI_URL.*\n$/],
    ['past-facts.ts', ['get', '42'], /^No broker answers at nats:\/\/127\.0\.0\.1:\d+ \(.*npm start.*NATS_URL.*\n$/],
  ])('%s, when nobody is there', async (program, args, sentence) => {
    expect(await run(program, args)).toEqual({ exitCode: 1, said: expect.stringMatching(sentence) })
  })

  it('celery/tasks.ts launch, when it is not said what', async () => {
    expect(await run('celery/tasks.ts', ['launch'])).toEqual({ exitCode: 1, said: expect.stringMatching(/^[^\n]+Type: node examples\/celery\/tasks.ts launch TASK_TYPE.*\n$/) })
  })

  it('one that is not told where Chasqui is', async () => {
    expect(await run('read-the-books.ts', ['2025-04-01', '2025-06-30'], { CHASQUI_URL: '' })).toEqual({ exitCode: 1, said: expect.stringMatching(/^It is not known where.*npm start.*CHASQUI_URL.*\n$/) })
  })

  it.each([['tasks.ts', 'launch'], ['tasks.ts', 'retry'], ['celery/tasks.ts', 'launch']])('%s %s, when the parameters are no JSON', async (program, command) => {
    expect(await run(program, [command, 'books.export', '{kind']))
      .toEqual({ exitCode: 1, said: expect.stringMatching(/^The parameters must be JSON, such as '{"kind":"invoices"}' .*\n$/) })
  })

  it('import-rows.ts, when its file is not there, no JSON, or no list', async () => {
    const dir = await testDir()
    const [noJson, noList] = [join(dir, 'no-json'), join(dir, 'no-list')]
    await Promise.all([writeFile(noJson, '# a\n# b'), writeFile(noList, '{}')])
    const said = await Promise.all([join(dir, 'none'), noJson, noList].map(async (file) => (await run('import-rows.ts', [file])).said))
    expect(said).toEqual([/none cannot be read \(ENOENT\)\. Name a file.*\n$/, /no-json holds must be JSON, such as '\[.*\n$/, /no-list holds must be a list of rows, such as.*\n$/].map((sentence) => expect.stringMatching(sentence)))
    expect(said.map((text) => text.split('\n').length)).toEqual([2, 2, 2])
  })
})
