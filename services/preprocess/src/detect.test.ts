import { strToU8, zipSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectKind } from './detect.ts'

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding)
const found = async (content: Uint8Array, filename = 'x') => (await detectKind(content, filename)).kind
const codeOf = async (content: Uint8Array, filename = 'x') => detectKind(content, filename).then((d) => `accepted as ${d.kind}`, (error: { code?: string }) => error.code ?? String(error))

const PNG_HEADER = (width: number, height: number) => {
  const ihdr = Buffer.alloc(25)
  ihdr.writeUInt32BE(13, 0)
  ihdr.write('IHDR', 4, 'latin1')
  ihdr.writeUInt32BE(width, 8)
  ihdr.writeUInt32BE(height, 12)
  ihdr.set([8, 0, 0, 0, 0], 16)
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ihdr, Buffer.from('0000000049444154', 'hex'), Buffer.alloc(64)])
}
const BMP_HEADER = (width: number, height: number) => {
  const header = Buffer.alloc(60)
  header.write('BM', 0, 'latin1')
  header.writeUInt32LE(40, 14)
  header.writeInt32LE(width, 18)
  header.writeInt32LE(height, 22)
  return header
}
const HEIC_HEADER = (width: number, height: number) => {
  const box = Buffer.alloc(20)
  box.writeUInt32BE(20, 0)
  box.write('ispe', 4, 'latin1')
  box.writeUInt32BE(width, 12)
  box.writeUInt32BE(height, 16)
  return Buffer.concat([Buffer.from([0, 0, 0, 24]), bytes('ftypheic\0\0\0\0mif1heic'), box])
}
const UBL = (root: string) => `<?xml version="1.0"?><x:${root} xmlns:x="urn:oasis:names:specification:ubl:schema:xsd:${root}-2"><x:ID>1</x:ID></x:${root}>`
const TICKET = `SUPERMERCADO PRUEBA SL
CIF B12345674
15/04/2025 18:32   Op 0042   Caja 3
2 LECHE ENTERA     0,95      1,90
1 PAN              1,20      1,20
1 DETERGENTE       6,05      6,05
TOTAL                   9,15 EUR
TARJETA ****1234        9,15
CAMBIO                  0,00
IVA     BASE    CUOTA
4%      2,98    0,12
21%     5,00    1,05`
const MT940 = ':20:PRUEBA\n:25:ES8099990001450000000001\n:28C:00004/001\n:60F:C250401EUR1000,00\n:61:2504030403D120,50NDDT1//B1\n:86:ADEUDO\n:62F:C250430EUR879,50\n-'
const NORMA43 = '119999000100000000012504012504302000000001000009783EMPRESA DE PRUEBA SL\n22    0001250403250403030001000000000120500000000001000000000101RECIBO LUZ\n2301ADEUDO RECIBO\n88999999999999999999000008\n'
const CSV = 'Extracto de cuenta;;;;\nIBAN;ES80 9999;;;\nFecha operación;Fecha valor;Concepto;Importe;Saldo\n30/04/2025;30/04/2025;COMISION;-35,00;1.292,90\n15/04/2025;15/04/2025;TRANSFERENCIA;448,40;1.327,90\n'

describe('the kind of a file', () => {
  it.each([
    ['UBL invoice', bytes(UBL('Invoice')), 'ubl'],
    ['UBL credit note', bytes(UBL('CreditNote')), 'ubl'],
    ['UBL debit note', bytes(UBL('DebitNote')), 'ubl'],
    ['the Colombian wrapper', bytes(UBL('AttachedDocument')), 'ubl'],
    ['a receipt of SUNAT', bytes(UBL('ApplicationResponse')), 'cdr'],
    ['a DTE', bytes('<?xml version="1.0" encoding="ISO-8859-1"?><DTE xmlns="http://www.sii.cl/SiiDte"><Documento>Ñuñoa</Documento></DTE>', 'latin1'), 'dte'],
    ['an envelope of DTEs', bytes('<sii:EnvioDTE xmlns:sii="http://www.sii.cl/SiiDte"><sii:SetDTE/></sii:EnvioDTE>'), 'dte'],
    ['an invoice of the SRI, with a prefix that nobody declared', bytes('<factura id="comprobante"><infoTributaria/><ds:Signature/></factura>'), 'sri'],
    ['an authorised document of the SRI', bytes('<autorizacion><estado>AUTORIZADO</estado><comprobante><![CDATA[<factura/>]]></comprobante></autorizacion>'), 'sri'],
    ['Facturae', bytes('<fe:Facturae xmlns:fe="http://www.facturae.gob.es/formato/Versiones/Facturaev3_2_2.xml"><FileHeader/></fe:Facturae>'), 'facturae'],
    ['CFDI', bytes('<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4" Version="4.0"/>'), 'cfdi'],
    ['CAMT.053', bytes('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt/></Document>'), 'camt053'],
    ['OFX 2', bytes('<?xml version="1.0"?><?OFX OFXHEADER="200"?><OFX><SIGNONMSGSRSV1/></OFX>'), 'ofx'],
    ['OFX 1', bytes('OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><SIGNONMSGSRSV1>'), 'ofx'],
    ['OFX 1 without its header', bytes('<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0'), 'ofx'],
    ['MT940', bytes(MT940), 'mt940'],
    ['MT940 in its envelope', bytes(`{1:F01BANKESMMAXXX0000000000}{2:I940BANKESMMXXXXN}{4:\n${MT940}}`), 'mt940'],
    ['Norma 43', bytes(NORMA43, 'latin1'), 'norma43'],
    ['CSV of a Spanish bank', bytes(CSV, 'latin1'), 'csv'],
    ['CSV with commas', bytes('date,vendor,total\n2025-04-15,Uno,12.50\n2025-04-16,Dos,1\n'), 'csv'],
    ['CSV of numbers with commas', bytes('day,quantity,price\n1,2,30\n2,4,60\n3,6,90\n'), 'csv'],
    ['CSV with commas and quoted amounts', bytes('fecha,concepto,importe\n15/04/2025,"Café, pan","1,20"\n16/04/2025,Té,"3,40"\n'), 'csv'],
    ['a table with tabs', bytes('fecha\tconcepto\timporte\n15/04/2025\tx\t1,20\n'), 'csv'],
    ['JSON rows', bytes('[{"total": "1"}, {"total": "2"}]'), 'json'],
    ['a ticket as text, though its decimals are commas', bytes(TICKET), 'text'],
    ['prose with commas', bytes('Hola, buenas tardes, le envío la factura.\nEl total es de 12,50 euros, como dijimos.\nUn saludo, Ana, de la oficina.'), 'text'],
    ['JSON rows in an envelope', bytes('{"rows": [{"total": "1"}]}'), 'json'],
    ['one JSON object', bytes('{"total": 1}'), 'json'],
    ['JSON lines', bytes('{"total": 1}\n{"total": 2}\n'), 'json'],
    ['JSON that breaks off', bytes('{"numero":'), 'json'],
    ['a JSON list with what is no row', bytes('[{"total": 5}, 5, null]'), 'json'],
    ['a JSON list of numbers', bytes('[5, null]'), 'json'],
    ['text in brackets', bytes('[copia] Factura 12\nTotal 3'), 'text'],
    ['text in braces', bytes('{ copia }\nFactura 12\nTotal 3'), 'text'],
    ['CSV with line breaks in quotes', bytes('numero,concepto,total\nA-1,"uno\ndos\ntres",1.00\n'), 'csv'],
    ['CSV with line breaks in quotes in every row', bytes('numero;concepto;total\r\nA-1;"uno\r\ndos";1,00\r\nA-2;"uno\r\ndos; y tres";2,00\r\n'), 'csv'],
    ['a ticket with a quote alone', bytes(`TV 32" OFERTA\n${TICKET}`), 'text'],
    ['CSV whose first line names its delimiter', bytes('sep=;\nnumero;total\nA-1;1,00\n'), 'csv'],
    ['the same with the line ends of Windows', bytes('sep=;\r\nnumero;total\r\nA-1;1,00\r\n'), 'csv'],
    ['the same of one column alone', bytes('sep=;\nhola\nadios\n'), 'text'],
    ['text that begins like a program of DOS', bytes('MZ Asociados\nFactura 12'), 'text'],
    ['text that begins like a bitmap', bytes('BMW Motor SA\nFactura 12\nTotal 3'), 'text'],
    ['a PDF', bytes('%PDF-1.4\n1 0 obj <<>> endobj'), 'pdf'],
    ['a PDF behind a few stray bytes', bytes('\r\n\r\n%PDF-1.4\n1 0 obj <<>> endobj'), 'pdf'],
    ['a PNG', PNG_HEADER(100, 100), 'image'],
    ['a BMP', BMP_HEADER(100, -100), 'image'],
    ['a HEIC', HEIC_HEADER(4032, 3024), 'image'],
    ['an archive', zipSync({ 'a.xml': strToU8('<a/>') }), 'zip'],
  ])('%s', async (_, content, kind) => {
    expect(await found(content)).toBe(kind)
  })

  it.each([
    ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), bytes(UBL('Invoice'), 'utf16le')])],
    ['UTF-16 without a mark', bytes(UBL('Invoice'), 'utf16le')],
    ['UTF-8 with a mark and a blank line', bytes(`\uFEFF\n${UBL('Invoice')}`)],
  ])('is read in %s', async (_, content) => {
    expect(await found(content)).toBe('ubl')
  })

  it('never depends on the name; a name that says otherwise earns a warning', async () => {
    const { kind, mimeType, warnings } = await detectKind(bytes(UBL('Invoice')), 'factura.PDF')
    expect({ kind, mimeType, codes: warnings.map((w) => w.code) }).toEqual({ kind: 'ubl', mimeType: 'application/xml', codes: ['EXTENSION_MISMATCH'] })
    expect((await detectKind(bytes(UBL('Invoice')), 'factura.XML')).warnings).toEqual([])
    expect((await detectKind(bytes(UBL('Invoice')), 'factura')).warnings).toEqual([])
  })
})

describe('a refusal', () => {
  const office = (parts: Record<string, string>) => zipSync(Object.fromEntries(Object.entries({ '[Content_Types].xml': '<Types/>', ...parts }).map(([name, text]) => [name, strToU8(text)])))

  it.each([
    ['an empty file', bytes(''), 'EMPTY_FILE'],
    ['nothing but blanks', bytes(' \r\n\t'), 'EMPTY_FILE'],
    ['a program of Windows', bytes('MZ\x90\0\x03\0\0\0', 'latin1'), 'INVALID_MIME_TYPE'],
    ['a program of Linux', bytes('\x7fELF\x02\x01', 'latin1'), 'INVALID_MIME_TYPE'],
    ['a script', bytes('#!/bin/sh\necho'), 'INVALID_MIME_TYPE'],
    ['HTML', bytes('<!-- x -->\n<!DOCTYPE html>\n<html><body>x</body></html>'), 'INVALID_MIME_TYPE'],
    ['XHTML', bytes('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">\n<html/>'), 'INVALID_MIME_TYPE'],
    ['HTML with the mark of a PDF in it', bytes('<html><script>x</script>%PDF-1.4</html>'), 'INVALID_MIME_TYPE'],
    ['SVG', bytes('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>'), 'INVALID_MIME_TYPE'],
    ['music', bytes('ID3\x03\0\0\0\0\0\0\0\0\0\0\0\0\xff\xfb', 'latin1'), 'INVALID_MIME_TYPE'],
    ['bytes without meaning', Buffer.from([1, 2, 3, 0, 0, 5, 6, 7, 0, 0]), 'INVALID_MIME_TYPE'],
    ['a legacy office file', Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), 'KIND_NOT_SUPPORTED'],
    ['an e-mail', bytes('From: a@x\r\nTo: b@x\r\nMIME-Version: 1.0\r\n\r\nhola'), 'KIND_NOT_SUPPORTED'],
    ['XML of another kind', bytes('<note><to>x</to></note>'), 'KIND_NOT_SUPPORTED'],
    ['a workbook', office({ 'xl/workbook.xml': '<w/>' }), 'KIND_NOT_SUPPORTED'],
    ['a workbook with macros', office({ 'xl/workbook.xml': '<w/>', 'xl/vbaProject.bin': 'x' }), 'MACROS_NOT_ALLOWED'],
    ['a workbook whose types say macros', office({ '[Content_Types].xml': 'application/vnd.ms-excel.sheet.macroEnabled.main+xml', 'xl/workbook.xml': '<w/>' }), 'MACROS_NOT_ALLOWED'],
    ['a binary workbook', office({ '[Content_Types].xml': 'application/vnd.ms-excel.sheet.binary.macroEnabled.main', 'xl/workbook.bin': 'x' }), 'MACROS_NOT_ALLOWED'],
    ['a letter', office({ 'word/document.xml': '<w/>' }), 'KIND_NOT_SUPPORTED'],
    ['a DTD', bytes('<?xml version="1.0"?><!DOCTYPE x><x/>'), 'XML_DTD_FORBIDDEN'],
    ['entities that multiply', bytes('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'), 'XML_DTD_FORBIDDEN'],
    ['an entity from outside', bytes('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', 'utf16le'), 'XML_DTD_FORBIDDEN'],
    ['XML that stops', bytes('<?xml version="1.0"?><Invoice><ID>'), 'XML_MALFORMED'],
    ['XML with crossed elements', bytes('<DTE><a><b></a></b></DTE>'), 'XML_MALFORMED'],
    ['XML that is too deep', bytes(`${'<a>'.repeat(101)}${'</a>'.repeat(101)}`), 'XML_TOO_COMPLEX'],
    ['XML with too many elements', bytes(`<a>${'<b/>'.repeat(200_001)}</a>`), 'XML_TOO_COMPLEX'],
    ['XML beyond 5 MB', bytes(`<DTE>${' '.repeat(5 * 1024 * 1024)}</DTE>`), 'FILE_TOO_LARGE'],
    ['text beyond 1 MB', bytes('palabra '.repeat(140_000)), 'FILE_TOO_LARGE'],
    ['a table with too many rows', bytes(`fecha;importe\n${'15/04/2025;1,00\n'.repeat(5001)}`), 'TOO_MANY_ROWS'],
    ['more than anything may have', Buffer.alloc(50 * 1024 * 1024 + 1, 0x20), 'FILE_TOO_LARGE'],
    ['a PNG of 30,000 × 30,000', PNG_HEADER(30_000, 30_000), 'IMAGE_TOO_LARGE'],
    ['a BMP of 30,000 × 30,000', BMP_HEADER(30_000, 30_000), 'IMAGE_TOO_LARGE'],
    ['a HEIC of 30,000 × 30,000', HEIC_HEADER(30_000, 30_000), 'IMAGE_TOO_LARGE'],
    ['a JPEG without a picture', Buffer.from('ffd8ffe000104a46', 'hex'), 'IMAGE_BROKEN'],
    ['an archive that is cut off', bytes('PK\x03\x04 cut off', 'latin1'), 'ARCHIVE_BROKEN'],
  ])('of %s', async (_, content, code) => {
    const began = performance.now()
    expect(await codeOf(content)).toBe(code)
    expect(performance.now() - began).toBeLessThan(2000)
  })

  it('does not depend on a lucky guess: 5,000 rows and a heading are accepted', async () => {
    expect(await found(bytes(`fecha;importe\n${'15/04/2025;1,00\n'.repeat(5000)}`))).toBe('csv')
  })

  it('always has a code, whatever the bytes are', async () => {
    const starts = fc.constantFrom('', '%PDF-', '<', '<?xml', 'PK\x03\x04', 'PK\x05\x06', '\xff\xd8\xff', 'GIF89a', 'II*\0', 'BM', '{', '[{', ':20:', '11', 'OFXHEADER:', 'RIFFxxxxWEBP', '\0\0\0\x18ftypheic')
    await fc.assert(fc.asyncProperty(starts, fc.uint8Array({ maxLength: 200 }), async (start, rest) => {
      expect(await codeOf(Buffer.concat([bytes(start, 'latin1'), rest]))).toMatch(/^(accepted as \w+|[A-Z_]+)$/)
    }))
  })
})
