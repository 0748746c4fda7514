import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'

const Keys = z.record(z.string(), z.object({ apiKey: z.string() }))

export type StartedSystem = { url: string; opsUrl: string; natsUrl: string; keys: z.infer<typeof Keys>; stop: () => Promise<void> }

/** `npm start`, on a free port with a data folder of its own, as the reader of a page has it before him. */
export async function startForReaders(dataDir: string): Promise<StartedSystem> {
  // Servers of its own: what an earlier reader sent would be a duplicate now.
  const { NATS_URL: _nats, MONGODB_URL: _mongo, ...env } = process.env
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../../embedded/start.ts'), '--data', dataDir], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  let complaints = ''
  child.stderr.on('data', (data: Buffer) => { complaints += data.toString() })
  const { url, opsUrl, natsUrl } = await new Promise<Pick<StartedSystem, 'url' | 'opsUrl' | 'natsUrl'>>((resolve, reject) => {
    let url = ''
    let opsUrl = ''
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, value = ''] = line.split(' ')
      if (word === 'ready') url = value
      if (word === 'metrics') opsUrl = new URL(value).origin
      if (word === 'broker') resolve({ url, opsUrl, natsUrl: value })
    })
    void ended.then(() => reject(new Error(`npm start ended: ${complaints}`)))
  })
  return {
    url, opsUrl, natsUrl,
    keys: Keys.parse(JSON.parse(await readFile(join(dataDir, 'keys.json'), 'utf8'))),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
