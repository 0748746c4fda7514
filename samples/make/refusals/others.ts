import { crc32, deflateSync } from 'node:zlib'
import { changed, refused, sample, type Sample } from '../sample.ts'
import { invoice33 } from '../xml/dte-texts.ts'
import { invoice as sunat } from '../xml/sunat-texts.ts'

const entityBomb = changed(changed(sunat, '<Invoice xmlns', `<!DOCTYPE Invoice [
${Array.from({ length: 10 }, (_, n) => n === 0 ? '<!ENTITY e0 "ja">' : `<!ENTITY e${n} "${`&e${n - 1};`.repeat(10)}">`).join('\n')}
]>
<Invoice xmlns`), 'CLIENTE UNO S.A.C.', '&e9;')

const externalEntity = changed(changed(invoice33, '<DTE xmlns', '<!DOCTYPE DTE [<!ENTITY clave SYSTEM "file:///etc/passwd">]>\n<DTE xmlns'), 'VENTAS', '&clave;')

/** The same attack in UTF-16: a search for the bytes of `<!DOCTYPE` does not see it. */
const utf16Doctype = Buffer.from('\ufeff' + changed(externalEntity, 'ISO-8859-1', 'UTF-16'), 'utf16le')

const page = '<!DOCTYPE html>\n<html lang="es"><head><title>Factura</title></head><body><h1>Factura A-9</h1><script>document.location = "http://localhost/"</script></body></html>\n'

/** The first bytes of a program, and nothing that could run. */
const elf = Buffer.concat([Buffer.from('7f454c46020101000000000000000000', 'hex'), Buffer.alloc(240)])
const portableExecutable = Buffer.concat([Buffer.from('4d5a9000030000000400', 'hex'), Buffer.alloc(50), Buffer.from('40000000', 'hex'), Buffer.from('PE\0\0', 'latin1'), Buffer.alloc(200)])

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** A PNG of 30,000 × 30,000 by its header; its data are a few bytes. */
function hugePng(): Buffer {
  const header = Buffer.from('00007530000075300800000000', 'hex')
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(64), { level: 0 })), chunk('IEND', Buffer.alloc(0))])
}

function refusal(path: Sample['path'], content: string | Uint8Array, why: string, code: string): Sample {
  return sample(path, content, { why, items: [refused(code)] })
}

export const otherRefusals: Sample[] = [
  refusal('es/rechazo-vacio.pdf', new Uint8Array(), 'a file of no bytes', 'EMPTY_FILE'),
  refusal('es/rechazo-pagina-web.pdf', page, 'a web page that calls itself a PDF', 'INVALID_MIME_TYPE'),
  refusal('ec/rechazo-dibujo.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80"><text x="10" y="40">FACTURA 001-001-000000900</text><script>alert(1)</script></svg>\n', 'a drawing with a script', 'INVALID_MIME_TYPE'),
  refusal('cl/rechazo-programa-linux.jpg', elf, 'a program (ELF) that calls itself a photo', 'INVALID_MIME_TYPE'),
  refusal('ec/rechazo-programa-windows.jpg', portableExecutable, 'a program (MZ) that calls itself a photo', 'INVALID_MIME_TYPE'),
  refusal('pe/rechazo-guion.csv', '#!/bin/sh\necho numero,fecha,total\n', 'a script that calls itself a table', 'INVALID_MIME_TYPE'),
  refusal('pe/rechazo-bomba-de-entidades.xml', entityBomb, 'an entity that grows to two thousand million letters', 'XML_DTD_FORBIDDEN'),
  refusal('cl/rechazo-entidad-externa.xml', Buffer.from(externalEntity, 'latin1'), 'an entity that reads a file of the server', 'XML_DTD_FORBIDDEN'),
  refusal('cl/rechazo-entidad-utf16.xml', utf16Doctype, 'the same in UTF-16', 'XML_DTD_FORBIDDEN'),
  refusal('es/rechazo-imagen-enorme.png', hugePng(), '900 megapixels by its header', 'IMAGE_TOO_LARGE'),
]
