import { isZero, sub } from '@chasqui/tax'
import { present, type Line } from '../fiscal.ts'
import { readDecimal } from '../xml/decimal.ts'
import { allAt, textAt, type Element } from '../xml/tree.ts'

const BOLETAS: ReadonlySet<string> = new Set(['39', '41'])
const EXEMPT_DOCUMENTS: ReadonlySet<string> = new Set(['34', '41', '110', '111', '112'])
const EXEMPT = '1'
const NOT_BILLED: ReadonlySet<string> = new Set(['2', '6'])

/** Lines of a boleta have the IVA inside, unless IndMntNeto says otherwise; those of a factura have it when MntBruto says so. */
export function readDteLines(document: Element, subType: string | undefined): Line[] {
  const hasTaxInside = BOLETAS.has(subType ?? '') ? textAt(document, 'Encabezado/IdDoc/IndMntNeto') !== '2' : textAt(document, 'Encabezado/IdDoc/MntBruto') === '1'
  const rate = readDecimal(textAt(document, 'Encabezado/Totales/TasaIVA') ?? '')
  const isExempt = EXEMPT_DOCUMENTS.has(subType ?? '')
  return allAt(document, 'Detalle').map((line, index) => readLine(line, index, { hasTaxInside, rate, isExempt }))
}

function readLine(line: Element, index: number, document: { hasTaxInside: boolean; rate: string | undefined; isExempt: boolean }): Line {
  const decimal = (name: string) => readDecimal(textAt(line, name) ?? '')
  const exemption = textAt(line, 'IndExe')
  const isExempt = document.isExempt || exemption === EXEMPT
  const amount = NOT_BILLED.has(exemption ?? '') ? '0' : decimal('MontoItem')
  return present({
    n: index + 1,
    code: textAt(line, 'CdgItem/VlrCodigo'),
    description: [textAt(line, 'NmbItem'), textAt(line, 'DscItem')].filter((text) => text !== undefined).join(' ').slice(0, 1_000),
    quantity: decimal('QtyItem'),
    unit: textAt(line, 'UnmdItem'),
    unitPrice: decimal('PrcItem'),
    discount: discountOf(decimal('DescuentoMonto'), decimal('RecargoMonto')),
    net: document.hasTaxInside && !isExempt ? undefined : amount,
    taxKind: 'IVA',
    taxRate: isExempt ? null : document.rate,
    gross: document.hasTaxInside || isExempt ? amount : undefined,
  })
}

/** A surcharge is a negative discount: both stand between price and amount. */
function discountOf(discount: string | undefined, surcharge: string | undefined): string | undefined {
  if (discount === undefined && surcharge === undefined) return undefined
  const net = sub(discount ?? '0', surcharge ?? '0')
  return isZero(net) ? undefined : net
}
