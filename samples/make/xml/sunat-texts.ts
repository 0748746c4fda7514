/** SUNAT, UBL 2.1. The companies are invented; their RUC pass the check digit. Unsigned: a signature is optional to a reader. */

/** Factura F001-00000123: two lines at 18 %, due in a month. */
export const invoice = `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:UBLVersionID>2.1</cbc:UBLVersionID><cbc:CustomizationID>2.0</cbc:CustomizationID><cbc:ID>F001-00000123</cbc:ID><cbc:IssueDate>2025-04-15</cbc:IssueDate><cbc:DueDate>2025-05-15</cbc:DueDate>
<cbc:InvoiceTypeCode listID="0101">01</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>PEN</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="6">20600000013</cbc:ID></cac:PartyIdentification><cac:PartyLegalEntity><cbc:RegistrationName>COMERCIAL DE PRUEBA S.A.C.</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="6">20600000021</cbc:ID></cac:PartyIdentification><cac:PartyLegalEntity><cbc:RegistrationName>CLIENTE UNO S.A.C.</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:TaxTotal><cbc:TaxAmount currencyID="PEN">68.40</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount currencyID="PEN">380.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="PEN">68.40</cbc:TaxAmount><cac:TaxCategory><cbc:Percent>18.00</cbc:Percent><cac:TaxScheme><cbc:ID>1000</cbc:ID><cbc:Name>IGV</cbc:Name><cbc:TaxTypeCode>VAT</cbc:TaxTypeCode></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="PEN">380.00</cbc:LineExtensionAmount><cbc:TaxInclusiveAmount currencyID="PEN">448.40</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="PEN">448.40</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="NIU">2</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID="PEN">300.00</cbc:LineExtensionAmount><cac:Item><cbc:Description>TECLADO</cbc:Description></cac:Item><cac:Price><cbc:PriceAmount currencyID="PEN">150.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
<cac:InvoiceLine><cbc:ID>2</cbc:ID><cbc:InvoicedQuantity unitCode="ZZ">1</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID="PEN">80.00</cbc:LineExtensionAmount><cac:Item><cbc:Description>INSTALACION</cbc:Description></cac:Item><cac:Price><cbc:PriceAmount currencyID="PEN">80.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>
`

const namespaces = 'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'

const supplier = `<cac:AccountingSupplierParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="6">20600000013</cbc:ID></cac:PartyIdentification><cac:PartyLegalEntity><cbc:RegistrationName><![CDATA[COMERCIAL DE PRUEBA S.A.C.]]></cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>`

const customer = `<cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="6">20600000021</cbc:ID></cac:PartyIdentification><cac:PartyLegalEntity><cbc:RegistrationName><![CDATA[CLIENTE UNO S.A.C.]]></cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>`

function igv(base: string, amount: string): string {
  return `<cac:TaxSubtotal><cbc:TaxableAmount currencyID="PEN">${base}</cbc:TaxableAmount><cbc:TaxAmount currencyID="PEN">${amount}</cbc:TaxAmount><cac:TaxCategory><cbc:Percent>18.00</cbc:Percent><cac:TaxScheme><cbc:ID>1000</cbc:ID><cbc:Name>IGV</cbc:Name><cbc:TaxTypeCode>VAT</cbc:TaxTypeCode></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>`
}

/** A keyboard of F001-00000123 came back: nota de crédito, reason 07 (returned item). */
export const creditNote = `<?xml version="1.0" encoding="UTF-8"?>
<CreditNote xmlns="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2" ${namespaces}>
<cbc:UBLVersionID>2.1</cbc:UBLVersionID><cbc:CustomizationID>2.0</cbc:CustomizationID>
<cbc:ID>FC01-00000007</cbc:ID><cbc:IssueDate>2025-04-22</cbc:IssueDate><cbc:IssueTime>09:15:00</cbc:IssueTime><cbc:DocumentCurrencyCode>PEN</cbc:DocumentCurrencyCode>
<cac:DiscrepancyResponse><cbc:ReferenceID>F001-00000123</cbc:ReferenceID><cbc:ResponseCode>07</cbc:ResponseCode><cbc:Description>DEVOLUCION DE UN TECLADO</cbc:Description></cac:DiscrepancyResponse>
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F001-00000123</cbc:ID><cbc:DocumentTypeCode>01</cbc:DocumentTypeCode></cac:InvoiceDocumentReference></cac:BillingReference>
${supplier}
${customer}
<cac:TaxTotal><cbc:TaxAmount currencyID="PEN">27.00</cbc:TaxAmount>${igv('150.00', '27.00')}</cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="PEN">150.00</cbc:LineExtensionAmount><cbc:TaxInclusiveAmount currencyID="PEN">177.00</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="PEN">177.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:CreditNoteLine><cbc:ID>1</cbc:ID><cbc:CreditedQuantity unitCode="NIU">1</cbc:CreditedQuantity><cbc:LineExtensionAmount currencyID="PEN">150.00</cbc:LineExtensionAmount><cac:TaxTotal><cbc:TaxAmount currencyID="PEN">27.00</cbc:TaxAmount>${igv('150.00', '27.00')}</cac:TaxTotal><cac:Item><cbc:Description>TECLADO</cbc:Description></cac:Item><cac:Price><cbc:PriceAmount currencyID="PEN">150.00</cbc:PriceAmount></cac:Price></cac:CreditNoteLine>
</CreditNote>
`

/** Interest for late payment: nota de débito, reason 01. Its totals stand in RequestedMonetaryTotal. */
export const debitNote = `<?xml version="1.0" encoding="UTF-8"?>
<DebitNote xmlns="urn:oasis:names:specification:ubl:schema:xsd:DebitNote-2" ${namespaces}>
<cbc:UBLVersionID>2.1</cbc:UBLVersionID><cbc:CustomizationID>2.0</cbc:CustomizationID>
<cbc:ID>FD01-00000003</cbc:ID><cbc:IssueDate>2025-06-02</cbc:IssueDate><cbc:DocumentCurrencyCode>PEN</cbc:DocumentCurrencyCode>
<cac:DiscrepancyResponse><cbc:ReferenceID>F001-00000123</cbc:ReferenceID><cbc:ResponseCode>01</cbc:ResponseCode><cbc:Description>INTERESES POR MORA</cbc:Description></cac:DiscrepancyResponse>
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F001-00000123</cbc:ID><cbc:DocumentTypeCode>01</cbc:DocumentTypeCode></cac:InvoiceDocumentReference></cac:BillingReference>
${supplier}
${customer}
<cac:TaxTotal><cbc:TaxAmount currencyID="PEN">3.60</cbc:TaxAmount>${igv('20.00', '3.60')}</cac:TaxTotal>
<cac:RequestedMonetaryTotal><cbc:LineExtensionAmount currencyID="PEN">20.00</cbc:LineExtensionAmount><cbc:TaxInclusiveAmount currencyID="PEN">23.60</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="PEN">23.60</cbc:PayableAmount></cac:RequestedMonetaryTotal>
<cac:DebitNoteLine><cbc:ID>1</cbc:ID><cbc:DebitedQuantity unitCode="ZZ">1</cbc:DebitedQuantity><cbc:LineExtensionAmount currencyID="PEN">20.00</cbc:LineExtensionAmount><cac:TaxTotal><cbc:TaxAmount currencyID="PEN">3.60</cbc:TaxAmount>${igv('20.00', '3.60')}</cac:TaxTotal><cac:Item><cbc:Description>INTERESES POR MORA</cbc:Description></cac:Item><cac:Price><cbc:PriceAmount currencyID="PEN">20.00</cbc:PriceAmount></cac:Price></cac:DebitNoteLine>
</DebitNote>
`

/** Boleta de venta (03) to a buyer without a document. */
export const boleta = `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" ${namespaces}>
<cbc:UBLVersionID>2.1</cbc:UBLVersionID><cbc:CustomizationID>2.0</cbc:CustomizationID><cbc:ID>B001-00004410</cbc:ID><cbc:IssueDate>2025-05-09</cbc:IssueDate><cbc:IssueTime>18:40:12</cbc:IssueTime>
<cbc:InvoiceTypeCode listID="0101">03</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>PEN</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="6">20999999906</cbc:ID></cac:PartyIdentification><cac:PartyName><cbc:Name>LIBRERIA EL QUIPU</cbc:Name></cac:PartyName><cac:PartyLegalEntity><cbc:RegistrationName>UTILES DEL SUR E.I.R.L.</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="0">-</cbc:ID></cac:PartyIdentification><cac:PartyLegalEntity><cbc:RegistrationName>CLIENTES VARIOS</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:PaymentTerms><cbc:ID>FormaPago</cbc:ID><cbc:PaymentMeansID>Contado</cbc:PaymentMeansID></cac:PaymentTerms>
<cac:TaxTotal><cbc:TaxAmount currencyID="PEN">9.00</cbc:TaxAmount>${igv('50.00', '9.00')}</cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="PEN">50.00</cbc:LineExtensionAmount><cbc:TaxInclusiveAmount currencyID="PEN">59.00</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="PEN">59.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="NIU">4</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID="PEN">50.00</cbc:LineExtensionAmount><cac:Item><cbc:Description>PAPEL BOND A4 X 500</cbc:Description></cac:Item><cac:Price><cbc:PriceAmount currencyID="PEN">12.50</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>
`

/**
 * Factura F001-00000131: a taxed line, an exempt one (9997) and a free sample (9996), which is not part of what is owed;
 * payable in two instalments. To be written in Latin-1, as its prolog says.
 */
export const mixedInvoice = `<?xml version="1.0" encoding="ISO-8859-1"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" ${namespaces}>
<cbc:UBLVersionID>2.1</cbc:UBLVersionID><cbc:CustomizationID>2.0</cbc:CustomizationID><cbc:ID>F001-00000131</cbc:ID><cbc:IssueDate>2025-05-12</cbc:IssueDate>
<cbc:InvoiceTypeCode listID="0101">01</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>PEN</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="6">20999999914</cbc:ID></cac:PartyIdentification><cac:PartyLegalEntity><cbc:RegistrationName>AGROINDUSTRIA ÑUSTA PERÚ S.A.</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
${customer}
<cac:PaymentTerms><cbc:ID>FormaPago</cbc:ID><cbc:PaymentMeansID>Credito</cbc:PaymentMeansID><cbc:Amount currencyID="PEN">536.00</cbc:Amount></cac:PaymentTerms>
<cac:PaymentTerms><cbc:ID>FormaPago</cbc:ID><cbc:PaymentMeansID>Cuota001</cbc:PaymentMeansID><cbc:Amount currencyID="PEN">268.00</cbc:Amount><cbc:PaymentDueDate>2025-06-12</cbc:PaymentDueDate></cac:PaymentTerms>
<cac:PaymentTerms><cbc:ID>FormaPago</cbc:ID><cbc:PaymentMeansID>Cuota002</cbc:PaymentMeansID><cbc:Amount currencyID="PEN">268.00</cbc:Amount><cbc:PaymentDueDate>2025-07-12</cbc:PaymentDueDate></cac:PaymentTerms>
<cac:TaxTotal><cbc:TaxAmount currencyID="PEN">36.00</cbc:TaxAmount>${igv('200.00', '36.00')}<cac:TaxSubtotal><cbc:TaxableAmount currencyID="PEN">300.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="PEN">0.00</cbc:TaxAmount><cac:TaxCategory><cac:TaxScheme><cbc:ID>9997</cbc:ID><cbc:Name>EXO</cbc:Name><cbc:TaxTypeCode>VAT</cbc:TaxTypeCode></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal><cac:TaxSubtotal><cbc:TaxableAmount currencyID="PEN">25.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="PEN">4.50</cbc:TaxAmount><cac:TaxCategory><cac:TaxScheme><cbc:ID>9996</cbc:ID><cbc:Name>GRA</cbc:Name><cbc:TaxTypeCode>FRE</cbc:TaxTypeCode></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="PEN">500.00</cbc:LineExtensionAmount><cbc:TaxInclusiveAmount currencyID="PEN">536.00</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="PEN">536.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="NIU">8</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID="PEN">200.00</cbc:LineExtensionAmount><cac:PricingReference><cac:AlternativeConditionPrice><cbc:PriceAmount currencyID="PEN">29.50</cbc:PriceAmount><cbc:PriceTypeCode>01</cbc:PriceTypeCode></cac:AlternativeConditionPrice></cac:PricingReference><cac:TaxTotal><cbc:TaxAmount currencyID="PEN">36.00</cbc:TaxAmount>${igv('200.00', '36.00')}</cac:TaxTotal><cac:Item><cbc:Description>CAJA DE CARTÓN REFORZADO</cbc:Description></cac:Item><cac:Price><cbc:PriceAmount currencyID="PEN">25.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
<cac:InvoiceLine><cbc:ID>2</cbc:ID><cbc:InvoicedQuantity unitCode="KGM">60</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID="PEN">300.00</cbc:LineExtensionAmount><cac:TaxTotal><cbc:TaxAmount currencyID="PEN">0.00</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount currencyID="PEN">300.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="PEN">0.00</cbc:TaxAmount><cac:TaxCategory><cac:TaxScheme><cbc:ID>9997</cbc:ID><cbc:Name>EXO</cbc:Name><cbc:TaxTypeCode>VAT</cbc:TaxTypeCode></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal><cac:Item><cbc:Description>PAPA NATIVA</cbc:Description></cac:Item><cac:Price><cbc:PriceAmount currencyID="PEN">5.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
<cac:InvoiceLine><cbc:ID>3</cbc:ID><cbc:InvoicedQuantity unitCode="NIU">1</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID="PEN">25.00</cbc:LineExtensionAmount><cac:PricingReference><cac:AlternativeConditionPrice><cbc:PriceAmount currencyID="PEN">25.00</cbc:PriceAmount><cbc:PriceTypeCode>02</cbc:PriceTypeCode></cac:AlternativeConditionPrice></cac:PricingReference><cac:TaxTotal><cbc:TaxAmount currencyID="PEN">4.50</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount currencyID="PEN">25.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="PEN">4.50</cbc:TaxAmount><cac:TaxCategory><cbc:Percent>18.00</cbc:Percent><cac:TaxScheme><cbc:ID>9996</cbc:ID><cbc:Name>GRA</cbc:Name><cbc:TaxTypeCode>FRE</cbc:TaxTypeCode></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal><cac:Item><cbc:Description>MUESTRA SIN VALOR COMERCIAL</cbc:Description></cac:Item><cac:Price><cbc:PriceAmount currencyID="PEN">0.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>
`
