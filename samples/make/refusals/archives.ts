import { strToU8, zipSync, type Zippable } from 'fflate'
import { refused, type Sample } from '../sample.ts'
import { invoice } from '../xml/sunat-texts.ts'
import { lyingBomb, overlappingBomb } from './zip-bombs.ts'

/** DOS time has no zone: the same local fields everywhere give the same bytes everywhere. */
const mtime = new Date(2025, 5, 1, 12, 0, 0)

export function zip(entries: Zippable): Uint8Array {
  return zipSync(entries, { level: 9, mtime })
}

const contentTypes = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`

const workbook = {
  '[Content_Types].xml': strToU8(contentTypes),
  '_rels/.rels': strToU8('<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
  'xl/workbook.xml': strToU8('<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Gastos" sheetId="1" r:id="rId1"/></sheets></workbook>'),
  'xl/_rels/workbook.xml.rels': strToU8('<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>'),
  'xl/worksheets/sheet1.xml': strToU8('<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Fecha</t></is></c><c r="B1" t="inlineStr"><is><t>Importe</t></is></c></row></sheetData></worksheet>'),
  'xl/vbaProject.bin': Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504)]),
}

function archive(path: Sample['path'], bytes: () => Uint8Array, why: string, code: string): Sample {
  return { path, by: 'node', bytes, expected: { why, items: [refused(code)] } }
}

const inner = zip({ 'factura.xml': strToU8(invoice) })

export const archiveRefusals: Sample[] = [
  archive('pe/rechazo-bomba-solapada.zip', () => overlappingBomb(99, 100 << 20), 'a ZIP bomb: 99 entries over one kernel, 10 GB in about 120 KB; the sizes it declares are true', 'ARCHIVE_BOMB'),
  archive('cl/rechazo-bomba-mentirosa.zip', () => lyingBomb(60 << 20), 'a ZIP bomb whose headers claim 2,000 bytes: actual bytes must be counted, too', 'ARCHIVE_BOMB'),
  archive('ec/rechazo-zip-en-zip.zip', () => zip({ 'junio/documentos.zip': inner }), 'an archive inside an archive', 'ARCHIVE_NESTED'),
  archive('es/rechazo-ruta.zip', () => zip({ '../x': strToU8(invoice) }), 'an entry that would leave the folder', 'ARCHIVE_UNSAFE_NAME'),
  archive('es/rechazo-macros.xlsm', () => zip(workbook), 'a workbook with macros', 'MACROS_NOT_ALLOWED'),
  archive('ec/rechazo-macros-renombradas.xlsx', () => zip(workbook), 'the same workbook under the extension of one without macros', 'MACROS_NOT_ALLOWED'),
]
