import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { testDir } from '@chasqui/testkit'
import type { DemoKeys } from './demo-tenants.ts'

export type StartedSystem = {
  child: ChildProcess
  url: string
  dataDir: string
  keys: DemoKeys
  /** What it wrote to standard output so far. */
  lines: string[]
  /** And to standard error. */
  said: () => string
  ended: Promise<number | null>
  /** Ctrl-C. */
  interrupt: () => Promise<number | null>
}

/** `npm start` as a process of its own, ready when it says so. */
export async function startAsUser(options: { dataDir?: string; args?: string[]; env?: Record<string, string> } = {}): Promise<StartedSystem> {
  const dataDir = options.dataDir ?? await testDir()
  const env = { ...process.env, ...options.env }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), '--data', dataDir, ...options.args ?? []], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  let errors = ''
  child.stderr.on('data', (data: Buffer) => { errors += data.toString() })
  const lines: string[] = []
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      const ready = /^ready ?(.*)$/.exec(line)
      if (ready) resolve(ready[1] ?? '')
    })
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${errors}`)))
  })
  return {
    child, url, dataDir, lines, ended, said: () => errors,
    keys: JSON.parse(await readFile(join(dataDir, 'keys.json'), 'utf8')) as DemoKeys,
    interrupt: () => {
      child.kill('SIGINT')
      return ended
    },
  }
}

/** Calls the API of a started system as a tenant. */
export async function call<T>(system: StartedSystem, tenant: keyof DemoKeys, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(`${system.url}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${system.keys[tenant].apiKey}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return await response.json() as T
}
