import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { decodeText } from '@chasqui/text'
import { shapeOfXml, xmlFormat } from './sniff-xml.ts'
import { splitXml } from './split-xml.ts'

const split = (bytes: Uint8Array) => splitXml(bytes, 'envio.xml', shapeOfXml(decodeText(bytes).trimStart()))
const textOf = (bytes: Uint8Array) => decodeText(bytes)

/** Reads with declared prefixes demanded, which the detection does not. */
function parsesAlone(bytes: Uint8Array): boolean {
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => { throw error })
  parser.write(decodeText(bytes)).close()
  return true
}

const dte = (type: number, folio: number, name = 'Peña') => `<DTE version="1.0">\r\n<Documento ID="F${folio}T${type}"><Encabezado><IdDoc><TipoDTE>${type}</TipoDTE><Folio>${folio}</Folio></IdDoc><RznSoc xsi:nil="false">${name}</RznSoc></Encabezado></Documento></DTE>`
const envelope = (...dtes: string[]) => `<?xml version="1.0" encoding="ISO-8859-1"?>\r\n<EnvioDTE xmlns="http://www.sii.cl/SiiDte" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="1.0"><SetDTE ID="S"><Caratula/>${dtes.join('\r\n')}</SetDTE><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></EnvioDTE>`

describe('an envelope of DTEs', () => {
  const parts = split(Buffer.from(envelope(dte(33, 1501), dte(61, 210, 'Ñuñoa')), 'latin1'))

  it('gives each DTE under its type and folio', () => {
    expect(parts.map((part) => part.name)).toEqual(['envio.xml::DTE-33-1501', 'envio.xml::DTE-61-210'])
  })

  it('gives each DTE its prolog, encoding and namespaces, so that it parses alone', () => {
    for (const part of parts) {
      expect(parsesAlone(part.bytes)).toBe(true)
      expect(xmlFormat(shapeOfXml(textOf(part.bytes)))?.kind).toBe('dte')
      expect(textOf(part.bytes)).toContain('<?xml version="1.0" encoding="ISO-8859-1"?>')
    }
    expect(parts[1] && Buffer.from(parts[1].bytes).includes(Buffer.from('Ñuñoa', 'latin1'))).toBe(true)
  })

  it('leaves the signed bytes of each DTE as they were', () => {
    const original = Buffer.from(dte(33, 1501), 'latin1')
    const inner = original.subarray(original.indexOf('<Documento'))
    expect(parts[0] && Buffer.from(parts[0].bytes).includes(inner)).toBe(true)
  })

  it('is left whole when it holds one DTE', () => {
    expect(split(Buffer.from(envelope(dte(33, 1501)), 'latin1'))).toEqual([])
  })

  it('tells equal folios apart', () => {
    expect(split(Buffer.from(envelope(dte(33, 1), dte(33, 1)), 'latin1')).map((part) => part.name)).toEqual(['envio.xml::DTE-33-1', 'envio.xml::DTE-33-1-2'])
  })

  it('may come with a prefix, in UTF-8 or in UTF-16', () => {
    const prefixed = `<?xml version="1.0" encoding="UTF-16"?><s:EnvioDTE xmlns:s="http://www.sii.cl/SiiDte"><s:SetDTE>${[1, 2].map((n) => `<s:DTE><s:Documento><s:IdDoc><s:TipoDTE>33</s:TipoDTE><s:Folio>${n}</s:Folio></s:IdDoc>Ñ</s:Documento></s:DTE>`).join('')}</s:SetDTE></s:EnvioDTE>`
    for (const bytes of [Buffer.from(`\uFEFF${prefixed}`, 'utf16le'), Buffer.from(prefixed.replace('UTF-16', 'UTF-8'))]) {
      const [first] = split(bytes)
      expect(first?.name).toBe('envio.xml::DTE-33-1')
      expect(first && parsesAlone(first.bytes)).toBe(true)
      expect(first && textOf(first.bytes)).toMatch(/encoding="UTF-8"\?><s:DTE xmlns:s="http:\/\/www.sii.cl\/SiiDte"><s:Documento>.*Ñ/)
    }
  })
})

describe('other envelopes', () => {
  it('a Facturae of several invoices becomes one Facturae each', () => {
    const invoice = (n: number) => `<Invoice><InvoiceHeader><InvoiceNumber>${n}</InvoiceNumber><InvoiceSeriesCode>A/</InvoiceSeriesCode></InvoiceHeader></Invoice>`
    const parts = split(Buffer.from(`<fe:Facturae xmlns:fe="http://www.facturae.es/Facturae/2014/v3.2.1/Facturae"><FileHeader/><Parties>P</Parties><Invoices>${invoice(1)} ${invoice(2)}</Invoices></fe:Facturae>`))
    expect(parts.map((part) => part.name)).toEqual(['envio.xml::Facturae-A_1', 'envio.xml::Facturae-A_2'])
    expect(parts.map((part) => textOf(part.bytes).match(/<InvoiceNumber>\d|<Parties>/g))).toEqual([['<Parties>', '<InvoiceNumber>1'], ['<Parties>', '<InvoiceNumber>2']])
  })

  it('the Colombian wrapper becomes the invoice inside, not the answer of the tax office', () => {
    const ubl = (root: string, body: string) => `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:${root}-2" xmlns:cbc="c">${body}</${root}>`
    const wrapped = ubl('AttachedDocument', `<a><![CDATA[${ubl('ApplicationResponse', '')}]]></a><b><![CDATA[${ubl('Invoice', '<cbc:ID schemeID="1">SETP 99</cbc:ID>')}]]></b>`)
    const [part] = split(Buffer.from(wrapped))
    expect(part?.name).toBe('envio.xml::Invoice-SETP_99')
    expect(part && xmlFormat(shapeOfXml(textOf(part.bytes)))?.kind).toBe('ubl')
  })

  it('a document that is no envelope is left whole', () => {
    expect(split(Buffer.from('<DTE xmlns="http://www.sii.cl/SiiDte"><Documento/></DTE>'))).toEqual([])
  })
})
