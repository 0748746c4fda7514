import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PDFDocument } from 'pdf-lib'
import { withoutTime } from '../producers/bytes.ts'
import { command, inTemporaryFolder } from '../producers/command.ts'
import sharp from 'sharp'
import { imageOf, type Raster } from './raster.ts'

/** Colour or grey JPEG with its resolution noted. */
export function jpeg(raster: Raster, quality: number, options: { dpi?: number; turn?: 90 | 180 | 270; exifOrientation?: number; isGrey?: boolean } = {}): Promise<Buffer> {
  let image = imageOf(raster)
  if (options.turn !== undefined) image = image.rotate(options.turn)
  if (options.isGrey) image = image.greyscale().toColourspace('b-w')
  if (options.dpi !== undefined) image = image.withDensity(options.dpi)
  if (options.exifOrientation !== undefined) image = image.withMetadata({ orientation: options.exifOrientation })
  return image.jpeg({ quality }).toBuffer()
}

/** Black and white only, as a fax or an office scanner set to "text" makes it. */
export function bilevelPng(raster: Raster, threshold = 150): Promise<Buffer> {
  return imageOf(raster).greyscale().threshold(threshold).withDensity(200).png({ palette: true, colours: 2, compressionLevel: 9 }).toBuffer()
}

export function greyPng(raster: Raster): Promise<Buffer> {
  return imageOf(raster).greyscale().withDensity(200).png({ palette: true, colours: 16, dither: 0, compressionLevel: 9 }).toBuffer()
}

export function webp(raster: Raster, quality: number): Promise<Buffer> {
  return imageOf(raster).webp({ quality }).toBuffer()
}

/** Frames of one size in one TIFF. */
export async function tiff(frames: readonly Raster[], quality: number): Promise<Buffer> {
  const [first] = frames
  if (first === undefined) throw new Error('a TIFF needs a frame')
  const data = Buffer.concat(frames.map((frame) => frame.data))
  const roll = sharp(data, { raw: { width: first.width, height: first.height * frames.length, channels: 3, pageHeight: first.height } })
  return await roll.greyscale().toColourspace('b-w').withDensity(200).tiff({ compression: 'jpeg', quality }).toBuffer()
}

/** A PDF of pictures: each JPEG fills a page. Pages of `before` come first as they are. */
export async function pdfOfImages(images: readonly Uint8Array[], dpi: number, before?: Uint8Array): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  if (before !== undefined) {
    const digital = await PDFDocument.load(before, { updateMetadata: false })
    for (const page of await pdf.copyPages(digital, digital.getPageIndices())) pdf.addPage(page)
  }
  for (const bytes of images) {
    const image = await pdf.embedJpg(bytes)
    const [width, height] = [(image.width * 72) / dpi, (image.height * 72) / dpi]
    pdf.addPage([width, height]).drawImage(image, { x: 0, y: 0, width, height })
  }
  return await pdf.save({ useObjectStreams: false })
}

/** A scan with the text layer that Tesseract puts behind its picture. */
export function searchablePdf(image: Uint8Array, dpi: number): Promise<Buffer> {
  return inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'page.jpg'), image)
    await command('tesseract', [join(folder, 'page.jpg'), join(folder, 'page'), '-l', 'spa', '--dpi', String(dpi), 'pdf'])
    return withoutTime(await readFile(join(folder, 'page.pdf')))
  })
}
