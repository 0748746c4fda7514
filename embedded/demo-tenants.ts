import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PLATFORM_TENANT, type Tenant } from '@chasqui/contracts'
import { hashApiKey, newApiKey } from '@chasqui/http'
import type { Tenants } from '@chasqui/mongo'
import { embeddedErrors } from './errors.ts'

/** One company a country; their tax ids are the buyers of the sample documents. */
const companies = {
  pe: { name: 'CLIENTE UNO S.A.C.', country: 'PE', taxIds: ['20600000021'], baseCurrency: 'PEN', locale: 'es-PE', timezone: 'America/Lima' },
  cl: { name: 'CLIENTE UNO LTDA', country: 'CL', taxIds: ['76000002-7'], baseCurrency: 'CLP', locale: 'es-CL', timezone: 'America/Santiago' },
  ec: { name: 'CLIENTE UNO', country: 'EC', taxIds: ['1700000019'], baseCurrency: 'USD', locale: 'es-EC', timezone: 'America/Guayaquil' },
  es: { name: 'CLIENTE UNO SA', country: 'ES', taxIds: ['A58000019'], baseCurrency: 'EUR', locale: 'es-ES', timezone: 'Europe/Madrid' },
} as const satisfies Record<string, Omit<Tenant, 'id' | 'policy'>>

export type DemoTenant = keyof typeof companies
type DemoKey = { tenant: string; country: string; apiKey: string }
/** A key of each company, and one of those who run the installation: it pauses lanes for everybody and launches what works on all tenants. */
export type DemoKeys = Record<DemoTenant, DemoKey> & { platform: Omit<DemoKey, 'country'> }
export const DEMO_TENANTS = Object.keys(companies) as DemoTenant[]

/** As it was written, perhaps by a version that had fewer tenants. */
const KeptKeys = z.record(z.string(), z.object({ tenant: z.string(), apiKey: z.string().min(1), country: z.string().optional() }))

const KEYS_LOOKED_AT = 1_000

/**
 * Makes the demo tenants and a key for each, or finds those of an earlier run in `keys.json` of the data folder. Both
 * are written again, so a record store that was emptied meanwhile has them too.
 */
export async function ensureDemoTenants(tenants: Tenants, dataDir: string): Promise<DemoKeys> {
  const path = join(dataDir, 'keys.json')
  const keys = { ...newKeys(), ...await keptKeys(path) }
  for (const name of DEMO_TENANTS) {
    const { tenant, apiKey } = keys[name]
    await tenants.save({ id: tenant, ...companies[name], taxIds: [...companies[name].taxIds], policy: { autoPublish: true, duplicateFiles: 'reject' } })
    await saveKey(tenants, tenant, apiKey)
  }
  await saveKey(tenants, PLATFORM_TENANT, keys.platform.apiKey)
  // At once or not at all: half a file could not be read at the next start.
  await writeFile(`${path}.new`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
  return keys
}

/** @throws KEYS_UNREADABLE */
async function keptKeys(path: string): Promise<Partial<DemoKeys>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return '{}'; throw error })
  try {
    return KeptKeys.parse(JSON.parse(text)) as Partial<DemoKeys>
  } catch (cause) {
    throw embeddedErrors.fault('KEYS_UNREADABLE', { detail: path, cause })
  }
}

/** A key of an earlier run that is not in the file any more is nobody's: it ends, as its name is given to the new one. */
async function saveKey(tenants: Tenants, tenantId: string, apiKey: string): Promise<void> {
  const key = { _id: hashApiKey(apiKey), tenantId, role: 'admin' as const, name: `admin of ${tenantId}`, createdAt: new Date() }
  const others = (await tenants.listKeys(tenantId, { limit: KEYS_LOOKED_AT })).filter(({ _id, name, revokedAt }) => name === key.name && _id !== key._id && !revokedAt)
  for (const { _id } of others) await tenants.revokeKey(tenantId, _id)
  await tenants.saveKey(key)
}

function newKeys(): DemoKeys {
  const companyKeys = Object.fromEntries(DEMO_TENANTS.map((name) => [name, { tenant: `demo-${name}`, country: companies[name].country, apiKey: newApiKey().key }])) as Record<DemoTenant, DemoKey>
  return { ...companyKeys, platform: { tenant: PLATFORM_TENANT, apiKey: newApiKey().key } }
}
