import { beforeAll, describe, expect, it } from 'vitest'
import { hashApiKey } from '@chasqui/http'
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
    for (let time = 1; time <= 2; time++) expect((await revoke(admin, made.id)).as()).toMatchObject({ id: made.id, revoked_at: expect.any(String) })
    await expect.poll(async () => (await gone('/api/tasks')).status).toBe(401)
    expect((await admin(`/api/audit?action=key.revoke&target=${made.id}`)).as<{ items: unknown[] }>().items).toHaveLength(1)
  })

  it('of another tenant is not seen and not revoked', async () => {
    const stranger = await gateway.caller('admin')
    expect((await list(stranger, `?tenant=${admin.tenantId}`)).map(({ tenant_id: tenantId }) => tenantId)).toEqual([stranger.tenantId])
    expect((await revoke(stranger, idOf(admin))).code).toBe('KEY_NOT_FOUND')
    expect((await stranger('/api/keys', { body: { name: 'x', role: 'admin', tenant: admin.tenantId } })).code).toBe('TENANT_NOT_FOUND')
    expect((await admin('/api/keys')).status).toBe(200)
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
