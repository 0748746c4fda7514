import { createDecipheriv, createHash, createCipheriv } from 'node:crypto'
import { resolved, type Decrypt, type Pdf, type PdfObject } from './objects.ts'
import { isArray, isDict, nameOf, textOfValue, type PdfDict } from './values.ts'

/**
 * The standard security handler (ISO 32000-2, 7.6.4) for the empty user password: PDFs that anybody may open and only their
 * owner may change, as banks and tax offices like to send. Gives nothing when the file asks for a real password.
 */
export function emptyPasswordKey(pdf: Pdf, trailer: PdfDict): Decrypt | undefined {
  for (const dict of resolved(pdf, trailer.get('Encrypt'))) {
    if (!isDict(dict) || nameOf(dict.get('Filter')) !== 'Standard') continue
    const settings = settingsOf(dict, fileIdOf(pdf, trailer))
    const key = settings.revision >= 5 ? keyOfRevision5And6(settings) : keyOfRevision2To4(settings)
    if (key) return decryptWith(key, settings)
  }
  return undefined
}

type Method = 'RC4' | 'AES-128' | 'AES-256' | 'none'
type Settings = { revision: number; keyBytes: number; method: Method; owner: Buffer; user: Buffer; userKey: Buffer; permissions: number; isMetadataEncrypted: boolean; fileId: Buffer }

function settingsOf(dict: PdfDict, fileId: Buffer): Settings {
  const number = (key: string, otherwise: number) => { const value = dict.get(key); return typeof value === 'number' ? value : otherwise }
  const bytes = (key: string) => Buffer.from(textOfValue(dict.get(key)) ?? '', 'latin1')
  const version = number('V', 1)
  const keyBytes = version === 1 ? 5 : version === 4 ? 16 : Math.min(32, Math.max(5, number('Length', 40) / 8))
  return {
    revision: number('R', 2), keyBytes, method: methodOf(dict, version), owner: bytes('O').subarray(0, version >= 5 ? 48 : 32), user: bytes('U'),
    userKey: bytes('UE'), permissions: number('P', 0) | 0, isMetadataEncrypted: dict.get('EncryptMetadata') !== false, fileId,
  }
}

function methodOf(dict: PdfDict, version: number): Method {
  if (version < 4) return 'RC4'
  const name = nameOf(dict.get('StmF')) ?? 'Identity'
  const filters = dict.get('CF')
  const filter = isDict(filters) ? filters.get(name) : undefined
  const method = isDict(filter) ? nameOf(filter.get('CFM')) : undefined
  return method === 'AESV3' ? 'AES-256' : method === 'AESV2' ? 'AES-128' : method === 'V2' ? 'RC4' : 'none'
}

function fileIdOf(pdf: Pdf, trailer: PdfDict): Buffer {
  const [id] = resolved(pdf, trailer.get('ID'))
  return Buffer.from((isArray(id) ? textOfValue(id[0]) : undefined) ?? '', 'latin1')
}

/** What fills a password up to 32 bytes: all there is of an empty one. */
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex')

function keyOfRevision2To4(settings: Settings): Buffer | undefined {
  const permissions = Buffer.alloc(4)
  permissions.writeInt32LE(settings.permissions)
  const unencryptedMetadata = settings.revision >= 4 && !settings.isMetadataEncrypted ? Buffer.alloc(4, 0xff) : Buffer.alloc(0)
  let key = md5(PADDING, settings.owner, permissions, settings.fileId, unencryptedMetadata).subarray(0, settings.keyBytes)
  if (settings.revision === 2) return rc4(key, PADDING).equals(settings.user.subarray(0, 32)) ? key : undefined
  for (let round = 0; round < 50; round++) key = md5(key).subarray(0, settings.keyBytes)
  let proof = md5(PADDING, settings.fileId)
  for (let round = 0; round < 20; round++) proof = rc4(key.map((byte) => byte ^ round), proof)
  return proof.equals(settings.user.subarray(0, 16)) ? key : undefined
}

function keyOfRevision5And6(settings: Settings): Buffer | undefined {
  const hash = settings.revision === 5 ? sha256 : hardenedHash
  const [proof, checkSalt, keySalt] = [settings.user.subarray(0, 32), settings.user.subarray(32, 40), settings.user.subarray(40, 48)]
  if (!hash(checkSalt).equals(proof) || settings.userKey.length < 32) return undefined
  const decipher = createDecipheriv('aes-256-cbc', hash(keySalt), Buffer.alloc(16)).setAutoPadding(false)
  return Buffer.concat([decipher.update(settings.userKey.subarray(0, 32)), decipher.final()])
}

/** Algorithm 2.B, for an empty password. */
function hardenedHash(salt: Buffer): Buffer {
  let key: Buffer = sha256(salt)
  for (let round = 0; ; round++) {
    const repeated = Buffer.concat(Array.from({ length: 64 }, () => key))
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32)).setAutoPadding(false)
    const encrypted = Buffer.concat([cipher.update(repeated), cipher.final()])
    const remainder = encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3
    key = createHash(['sha256', 'sha384', 'sha512'][remainder] as string).update(encrypted).digest()
    if (round >= 63 && (encrypted.at(-1) as number) <= round - 31) return key.subarray(0, 32)
  }
}

function decryptWith(key: Buffer, { method }: Settings): Decrypt {
  return (object, data) => {
    if (method === 'none') return data
    if (method === 'AES-256') return aes('aes-256-cbc', key, data)
    const own = objectKey(key, object, method)
    return method === 'RC4' ? rc4(own, data) : aes('aes-128-cbc', own, data)
  }
}

function objectKey(key: Buffer, { number, generation }: PdfObject, method: Method): Buffer {
  const id = Buffer.from([number, number >> 8, number >> 16, generation, generation >> 8])
  const salt = method === 'AES-128' ? Buffer.from('sAlT') : Buffer.alloc(0)
  return md5(key, id, salt).subarray(0, Math.min(16, key.length + 5))
}

function aes(cipher: string, key: Buffer, data: Buffer): Buffer {
  const whole = data.length - (data.length % 16)
  if (whole < 32) return Buffer.alloc(0)
  const decipher = createDecipheriv(cipher, key, data.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([decipher.update(data.subarray(16, whole)), decipher.final()])
}

/** OpenSSL 3 no longer offers RC4. */
function rc4(key: Uint8Array, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i)
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] as number) + (key[i % key.length] as number)) & 0xff
    ;[state[i], state[j]] = [state[j] as number, state[i] as number]
  }
  const out = Buffer.allocUnsafe(data.length)
  for (let n = 0, i = 0, j = 0; n < data.length; n++) {
    i = (i + 1) & 0xff
    const a = state[i] as number
    j = (j + a) & 0xff
    const b = state[j] as number
    state[i] = b
    state[j] = a
    out[n] = (data[n] as number) ^ (state[(a + b) & 0xff] as number)
  }
  return out
}

function md5(...parts: Uint8Array[]): Buffer {
  const hash = createHash('md5')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

function sha256(data: Uint8Array): Buffer {
  return createHash('sha256').update(data).digest()
}
