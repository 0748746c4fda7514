import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { command, inTemporaryFolder } from '../producers/command.ts'

/** Pixels, three bytes each, row by row. */
export type Raster = { data: Buffer; width: number; height: number }

/** The pages of a PDF as pixels. */
export function rasterised(pdf: Uint8Array, dpi: number): Promise<Raster[]> {
  return inTemporaryFolder(async (folder) => {
    const source = join(folder, 'document.pdf')
    await writeFile(source, pdf)
    await command('pdftoppm', ['-r', String(dpi), '-png', source, join(folder, 'page')])
    const pages = (await readdir(folder)).filter((file) => file.endsWith('.png')).toSorted()
    return await Promise.all(pages.map(async (file) => decoded(await readFile(join(folder, file)))))
  })
}

async function decoded(image: Buffer): Promise<Raster> {
  const { data, info } = await sharp(image).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

/** The raster as a sharp image, to be encoded. */
export function imageOf(raster: Raster): Sharp {
  return sharp(raster.data, { raw: { width: raster.width, height: raster.height, channels: 3 } })
}
