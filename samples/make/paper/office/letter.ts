import { netOf, totalsOf, type PaperDocument } from '../document.ts'
import { amount, date, money, rate } from '../format.ts'

/** A letter of a small business, written in a word processor: running text for the parties, a plain table, tabs to the totals. */
export function letter(document: PaperDocument, options: { font?: string } = {}): string {
  const totals = totalsOf(document)
  const { vendor, buyer } = document
  const id = document.tenant === 'es' ? 'NIF' : document.tenant === 'cl' ? 'RUT' : 'RUC'
  const font = options.font ?? 'Carlito'
  const sums: [string, string][] = [
    ...(document.tenant === 'cl' ? [...totals.taxes.map((tax): [string, string] => ['Neto afecto', tax.base]), ...(Number(totals.exempt) > 0 ? [['Exento', totals.exempt] as [string, string]] : [])] : [['Base imponible', totals.subtotal] as [string, string]]),
    ...totals.taxes.map((tax): [string, string] => [`${document.taxKind} ${rate(tax.rate)}%`, tax.amount]),
    ...(document.withholding === undefined ? [] : [[`${document.withholding.kind} -${rate(document.withholding.rate)}%`, `-${totals.withholding}`] as [string, string]]),
    ['TOTAL', totals.payable],
  ]
  const rows = document.lines.map((line) => tableRow([line.description, amount(document, line.quantity), amount(document, line.unitPrice), amount(document, netOf(document, line))]))
  return `<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:default-style style:family="paragraph"><style:text-properties style:font-name="${font}" fo:font-family="'${font}'" fo:font-size="11pt" fo:language="es" fo:country="ES"/></style:default-style></office:styles>
<office:automatic-styles>
<style:style style:name="Title" style:family="paragraph"><style:paragraph-properties fo:text-align="end" fo:margin-bottom="0.5cm"/><style:text-properties fo:font-size="18pt" fo:font-weight="bold"/></style:style>
<style:style style:name="Bold" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Gap" style:family="paragraph"><style:paragraph-properties fo:margin-top="0.6cm"/></style:style>
<style:style style:name="Right" style:family="paragraph"><style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="Sum" style:family="paragraph"><style:paragraph-properties fo:margin-top="0.1cm"><style:tab-stops><style:tab-stop style:position="11cm"/><style:tab-stop style:position="17cm" style:type="right"/></style:tab-stops></style:paragraph-properties></style:style>
<style:style style:name="Lines" style:family="table"><style:table-properties style:width="17cm" fo:margin-top="0.6cm" fo:margin-bottom="0.6cm" table:align="left"/></style:style>
<style:style style:name="Wide" style:family="table-column"><style:table-column-properties style:column-width="9.5cm"/></style:style>
<style:style style:name="Narrow" style:family="table-column"><style:table-column-properties style:column-width="2.5cm"/></style:style>
<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:border-bottom="0.5pt solid #000000" fo:padding="0.08cm"/></style:style>
<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/></office:master-styles>
<office:body><office:text>
${paragraph('Bold', vendor.name)}${paragraph('', vendor.trade ?? '')}${paragraph('', `${vendor.address}, ${vendor.city}`)}${paragraph('', `${id}: ${vendor.printedTaxId ?? vendor.taxId}`)}
${paragraph('Title', document.title)}
${paragraph('', `Factura n.º: ${document.number}`)}${paragraph('', `Fecha: ${date(document.issueDate, 'words')}`)}${document.dueDate === undefined ? '' : paragraph('', `Vencimiento: ${date(document.dueDate, 'words')}`)}
${paragraph('Gap', `Cliente: ${buyer?.name ?? ''}`)}${paragraph('', `${id} cliente: ${buyer?.printedTaxId ?? buyer?.taxId ?? ''}`)}${paragraph('', `${buyer?.address ?? ''}, ${buyer?.city ?? ''}`)}
<table:table table:style-name="Lines"><table:table-column table:style-name="Wide"/><table:table-column table:style-name="Narrow" table:number-columns-repeated="3"/>
${tableRow(['Concepto', 'Cantidad', 'Precio', 'Importe'])}${rows.join('')}</table:table>
${sums.map(([label, value]) => `<text:p text:style-name="Sum"><text:tab/>${label}<text:tab/>${money(document, value)}</text:p>`).join('\n')}
${(document.notes ?? []).map((note) => paragraph('Gap', note)).join('')}
</office:text></office:body></office:document>`
}

function paragraph(style: string, text: string): string {
  return text === '' ? '' : `<text:p${style === '' ? '' : ` text:style-name="${style}"`}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text:p>`
}

function tableRow(cells: readonly string[]): string {
  return `<table:table-row>${cells.map((cell, column) => `<table:table-cell table:style-name="Cell">${paragraph(column === 0 ? 'Plain' : 'Right', cell)}</table:table-cell>`).join('')}</table:table-row>`
}
