import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { testDir } from '@chasqui/testkit'

type Answer = { status: number; body?: unknown; headers?: Record<string, string> } | 'cut off'
type Asked = { path: string; key: string | undefined }

/** A gateway that answers each path with the next of what it was told, the last one for ever. */
async function gatewayThatAnswers(answers: Record<string, Answer[]>): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = []
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').replace('/api/v1/imports', '')
    asked.push({ path, key: request.headers['idempotency-key'] as string | undefined })
    const list = answers[path] ?? []
    const answer = list.length > 1 ? list.shift() : list[0]
    if (answer === undefined || answer === 'cut off') return request.socket.destroy()
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(JSON.stringify(answer.body ?? {}))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => { server.close() })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

async function importRows(url: string): Promise<{ exitCode: number; printed: string }> {
  const file = join(await testDir(), 'rows.json')
  await writeFile(file, '[{"numero":"1"}]')
  const child = spawn(process.execPath, [join(import.meta.dirname, 'import-rows.ts'), file], { env: { ...process.env, CHASQUI_URL: url, KEY: 'k' }, stdio: ['ignore', 'pipe', 'pipe'] })
  const [printed, complaints, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { exitCode: exitCode as number, printed: printed + complaints }
}

const batch: Answer = { status: 201, body: { id: 'b1' } }
const accepted: Answer = { status: 202, body: {} }
const atRest: Answer = { status: 200, body: { status: 'PROMOTED', total_items: 1, completed: 1, failed: 0, needs_review: 0, moving: 0 } }
const tooMany: Answer = { status: 429, body: { code: 'TOO_MANY_INGESTS', detail: 'Too many ingests', hint: 'Wait' }, headers: { 'retry-after': '0' } }

describe('the program that imports rows', () => {
  it('waits as told when it is too much, and sends the same request again', async () => {
    const { url, asked } = await gatewayThatAnswers({ '/batches': [batch], '/batches/b1/ingest': [tooMany, tooMany, accepted], '/batches/b1/status': [atRest] })
    expect(await importRows(url)).toEqual({ exitCode: 0, printed: expect.stringContaining('batch b1: 1 rows, 1 in the books') })
    const ingests = asked.filter(({ path }) => path === '/batches/b1/ingest')
    expect(ingests).toHaveLength(3)
    expect(new Set(ingests.map(({ key }) => key)).size).toBe(1)
  })

  it('asks again under the same key when the answer did not arrive', async () => {
    const { url, asked } = await gatewayThatAnswers({ '/batches': ['cut off', batch], '/batches/b1/ingest': [accepted], '/batches/b1/status': [atRest] })
    expect(await importRows(url)).toMatchObject({ exitCode: 0 })
    const created = asked.filter(({ path }) => path === '/batches')
    expect(created.length).toBeGreaterThanOrEqual(2)
    expect(new Set(created.map(({ key }) => key)).size).toBe(1)
  })

  it('gives up at once on what waiting does not mend', async () => {
    const { url, asked } = await gatewayThatAnswers({ '/batches': [{ status: 401, body: { code: 'UNAUTHENTICATED', detail: 'No valid API key came with the request', hint: 'Send a key' } }] })
    const { exitCode, printed } = await importRows(url)
    expect(exitCode).not.toBe(0)
    expect(printed).toContain('401 UNAUTHENTICATED')
    expect(asked).toHaveLength(1)
  })
})
