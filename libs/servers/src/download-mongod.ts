/**
 * A program of its own: `node download-mongod.ts <version> <dir>` leaves the official `mongod` in the folder.
 *
 * The library writes its progress to stdout and checks TLS certificates only when npm's `strict-ssl` says so in the environment;
 * as a child, both are in the hands of who starts it.
 */
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { MongoBinary } from 'mongodb-memory-server-core'

const [version, dir] = process.argv.slice(2)
if (version === undefined || dir === undefined) throw new Error('needs a version and a folder')
try {
  const binary = await MongoBinary.getPath({ version, downloadDir: dir, checkMD5: true })
  await rename(binary, join(dir, 'mongod'))
} catch (error) {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error)
  process.exitCode = 1
}
