import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashApiKey } from '@chasqui/http'
import { connectRecordStore, Tenants, type RecordStore } from '@chasqui/mongo'
import { testDir, withServers } from '@chasqui/testkit'
import { DEMO_TENANTS, ensureDemoTenants } from './demo-tenants.ts'

const servers = withServers({ nats: false })
let store: RecordStore
let tenants: Tenants

beforeAll(async () => {
  store = await connectRecordStore({ url: servers.mongoUrl, database: servers.freshDb(), name: 'test' })
  tenants = new Tenants(store.db)
  await tenants.ensureIndexes()
})
afterAll(() => store.close())

describe('the keys of the demo tenants', () => {
  it('are those of the last start, also when the record store was emptied', async () => {
    const dir = await testDir()
    const first = await ensureDemoTenants(tenants, dir)
    for (const name of DEMO_TENANTS) await tenants.removeKey(first[name].tenant, hashApiKey(first[name].apiKey))
    expect(await ensureDemoTenants(tenants, dir)).toEqual(first)
    expect(JSON.parse(await readFile(join(dir, 'keys.json'), 'utf8'))).toEqual(first)
    expect(await tenants.findKey(hashApiKey(first.cl.apiKey))).toMatchObject({ tenantId: 'demo-cl', role: 'admin' })
  })

  it('end when the file that had them is gone: a name is one key', async () => {
    const dir = await testDir()
    const lost = await ensureDemoTenants(tenants, dir)
    await rm(join(dir, 'keys.json'))
    const found = await ensureDemoTenants(tenants, dir)
    expect(await tenants.findKey(hashApiKey(lost.pe.apiKey))).toBeNull()
    expect(await tenants.findKey(hashApiKey(found.pe.apiKey))).toMatchObject({ name: 'admin of demo-pe' })
  })

  it.each(['{', '[]', '{"pe":{"tenant":"demo-pe"}}'])('are not guessed from a file that cannot be read: %s', async (text) => {
    const dir = await testDir()
    await writeFile(join(dir, 'keys.json'), text)
    await expect(ensureDemoTenants(tenants, dir)).rejects.toMatchObject({ code: 'KEYS_UNREADABLE', detail: join(dir, 'keys.json') })
  })
})
