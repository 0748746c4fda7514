import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withoutTime } from './bytes.ts'
import { command, inTemporaryFolder } from './command.ts'

/** A text document (flat ODF) as PDF, by LibreOffice with a profile of its own. */
export function exported(flatOdt: string): Promise<Buffer> {
  return inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'document.fodt'), flatOdt)
    await command('soffice', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', 'pdf', '--outdir', folder, join(folder, 'document.fodt')])
    return withoutTime(await readFile(join(folder, 'document.pdf')))
  })
}
