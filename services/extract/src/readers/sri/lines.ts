import { add } from '@chasqui/tax'
import { present, type Line } from '../fiscal.ts'
import { readDecimal } from '../xml/decimal.ts'
import { allAt, textAt, type Element } from '../xml/tree.ts'
import { taxOf } from './totals.ts'

/** The lines of a voucher; a debit note has reasons with amounts instead. */
export function readSriLines(voucher: Element): Line[] {
  const details = allAt(voucher, 'detalles/detalle')
  if (details.length > 0) return details.map(readLine)
  return allAt(voucher, 'motivos/motivo').map((reason, index) => present({ n: index + 1, description: textAt(reason, 'razon') ?? '', net: readDecimal(textAt(reason, 'valor') ?? '') }))
}

function readLine(line: Element, index: number): Line {
  const decimal = (name: string) => readDecimal(textAt(line, name) ?? '')
  const net = decimal('precioTotalSinImpuesto')
  const taxes = allAt(line, 'impuestos/impuesto').flatMap((element) => taxOf(element)?.line ?? [])
  const tax = taxes.find((one) => one.kind === 'IVA') ?? taxes[0]
  return present({
    n: index + 1,
    code: textAt(line, 'codigoPrincipal') ?? textAt(line, 'codigoInterno') ?? textAt(line, 'codigoAuxiliar'),
    description: textAt(line, 'descripcion') ?? '',
    quantity: decimal('cantidad'),
    unit: textAt(line, 'unidadMedida'),
    unitPrice: decimal('precioUnitario'),
    discount: decimal('descuento'),
    net,
    taxKind: tax?.kind,
    taxRate: tax?.rate,
    taxAmount: tax?.amount,
    gross: net === undefined || tax === undefined ? undefined : taxes.reduce((total, one) => add(total, one.amount), net),
  })
}
