import { strToU8, zipSync, type Zippable } from 'fflate'
import { describe, expect, it } from 'vitest'
import { unpackZip } from './unpack-zip.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const text = strToU8('<a/>')

async function unpacked(bytes: Uint8Array): Promise<{ name: string; text: string }[]> {
  const entries = []
  for await (const entry of await unpackZip(bytes, 'lote.zip')) entries.push({ name: entry.name, text: Buffer.from(entry.bytes).toString('utf8') })
  return entries
}

const codeOf = (bytes: Uint8Array) => unpacked(bytes).then((entries) => `${entries.length} entries`, (error: { code?: string }) => error.code ?? String(error))

/** The same archive with some bytes of its directory changed; offsets are of the first directory record. */
function withDirectory(bytes: Uint8Array, change: (record: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes)
  change(copy.subarray(copy.indexOf('PK\x01\x02', 0, 'latin1')))
  return copy
}

describe('an archive of documents', () => {
  it('gives each document under the name of both', async () => {
    expect(await unpacked(zipSync({ 'mayo/f1.xml': strToU8('<uno/>'), 'f2.xml': strToU8('<dos/>') }))).toEqual([{ name: 'lote.zip::mayo/f1.xml', text: '<uno/>' }, { name: 'lote.zip::f2.xml', text: '<dos/>' }])
  })

  it('leaves out folders and what systems add on their own', async () => {
    const files: Zippable = { 'carpeta/': new Uint8Array(), '__MACOSX/._a.xml': text, '.DS_Store': text, 'x/Thumbs.db': text, 'x/~$factura.xlsx': text, 'x/a.xml': text }
    expect((await unpacked(zipSync(files))).map((entry) => entry.name)).toEqual(['lote.zip::x/a.xml'])
  })

  it('lets an office file through to be judged as a document', async () => {
    const workbook = zipSync({ '[Content_Types].xml': text, 'xl/workbook.xml': text })
    expect(await codeOf(zipSync({ 'libro.xlsx': workbook }))).toBe('1 entries')
  })

  it.each([
    ['too many entries', zipSync(Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`${n}.xml`, text]))), 'ARCHIVE_BOMB'],
    ['an entry that grows a thousandfold', zipSync({ 'a.txt': new Uint8Array(10 * 1024 * 1024) }), 'ARCHIVE_BOMB'],
    ['an entry that promises too much', withDirectory(zipSync({ 'a.txt': text }), (record) => record.writeUInt32LE(0xf0000000, 24)), 'ARCHIVE_BOMB'],
    ['an entry that is larger than it says', withDirectory(zipSync({ 'a.txt': strToU8('12345678901234567890') }), (record) => record.writeUInt32LE(5, 24)), 'ARCHIVE_BOMB'],
    ['an archive inside', zipSync({ 'b.zip': zipSync({ 'a.xml': text }) }), 'ARCHIVE_NESTED'],
    ['an archive inside under another name', zipSync({ 'b.pdf': zipSync({ 'a.xml': text }) }), 'ARCHIVE_NESTED'],
    ['an archive of another kind inside', zipSync({ 'b.gz': Buffer.from('1f8b080000000000', 'hex') }), 'ARCHIVE_NESTED'],
    ['a path that goes up', zipSync({ '../a.xml': text }), 'ARCHIVE_UNSAFE_NAME'],
    ['a path that goes up in the manner of Windows', zipSync({ 'x\\..\\..\\a.xml': text }), 'ARCHIVE_UNSAFE_NAME'],
    ['an absolute path', zipSync({ '/etc/a.xml': text }), 'ARCHIVE_UNSAFE_NAME'],
    ['a path with a drive', zipSync({ 'C:/a.xml': text }), 'ARCHIVE_UNSAFE_NAME'],
    ['a symbolic link', withDirectory(zipSync({ 'a.xml': [text, { os: 3, attrs: 0o120777 << 16 }] }), () => {}), 'ARCHIVE_UNSAFE_NAME'],
    ['a password', withDirectory(zipSync({ 'a.xml': text }), (record) => record.writeUInt16LE(1, 8)), 'ARCHIVE_ENCRYPTED'],
    ['nothing', zipSync({ 'x/': new Uint8Array() }), 'EMPTY_FILE'],
    ['an entry that is cut off', withDirectory(zipSync({ 'a.xml': strToU8(LETTERS) }), (record) => record.writeUInt32LE(30, 20)), 'ARCHIVE_BROKEN'],
    ['an entry that is shorter than it says', withDirectory(zipSync({ 'a.xml': text }), (record) => record.writeUInt32LE(6, 24)), 'ARCHIVE_BROKEN'],
    ['an entry that was damaged on its way', Buffer.from(zipSync({ 'a.xml': strToU8(LETTERS) }, { level: 0 })).fill('x', 40, 45), 'ARCHIVE_BROKEN'],
  ])('is refused for %s', async (_, bytes, code) => {
    expect(await codeOf(bytes)).toBe(code)
  })

  it('stops when nobody waits for it any more', async () => {
    await expect(unpackZip(zipSync({ 'a.xml': text }), 'x', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
  })
})
