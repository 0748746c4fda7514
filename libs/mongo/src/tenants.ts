import type { Collection, Db } from 'mongodb'
import { Tenant, type Role } from '@chasqui/contracts'
import { isDuplicateKey, mongoErrors } from './errors.ts'
import { ensureIndexes } from './indexes.ts'

/** A key is random, so its SHA-256 is enough: only the hash is kept. */
export type ApiKey = {
  _id: string
  tenantId: string
  role: Role
  name: string
  createdAt: Date
  revokedAt?: Date
  /** No other key of the tenant has its name. Keys of before that was asked for lack it. */
  hasOwnName?: true
}

type TenantDocument = Omit<Tenant, 'id'> & { _id: string }

const CACHE_MS = 30_000
const CACHE_MAX = 1_000

export class Tenants {
  readonly #tenants: Collection<TenantDocument>
  readonly #keys: Collection<ApiKey>
  readonly #cache = new Map<string, { tenant: Promise<Tenant>; until: number }>()

  constructor(db: Db) {
    this.#tenants = db.collection<TenantDocument>('tenants')
    this.#keys = db.collection<ApiKey>('api_keys')
  }

  async ensureIndexes(): Promise<void> {
    await ensureIndexes(this.#keys, [
      { keys: { tenantId: 1 }, options: { name: 'tenant' } },
      { keys: { tenantId: 1, name: 1 }, options: { name: 'own_name', unique: true, partialFilterExpression: { hasOwnName: true } } },
    ])
  }

  async save(tenant: Tenant): Promise<void> {
    const { id, ...rest } = Tenant.parse(tenant)
    await this.#tenants.replaceOne({ _id: id }, rest, { upsert: true })
    this.#cache.delete(id)
  }

  /** @throws TENANT_NOT_FOUND */
  async get(tenantId: string): Promise<Tenant> {
    const found = await this.#tenants.findOne({ _id: tenantId })
    if (!found) throw mongoErrors.fault('TENANT_NOT_FOUND', { detail: tenantId })
    const { _id, ...rest } = found
    return { id: _id, ...rest }
  }

  /** All of them, in the order of their ids. */
  async all(): Promise<Tenant[]> {
    const found = await this.#tenants.find({}, { sort: { _id: 1 } }).toArray()
    return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }))
  }

  /** The tenant as it was at most 30 s ago: for the stages, which ask for it with every item. */
  getCached(tenantId: string): Promise<Tenant> {
    const now = Date.now()
    const hit = this.#cache.get(tenantId)
    if (hit && hit.until > now) return hit.tenant
    if (this.#cache.size >= CACHE_MAX) this.#cache.clear()
    const tenant = this.get(tenantId)
    this.#cache.set(tenantId, { tenant, until: now + CACHE_MS })
    tenant.catch(() => this.#cache.delete(tenantId))
    return tenant
  }

  async saveKey(key: ApiKey): Promise<void> {
    await this.#keys.replaceOne({ _id: key._id }, key, { upsert: true })
  }

  /**
   * A new key, whose name no key of its tenant has or had: the audit tells keys apart by it.
   * @returns false when the name is taken; then nothing is written
   */
  async addKey(key: ApiKey): Promise<boolean> {
    if (await this.hasKeyNamed(key.tenantId, key.name)) return false
    try {
      await this.#keys.insertOne({ ...key, hasOwnName: true })
      return true
    } catch (error) {
      if (isDuplicateKey(error)) return false
      throw error
    }
  }

  /** Whether a key of the tenant has or had this name. */
  async hasKeyNamed(tenantId: string, name: string): Promise<boolean> {
    return await this.#keys.findOne({ tenantId, name }, { projection: { _id: 1 } }) !== null
  }

  /** Of a key that nobody was ever shown. */
  async removeKey(tenantId: string, hash: string): Promise<void> {
    await this.#keys.deleteOne({ _id: hash, tenantId })
  }

  /** @param hash SHA-256 of the key, hex */
  findKey(hash: string): Promise<ApiKey | null> {
    return this.#keys.findOne({ _id: hash, revokedAt: { $exists: false } })
  }

  /** Keys of one tenant, or of all, in the order of their hashes; revoked ones too. */
  listKeys(tenantId: string | undefined, { after, limit }: { after?: string | undefined; limit: number }): Promise<ApiKey[]> {
    return this.#keys.find({ ...(tenantId === undefined ? {} : { tenantId }), ...(after === undefined ? {} : { _id: { $gt: after } }) }, { sort: { _id: 1 }, limit }).toArray()
  }

  /** The key whose hash begins so. @param tenantId undefined for those who see every tenant's */
  findKeyById(tenantId: string | undefined, keyId: string): Promise<ApiKey | null> {
    // Behind every hexadecimal digit, so that the index finds it.
    return this.#keys.findOne({ _id: { $gte: keyId, $lt: `${keyId}g` }, ...(tenantId === undefined ? {} : { tenantId }) })
  }

  /**
   * Revokes a key for good.
   * @returns `last admin` when the tenant would have none left: then the key stays, whoever else revokes one at this moment
   */
  async revokeUnlessLastAdmin(tenantId: string, hash: string): Promise<'revoked' | 'was revoked' | 'last admin'> {
    if (!await this.revokeKey(tenantId, hash)) return 'was revoked'
    const live = { tenantId, role: 'admin' as const, revokedAt: { $exists: false } }
    if (await this.#keys.findOne(live)) return 'revoked'
    await this.#keys.updateOne({ _id: hash, tenantId }, { $unset: { revokedAt: '' } })
    return 'last admin'
  }

  async revokeKey(tenantId: string, hash: string): Promise<boolean> {
    const { modifiedCount } = await this.#keys.updateOne({ _id: hash, tenantId, revokedAt: { $exists: false } }, { $set: { revokedAt: new Date() } })
    return modifiedCount === 1
  }
}
