import sharp from 'sharp'
import { errors } from './errors.ts'
import { FORMATS, MAX_IMAGE_PIXELS, type Format } from './formats.ts'

/**
 * Reads the header of a picture and refuses one whose pixels would not fit, before anything is decoded.
 * @throws IMAGE_TOO_LARGE, IMAGE_BROKEN
 */
export async function checkImage(bytes: Uint8Array, format: Format): Promise<void> {
  const size = format === FORMATS.bmp ? sizeOfBmp(bytes) : format === FORMATS.heic ? sizeOfHeic(bytes) : await sizeByHeader(bytes)
  if (!size) throw errors.fault('IMAGE_BROKEN', { detail: 'no readable header' })
  if (size.width * size.height > MAX_IMAGE_PIXELS) throw errors.fault('IMAGE_TOO_LARGE', { detail: `${size.width} × ${size.height} of at most ${MAX_IMAGE_PIXELS} pixels` })
}

type Size = { width: number; height: number }

async function sizeByHeader(bytes: Uint8Array): Promise<Size | undefined> {
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false, failOn: 'none' }).metadata()
    return { width, height }
  } catch {
    return undefined
  }
}

/** Width and height as the Windows header has them; a negative height means that rows run downwards. */
function sizeOfBmp(bytes: Uint8Array): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const headerBytes = view.getUint32(14, true)
  if (headerBytes === 12) return positive(view.getUint16(18, true), view.getUint16(20, true))
  return headerBytes >= 16 ? positive(view.getInt32(18, true), Math.abs(view.getInt32(22, true))) : undefined
}

/** The largest of the image properties `ispe`: box size (4), 'ispe', version and flags (4), width, height. */
function sizeOfHeic(bytes: Uint8Array): Size | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024 * 1024))
  let largest: Size | undefined
  for (let at = head.indexOf('ispe'); at >= 0 && at + 16 <= head.length; at = head.indexOf('ispe', at + 4)) {
    const size = { width: head.readUInt32BE(at + 8), height: head.readUInt32BE(at + 12) }
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size
  }
  return largest && positive(largest.width, largest.height)
}

function positive(width: number, height: number): Size | undefined {
  return width > 0 && height > 0 ? { width, height } : undefined
}
