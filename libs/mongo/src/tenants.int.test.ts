import { beforeAll, describe, expect, it } from 'vitest'
import { aTenant } from '@chasqui/testkit'
import { Tenants } from './tenants.ts'
import { withStore } from './test-store.ts'

const store = withStore()
let tenants: Tenants
beforeAll(async () => {
  tenants = new Tenants(store.db)
  await tenants.ensureIndexes()
})

const aKey = (hash: string, tenantId = 't1') => ({ _id: hash, tenantId, role: 'operator' as const, name: 'erp', createdAt: new Date() })

describe('a tenant', () => {
  it('comes back as it was saved', async () => {
    const tenant = aTenant({ id: 't1' })
    await tenants.save(tenant)
    expect(await tenants.get('t1')).toEqual(tenant)
  })

  it('that there is not is said to be none, and not remembered as that', async () => {
    await expect(tenants.getCached('t2')).rejects.toMatchObject({ code: 'TENANT_NOT_FOUND' })
    await tenants.save(aTenant({ id: 't2' }))
    expect((await tenants.getCached('t2')).id).toBe('t2')
  })

  it('that is saved is read anew by who remembered it', async () => {
    await tenants.save(aTenant({ id: 't3', name: 'Before' }))
    await tenants.getCached('t3')
    await tenants.save(aTenant({ id: 't3', name: 'After' }))
    expect((await tenants.getCached('t3')).name).toBe('After')
  })

  it('that is not as a tenant must be is not saved', async () => {
    await expect(tenants.save({ ...aTenant({ id: 't4' }), taxIds: [] })).rejects.toThrow()
    await expect(tenants.get('t4')).rejects.toMatchObject({ code: 'TENANT_NOT_FOUND' })
  })
})

describe('a key', () => {
  it('is found by its hash until it is revoked, by its own tenant alone', async () => {
    await tenants.saveKey(aKey('hash-1'))
    expect(await tenants.findKey('hash-1')).toMatchObject({ tenantId: 't1', role: 'operator', name: 'erp' })
    expect(await tenants.revokeKey('t2', 'hash-1')).toBe(false)
    expect(await tenants.findKey('hash-1')).not.toBeNull()
    expect(await tenants.revokeKey('t1', 'hash-1')).toBe(true)
    expect(await tenants.findKey('hash-1')).toBeNull()
    expect(await tenants.revokeKey('t1', 'hash-1')).toBe(false)
  })

  it('that is added has a name of its own in its tenant, however many ask for it at once and whether or not it was revoked', async () => {
    const named = (hash: string, tenantId = 't5') => ({ ...aKey(hash, tenantId), name: 'till' })
    const added = await Promise.all(['a', 'b', 'c', 'd'].map((hash) => tenants.addKey(named(hash))))
    expect(added.filter(Boolean)).toHaveLength(1)
    const [first] = await tenants.listKeys('t5', { limit: 5 })
    await tenants.revokeKey('t5', first?._id ?? '')
    expect([await tenants.addKey(named('e')), await tenants.addKey(named('f', 't6'))]).toEqual([false, true])
  })

  it('that is unknown is nobody\'s', async () => expect(await tenants.findKey('made-up')).toBeNull())
})
