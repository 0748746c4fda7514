import { access, constants, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** The file that a bare command name would run, by the PATH given. */
export async function programOnPath(name: string, path = process.env.PATH ?? ''): Promise<string | undefined> {
  for (const dir of path.split(delimiter).filter(Boolean)) {
    const file = join(dir, name)
    if (await isProgram(file)) return file
  }
  return undefined
}

export async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}
