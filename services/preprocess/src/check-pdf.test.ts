import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { PDFDocument } from 'pdf-lib'
import { describe, expect, it } from 'vitest'
import { checkPdf } from './check-pdf.ts'

const fixture = (name: string) => readFileSync(new URL(`pdf/fixtures/${name}.pdf`, import.meta.url))

/** A PDF of one empty page with more in its catalogue and more objects. */
function pdf({ catalogue = '', objects = '', trailer = '' } = {}): Buffer {
  return Buffer.from(`%PDF-1.7
1 0 obj << /Type /Catalog /Pages 2 0 R ${catalogue} >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >> endobj
${objects}
trailer << /Root 1 0 R ${trailer} >>
%%EOF`, 'latin1')
}

function stream(dict: string, data: Buffer | string): string {
  const bytes = Buffer.from(data)
  return `<< ${dict} /Length ${bytes.length} >>\nstream\n${bytes.toString('latin1')}\nendstream`
}

const packed = (objects: string, filter = '/Filter /FlateDecode', data = deflateSync(Buffer.from(`7 0 ${objects}`))) => `9 0 obj ${stream(`/Type /ObjStm /N 1 /First 4 ${filter}`, data)} endobj`

const codeOf = (bytes: Uint8Array): string => {
  try {
    checkPdf(bytes)
    return 'passes'
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

const ACTIVE = 'PDF_CONTAINS_JAVASCRIPT'
const UNSURE = 'PDF_SECURITY_CHECK_ERROR'
const INVOICE = '<?xml version="1.0"?><rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"><a/></rsm:CrossIndustryInvoice>'
const attachment = (content: string) => `7 0 obj << /Type /Filespec /F (a.xml) /EF << /F 8 0 R >> >> endobj 8 0 obj ${stream('/Type /EmbeddedFile /Filter /FlateDecode', deflateSync(content))} endobj`

describe('active content of a PDF', () => {
  it.each([
    ['a plain document', pdf(), 'passes'],
    ['a link to the web', pdf({ objects: '4 0 obj << /Subtype /Link /A << /S /URI /URI (https://example.com/JS) >> >> endobj' }), 'passes'],
    ['the word in a text', pdf({ objects: '4 0 obj (a /JavaScript and /JS in a text) endobj' }), 'passes'],
    ['an opening action that goes to a page', pdf({ catalogue: '/OpenAction << /S /GoTo /D [3 0 R /Fit] >>' }), 'passes'],
    ['an opening destination', pdf({ catalogue: '/OpenAction [3 0 R /XYZ null null 0]' }), 'passes'],
    ['an opening destination in its own object', pdf({ catalogue: '/OpenAction 4 0 R', objects: '4 0 obj [3 0 R /Fit] endobj' }), 'passes'],
    ['an invoice in XML attached', pdf({ objects: attachment(INVOICE) }), 'passes'],

    ['a script as opening action', pdf({ catalogue: '/OpenAction << /S /JavaScript /JS (x) >>' }), ACTIVE],
    ['a script in the name tree', pdf({ catalogue: '/Names << /JavaScript << /Names [(a) 4 0 R] >> >>' }), ACTIVE],
    ['a script in a field', pdf({ objects: '4 0 obj << /FT /Tx /AA << /K << /S /JavaScript /JS 5 0 R >> >> >> endobj' }), ACTIVE],
    ['a program to launch', pdf({ objects: '4 0 obj << /S /Launch /F (cmd.exe) >> endobj' }), ACTIVE],
    ['rich media', pdf({ objects: '4 0 obj << /Subtype /RichMedia >> endobj' }), ACTIVE],
    ['an opening action that sends a form', pdf({ catalogue: '/OpenAction << /S /SubmitForm /F (http://x) >>' }), ACTIVE],
    ['an opening action by reference', pdf({ catalogue: '/OpenAction 4 0 R', objects: '4 0 obj << /S /URI /URI (http://x) >> endobj' }), ACTIVE],
    ['an opening action that is replaced by a later version of its object', pdf({ catalogue: '/OpenAction 4 0 R', objects: '4 0 obj [3 0 R /Fit] endobj 4 0 obj << /S /URI >> endobj' }), ACTIVE],
    ['an opening action that nobody can find', pdf({ catalogue: '/OpenAction 44 0 R' }), ACTIVE],
    ['another file attached', pdf({ objects: attachment('MZ a program') }), ACTIVE],
    ['other XML attached', pdf({ objects: attachment('<html><body/></html>') }), ACTIVE],

    ['escaped names', pdf({ objects: '4 0 obj << /S /Java#53cript /J#53 (x) >> endobj' }), ACTIVE],
    ['names behind comments', pdf({ objects: '4 0 obj % endobj >>\n<< /S % x\n/JavaScript >> endobj' }), ACTIVE],
    ['a script after garbage', pdf({ objects: '4 0 obj << /A endobj > ) } /B /S /JavaScript >> endobj' }), ACTIVE],
    ['a script in an object stream', pdf({ objects: packed('<< /S /JavaScript /JS (x) >>') }), ACTIVE],
    ['a script in an object stream that does not say what it is', pdf({ objects: `9 0 obj ${stream('/N 1 /First 4 /Filter [/FlateDecode]', deflateSync('7 0 << /S /JavaScript >>'))} endobj` }), ACTIVE],
    ['a script in an object stream in hexadecimal', pdf({ objects: packed('', '/Filter /ASCIIHexDecode', Buffer.from(`${Buffer.from('7 0 << /S /JavaScript >>').toString('hex')}>`)) }), ACTIVE],
    ['a script in an object stream in base 85', pdf({ objects: packed('', '/Filter /A85', Buffer.from('2]sds4?O`>;]m_c@<Q\'X@rc:&F<Eb2~>')) }), ACTIVE],
    ['a script in an object stream without checksum', pdf({ objects: packed('', '/Filter /Fl', deflateSync('7 0 << /S /JavaScript >>').subarray(0, -4)) }), ACTIVE],
    ['a script in an object inside the data of another', pdf({ objects: `4 0 obj ${stream('', 'q 0 0 m\n8 0 obj << /S /JavaScript >> endobj\nQ')} endobj` }), ACTIVE],
    ['a script that the header of its object stream does not list', pdf({ objects: packed('<< /A 1 >> << /S /JavaScript >>') }), ACTIVE],

    ['an object stream in a coding that is never used', pdf({ objects: packed('', '/Filter /LZWDecode', Buffer.from('x')) }), UNSURE],
    ['an object stream with a predictor', pdf({ objects: packed('<<>>', '/Filter /FlateDecode /DecodeParms << /Predictor 12 >>') }), UNSURE],
    ['an object stream that cannot be inflated', pdf({ objects: packed('', '/Filter /FlateDecode', Buffer.from('no zlib at all, really')) }), UNSURE],
    ['an object stream that inflates without end', pdf({ objects: packed('', '/Filter /FlateDecode', deflateSync(Buffer.alloc(80 * 1024 * 1024))) }), UNSURE],
    ['values nested without end', pdf({ objects: `4 0 obj ${'['.repeat(5000)} endobj` }), UNSURE],
    ['objects that overlap without end', Buffer.from(`%PDF-1.4\n${'1 0 obj ['.repeat(60)} ${'(1 0 obj'.repeat(30_000)}`), UNSURE],
    ['no object at all', Buffer.from('%PDF-1.4\n%%EOF'), 'PDF_VALIDATION_ERROR'],
  ])('%s: %#', (_, bytes, expected) => {
    expect(codeOf(bytes)).toBe(expected)
  })

  it('is found in what a library writes with object streams, at any length of the names before it', async () => {
    const document = await PDFDocument.create()
    document.addPage([200, 100])
    document.addJavaScript('hello', 'app.alert(1)')
    expect(codeOf(await document.save({ useObjectStreams: true }))).toBe(ACTIVE)
  })

  it('is found however the name is escaped', () => {
    fc.assert(fc.property(fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }), (escaped) => {
      const name = [...'JavaScript'].map((char, i) => (escaped[i] ? `#${char.charCodeAt(0).toString(16)}` : char)).join('')
      return codeOf(pdf({ objects: `4 0 obj << /S /${name} >> endobj` })) === ACTIVE
    }))
  })

  it('takes no more than a moment to look for in 20 MB', () => {
    const bytes = pdf({ objects: `4 0 obj ${stream('/Filter /DCTDecode', Buffer.alloc(19 * 1024 * 1024, 'a stream of picture bytes '))} endobj` })
    const began = performance.now()
    expect(codeOf(bytes)).toBe('passes')
    expect(performance.now() - began).toBeLessThan(2000)
  })

  it('never makes the check fail in another way, whatever the bytes are', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('1 0 obj', '<<', '>>', '[', ']', '(', ')', '/A', '/N 1', '/First 3', '5 0 R', 'stream\n', 'endstream', 'endobj', '%', '\n', '<', '>', 'trailer', '/Encrypt', '-1.5', '\\'), { maxLength: 60 }), (parts) => {
      expect(codeOf(Buffer.from(`%PDF-1.4\n${parts.join(' ')}`))).toMatch(/^(passes|PDF_\w+)$/)
    }))
  })
})

describe('a locked PDF', () => {
  const METHODS = ['rc4-40', 'rc4-128', 'aes-128', 'aes-256-r5', 'aes-256']

  it.each(METHODS)('that opens without a password passes (%s)', (method) => {
    expect(codeOf(fixture(`locked-clean-${method}`))).toBe('passes')
  })

  it.each(METHODS)('is searched in its encrypted object streams (%s)', (method) => {
    expect(fixture(`locked-script-${method}`).includes('JavaScript')).toBe(false)
    expect(codeOf(fixture(`locked-script-${method}`))).toBe(ACTIVE)
  })

  it('that asks for a password is refused', () => {
    expect(codeOf(fixture('password-aes-256'))).toBe('PDF_ENCRYPTED')
    expect(codeOf(pdf({ trailer: '/Encrypt << /Filter /Unknown >>' }))).toBe('PDF_ENCRYPTED')
    expect(codeOf(pdf({ trailer: '/Encrypt 99 0 R' }))).toBe('PDF_ENCRYPTED')
  })
})
