import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Expected } from '@chasqui/samples'
import { DEMO_TENANTS, type DemoTenant } from '../demo-tenants.ts'

export type Sample = { tenant: DemoTenant; file: string; path: string; expected: Expected }

const SUFFIX = '.expected.json'

/** Every sample with what must become of it, in the order in which they are imported. */
export async function findSamples(folder: string): Promise<Sample[]> {
  const found = await Promise.all(DEMO_TENANTS.map(async (tenant) => {
    const names = (await readdir(join(folder, tenant))).filter((name) => name.endsWith(SUFFIX))
    return Promise.all(names.map(async (name): Promise<Sample> => {
      const file = name.slice(0, -SUFFIX.length)
      const expected = Expected.parse(JSON.parse(await readFile(join(folder, tenant, name), 'utf8')))
      return { tenant, file, path: join(folder, tenant, file), expected }
    }))
  }))
  return found.flat().sort((a, b) => a.expected.order - b.expected.order || a.file.localeCompare(b.file))
}
