import { describe, expect, it } from 'vitest'
import { FILE_KINDS, type FileKind } from '@chasqui/contracts'
import { classifyStructured } from './structured.ts'
import { peekTypeCode } from './type-code.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const classify = (kind: FileKind, text: string) => classifyStructured(kind, peekTypeCode(kind, bytes(text)))

const ubl = (code: string, buyer = '<cbc:ID schemeID="1">00000001</cbc:ID>') =>
  `<?xml version="1.0"?><Invoice xmlns:cbc="x"><cbc:InvoiceTypeCode listID="0101">${code}</cbc:InvoiceTypeCode><cac:AccountingCustomerParty>${buyer}</cac:AccountingCustomerParty></Invoice>`
const facturae = (type: string, cls: string) => `<fe:Facturae><InvoiceDocumentType>${type}</InvoiceDocumentType><InvoiceClass>${cls}</InvoiceClass></fe:Facturae>`
const cfdi = (type: string) => `<cfdi:Comprobante Version="4.0" TipoDeComprobante="${type}" Exportacion="01">`
const sri = (code: string) => `<factura><infoTributaria><codDoc>${code}</codDoc></infoTributaria></factura>`

describe('the type that a fiscal XML states', () => {
  it.each<[string, FileKind, string, string, string]>([
    ['SUNAT factura', 'ubl', ubl('01'), 'invoice', '01'],
    ['SUNAT boleta to a person', 'ubl', ubl('03'), 'receipt', '03'],
    ['SUNAT boleta to a company', 'ubl', ubl('03', '<cbc:ID schemeID="6">20600000021</cbc:ID>'), 'invoice', '03'],
    ['SUNAT boleta to a company, UBL 2.0', 'ubl', ubl('03', '<cbc:CustomerAssignedAccountID>20600000021</cbc:CustomerAssignedAccountID><cbc:AdditionalAccountID>6</cbc:AdditionalAccountID>'), 'invoice', '03'],
    ['SUNAT credit note by its root', 'ubl', '<?xml version="1.0"?><!-- x --><CreditNote xmlns="y"><cbc:ID>F001-1</cbc:ID></CreditNote>', 'credit_note', '07'],
    ['SUNAT debit note by its root', 'ubl', '<ubl:DebitNote/>', 'debit_note', '08'],
    ['plain UBL invoice', 'ubl', ubl('380'), 'invoice', '380'],
    ['SUNAT dispatch guide', 'ubl', '<DespatchAdvice/>', 'unknown', '09'],
    ['DTE 33', 'dte', '<DTE><TipoDTE>33</TipoDTE></DTE>', 'invoice', '33'],
    ['DTE 34', 'dte', '<TipoDTE>34</TipoDTE>', 'invoice', '34'],
    ['DTE 39', 'dte', '<TipoDTE> 39 </TipoDTE>', 'receipt', '39'],
    ['DTE 41', 'dte', '<TipoDTE>41</TipoDTE>', 'receipt', '41'],
    ['DTE 46', 'dte', '<TipoDTE>46</TipoDTE>', 'invoice', '46'],
    ['DTE 52', 'dte', '<TipoDTE>52</TipoDTE>', 'unknown', '52'],
    ['DTE 56', 'dte', '<TipoDTE>56</TipoDTE>', 'debit_note', '56'],
    ['DTE 61', 'dte', '<TipoDTE>61</TipoDTE>', 'credit_note', '61'],
    ['SRI 01', 'sri', sri('01'), 'invoice', '01'],
    ['SRI 03', 'sri', sri('03'), 'invoice', '03'],
    ['SRI 04', 'sri', sri('04'), 'credit_note', '04'],
    ['SRI 05', 'sri', sri('05'), 'debit_note', '05'],
    ['SRI 06', 'sri', sri('06'), 'unknown', '06'],
    ['SRI 07', 'sri', sri('07'), 'unknown', '07'],
    ['SRI inside CDATA', 'sri', `<autorizacion><comprobante><![CDATA[${sri('04')}]]></comprobante></autorizacion>`, 'credit_note', '04'],
    ['SRI escaped', 'sri', `<autorizacion><comprobante>${sri('05').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</comprobante></autorizacion>`, 'debit_note', '05'],
    ['CFDI I', 'cfdi', cfdi('I'), 'invoice', 'I'],
    ['CFDI E', 'cfdi', cfdi('E'), 'credit_note', 'E'],
    ['CFDI P', 'cfdi', cfdi('P'), 'transfer', 'P'],
    ['CFDI N', 'cfdi', cfdi('N'), 'payroll', 'N'],
    ['CFDI T', 'cfdi', cfdi('T'), 'unknown', 'T'],
    ['CFDI 3.2 in words', 'cfdi', '<Comprobante version="3.2" tipoDeComprobante="ingreso">', 'invoice', 'I'],
    ['Facturae', 'facturae', facturae('FC', 'OO'), 'invoice', 'FC/OO'],
    ['Facturae corrective', 'facturae', facturae('FC', 'OR'), 'credit_note', 'FC/OR'],
  ])('%s', (_, kind, text, docType, subType) => {
    expect(classify(kind, text)).toMatchObject({ docType, subType, needsReview: docType === 'unknown', confidence: docType === 'unknown' ? 0 : 0.99 })
  })

  it.each<[string, FileKind, string, string]>([
    ['SUNAT', 'ubl', ubl('03', '<cbc:ID schemeID="6">20600000021</cbc:ID>'), '03'], ['DTE', 'dte', '<DTE><TipoDTE>33</TipoDTE></DTE>', '33'], ['SRI', 'sri', sri('01'), '01'],
    ['Facturae', 'facturae', facturae('FC', 'OO'), 'FC/OO'], ['CFDI', 'cfdi', cfdi('I'), 'I'],
  ])('of the %s is read in UTF-16 of either order', (_, kind, text, subType) => {
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le')
    for (const file of [little, Buffer.from(little).swap16()]) expect(classifyStructured(kind, peekTypeCode(kind, file))).toMatchObject({ docType: 'invoice', subType, needsReview: false })
  })

  it.each<FileKind>(['camt053', 'ofx', 'mt940', 'norma43', 'csv', 'json'])('%s is a bank statement by its format', (kind) => {
    expect(classify(kind, '')).toMatchObject({ docType: 'bank_statement', confidence: 0.99, needsReview: false })
  })

  it('answers unknown for review, and never fails, whatever the kind and the bytes', () => {
    for (const kind of FILE_KINDS) for (const text of ['', '<', '<a>', '\u0000\u0000', '<InvoiceTypeCode>'])
      expect(classify(kind, text).needsReview).toBe(classify(kind, text).docType === 'unknown')
  })
})
