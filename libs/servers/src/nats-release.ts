import { createHash } from 'node:crypto'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand, lastWords } from './run-command.ts'

const ARCHITECTURES: Readonly<Partial<Record<NodeJS.Architecture, string>>> = { x64: 'amd64', arm64: 'arm64', arm: 'arm7' }
const DOWNLOAD_LIMIT_MS = 120_000

/** Where the official releases lie; a mirror with the same layout may stand in for it. */
export function natsReleaseBase(version: string): string {
  const base = process.env.CHASQUI_NATS_RELEASES || 'https://github.com/nats-io/nats-server/releases/download'
  return `${base}/v${version}`
}

/** Downloads the official archive, compares it with the release's SHA256SUMS and leaves `nats-server` in the folder. Throws with the reason. */
export async function downloadNatsRelease(version: string, dir: string): Promise<void> {
  const folder = `nats-server-v${version}-${process.platform}-${ARCHITECTURES[process.arch] ?? process.arch}`
  const archive = `${folder}.tar.gz`
  const [bytes, sums] = await Promise.all([download(`${natsReleaseBase(version)}/${archive}`), download(`${natsReleaseBase(version)}/SHA256SUMS`)])
  assertChecksum(archive, bytes, sums.toString())
  const file = join(dir, archive)
  await writeFile(file, bytes)
  const unpacked = await runCommand('tar', ['-xzf', file, '-C', dir])
  if (unpacked.exitCode !== 0) throw new Error(`tar could not unpack ${archive}: ${lastWords(unpacked.output)}`)
  await copyFile(join(dir, folder, 'nats-server'), join(dir, 'nats-server'))
}

/** Throws unless the list has this archive with this SHA-256. */
export function assertChecksum(archive: string, bytes: Uint8Array, sums: string): void {
  const listed = sums.split('\n').map((line) => line.trim().split(/\s+\*?/)).find(([, name]) => name === archive)?.[0]
  if (listed === undefined) throw new Error(`the release lists no checksum for ${archive}`)
  const actual = createHash('sha256').update(bytes).digest('hex')
  if (actual !== listed.toLowerCase()) throw new Error(`the checksum of ${archive} is ${actual.slice(0, 12)}…, the release says ${listed.slice(0, 12)}…`)
}

async function download(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_LIMIT_MS) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}
