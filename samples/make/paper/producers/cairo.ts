import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withoutTime } from './bytes.ts'
import { command, inTemporaryFolder } from './command.ts'

/** A drawing (SVG) as a PDF page, by librsvg and cairo. */
export function drawn(svg: string): Promise<Buffer> {
  return inTemporaryFolder(async (folder) => {
    const source = join(folder, 'page.svg')
    const target = join(folder, 'page.pdf')
    await writeFile(source, svg)
    await command('rsvg-convert', ['--format=pdf', `--output=${target}`, source])
    return withoutTime(await readFile(target))
  })
}
