import { crc32 } from 'node:zlib'
import { deflateSync } from 'fflate'
import { joinedCrc32 } from './crc32.ts'
import { centralHeader, endOfCentralDirectory, localHeader, type ZipEntry } from './zip-records.ts'

/** One entry of many zeros, whose headers claim 2,000 bytes: only counting while inflating finds it out. */
export function lyingBomb(inflatedBytes: number): Buffer {
  const zeros = Buffer.alloc(inflatedBytes)
  const data = deflateSync(zeros, { level: 9 })
  const entry = { name: 'factura.xml', crc: crc32(zeros), compressed: data.length, claimed: 2_000 }
  return archive([localHeader(entry), data], [centralHeader(entry, 0)])
}

/**
 * Entries that share one compressed kernel of zeros (after D. Fifield's quoted overlap): each entry begins with a stored
 * block that quotes the local header of the next one, so every entry inflates to the headers after it and to all the
 * zeros. Each size and checksum is true; together they are `entries` times the kernel.
 */
export function overlappingBomb(entries: number, kernelBytes: number): Buffer {
  const zeros = Buffer.alloc(kernelBytes)
  const kernel = deflateSync(zeros, { level: 9 })
  let entry: ZipEntry = { name: nameOf(entries), crc: crc32(zeros), compressed: kernel.length, claimed: kernelBytes }
  let body = Buffer.concat([localHeader(entry), kernel])
  const made = [{ entry, fromEnd: body.length }]
  for (let n = entries - 1; n >= 1; n--) {
    const quoted = localHeader(entry)
    const quote = storedBlockHeader(quoted.length)
    entry = {
      name: nameOf(n),
      crc: joinedCrc32(crc32(quoted), entry.crc, entry.claimed),
      compressed: quote.length + quoted.length + entry.compressed,
      claimed: quoted.length + entry.claimed,
    }
    body = Buffer.concat([localHeader(entry), quote, body])
    made.unshift({ entry, fromEnd: body.length })
  }
  return archive([body], made.map((one) => centralHeader(one.entry, body.length - one.fromEnd)))
}

const nameOf = (n: number): string => `factura-${String(n).padStart(3, '0')}.xml`

/** A DEFLATE block that is not the last and holds `length` bytes as they are. */
function storedBlockHeader(length: number): Buffer {
  const header = Buffer.alloc(5)
  header.writeUInt16LE(length, 1)
  header.writeUInt16LE(~length & 0xffff, 3)
  return header
}

function archive(files: readonly Uint8Array[], directory: readonly Buffer[]): Buffer {
  const data = Buffer.concat(files)
  const central = Buffer.concat(directory)
  return Buffer.concat([data, central, endOfCentralDirectory(directory.length, central.length, data.length)])
}
