import { beforeAll, describe, expect, it } from 'vitest'
import { hashApiKey } from '@chasqui/http'
import { dyingAt } from '../request/test-dying.ts'
import { callerOf, withGateway, type Caller } from '../test-gateway.ts'

const gateway = withGateway()
let admin: Caller
let platform: Caller
beforeAll(async () => {
  admin = await gateway.caller('admin')
  platform = await gateway.caller('admin', 'platform')
})

type Key = { id: string; tenant_id: string; name: string; role: string; revoked_at: string | null; key: string }
const create = async (call: Caller, body: object): Promise<Key> => (await call('/api/keys', { body })).as<Key>()
const list = async (call: Caller, query = ''): Promise<Key[]> => (await call(`/api/keys${query}`)).as<{ items: Key[] }>().items
const revoke = (call: Caller, id: string) => call(`/api/keys/${id}`, { method: 'DELETE' })
const idOf = ({ apiKey }: Caller): string => hashApiKey(apiKey).slice(0, 16)

describe('a key', () => {
  it('is shown once, opens what its role opens, and only its hash is kept', async () => {
    const made = await create(admin, { name: 'the till', role: 'viewer' })
    expect(made).toMatchObject({ tenant_id: admin.tenantId, name: 'the till', role: 'viewer', revoked_at: null })
    const till = callerOf(gateway.app, made.key, admin.tenantId)
    expect([(await till('/api/tasks')).status, (await till('/api/keys')).status]).toEqual([200, 403])
    expect(JSON.stringify(await list(admin))).not.toContain(made.key)
    expect(JSON.stringify(await gateway.context.store.db.collection('api_keys').find({}).toArray())).not.toContain(made.key)
    expect((await admin('/api/audit?action=key.create')).text).not.toContain(made.key)
  })

  it('that is revoked opens nothing any more, and the audit has it once', async () => {
    const made = await create(admin, { name: 'gone', role: 'operator' })
    const gone = callerOf(gateway.app, made.key, admin.tenantId)
    expect((await gone('/api/tasks')).status).toBe(200)
    const [first, again] = [await revoke(admin, made.id), await revoke(admin, made.id)]
    expect(first.as()).toMatchObject({ id: made.id, revoked_at: expect.any(String) })
    expect([again.text, (await list(admin)).find(({ id }) => id === made.id)?.revoked_at]).toEqual([first.text, first.as<Key>().revoked_at])
    await expect.poll(async () => (await gone('/api/tasks')).status).toBe(401)
    expect((await admin(`/api/audit?action=key.revoke&target=${made.id}`)).as<{ items: unknown[] }>().items).toHaveLength(1)
  })

  it('of another tenant is not seen and not revoked', async () => {
    const stranger = await gateway.caller('admin')
    expect((await list(stranger)).map(({ tenant_id: tenantId }) => tenantId)).toEqual([stranger.tenantId])
    expect((await stranger(`/api/keys?tenant=${admin.tenantId}`)).code).toBe('TENANT_NOT_FOUND')
    expect((await revoke(stranger, idOf(admin))).code).toBe('KEY_NOT_FOUND')
    expect((await stranger('/api/keys', { body: { name: 'x', role: 'admin', tenant: admin.tenantId } })).code).toBe('TENANT_NOT_FOUND')
    expect((await admin('/api/keys')).status).toBe(200)
  })

  it('has a name that no other of its tenant has or had, so that the audit tells them apart', async () => {
    const made = await create(admin, { name: 'the scanner', role: 'viewer' })
    const taken = async () => (await admin('/api/keys', { body: { name: ' the scanner', role: 'operator' } }))
    expect([(await taken()).status, (await taken()).code]).toEqual([409, 'KEY_NAME_TAKEN'])
    await revoke(admin, made.id)
    expect((await taken()).code).toBe('KEY_NAME_TAKEN')
  })

  it('has a name that looks like no other: of one spelling, and no service\'s', async () => {
    await create(admin, { name: 'Jos\u00e9', role: 'viewer' })
    const [other, service] = [await admin('/api/keys', { body: { name: 'Jose\u0301', role: 'viewer' } }), await admin('/api/keys', { body: { name: 'scheduler', role: 'viewer' } })]
    expect([other.code, service.as()]).toMatchObject(['KEY_NAME_TAKEN', { status: 422, errors: [{ field: 'name' }] }])
  })

  it('is made once under an Idempotency-Key, and shown once all the same', async () => {
    const call = () => admin('/api/keys', { body: { name: 'sent twice', role: 'viewer' }, headers: { 'idempotency-key': 'k1' } })
    const [first, again] = [await call(), await call()]
    expect([first.status, again.status, again.as()]).toEqual([201, 201, { ...first.as(), key: null }])
    expect(JSON.stringify(await gateway.context.store.db.collection('idempotency_keys').find({}).toArray())).not.toContain(first.as<Key>().key)
    const send = (name: string, key: string) => admin('/api/keys', { body: { name, role: 'viewer' }, headers: { 'idempotency-key': key } })
    expect((await send('another', 'k1')).code).toBe('IDEMPOTENCY_KEY_REUSED')
    // What was refused made nothing, so its key is free.
    expect([(await send('sent twice', 'k3')).code, (await send('sent once', 'k3')).status]).toEqual(['KEY_NAME_TAKEN', 201])
  })

  it('that was made by an attempt that died half-way opens nothing, and gives way to that of the repetition', async () => {
    const again = () => admin('/api/keys', { body: { name: 'cut off', role: 'viewer' }, headers: { 'idempotency-key': 'k2' } })
    await dyingAt(gateway.context, gateway.context.keys, 'answer', again)
    const unseen = (await list(admin)).find(({ name }) => name === 'cut off')
    const made = (await again()).as<Key>()
    expect((await list(admin)).filter(({ name }) => name === 'cut off').map(({ id }) => id)).toEqual([made.id])
    expect(made.id).not.toBe(unseen?.id)
    expect((await callerOf(gateway.app, made.key, admin.tenantId)('/api/tasks')).status).toBe(200)
  })

  it('of the last admin stays, until there is another', async () => {
    const alone = await gateway.caller('admin')
    const refused = await revoke(alone, idOf(alone))
    expect([refused.status, refused.code]).toEqual([409, 'KEY_LAST_ADMIN'])
    expect((await alone('/api/keys')).status).toBe(200)
    await create(alone, { name: 'second', role: 'admin' })
    expect((await revoke(alone, idOf(alone))).status).toBe(200)
  })

  it('of any tenant is made, listed and revoked by those who run the installation', async () => {
    const other = await gateway.caller('admin')
    const made = await create(platform, { name: 'for them', role: 'operator', tenant: other.tenantId })
    expect(made.tenant_id).toBe(other.tenantId)
    expect((await list(platform, `?tenant=${other.tenantId}`)).map(({ id }) => id).sort()).toEqual([made.id, idOf(other)].sort())
    expect((await revoke(platform, idOf(other))).status).toBe(200)
    expect((await platform('/api/keys', { body: { name: 'x', role: 'admin', tenant: 'nobody' } })).code).toBe('TENANT_NOT_FOUND')
  })

  it('is on a page like every other', async () => {
    const ids: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: Key[]; next_cursor: string | null } = (await admin(`/api/keys?limit=1${cursor && `&cursor=${cursor}`}`)).as()
      ids.push(...page.items.map(({ id }) => id))
      cursor = page.next_cursor
    }
    expect(ids).toEqual((await list(admin)).map(({ id }) => id))
  })
})
