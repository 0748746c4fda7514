import { add, isZero, sub, sum } from '@chasqui/tax'
import { present, type Line } from '../fiscal.ts'
import { readDecimal } from '../xml/decimal.ts'
import { allAt, type Element } from '../xml/tree.ts'
import { attributeOf } from './attribute.ts'
import { taxLineOf } from './taxes.ts'

export function readCfdiLines(root: Element): Line[] {
  return allAt(root, 'Conceptos/Concepto').map(readLine)
}

/** Importe is before the discount of the line. */
function readLine(concept: Element, index: number): Line {
  const decimal = (name: string) => readDecimal(attributeOf(concept, name) ?? '')
  const amount = decimal('Importe')
  const discount = decimal('Descuento')
  const net = amount === undefined ? undefined : sub(amount, discount ?? '0')
  const taxes = allAt(concept, 'Impuestos/Traslados/Traslado').flatMap((element) => taxLineOf(element) ?? [])
  const tax = taxes.find((one) => one.kind === 'IVA') ?? taxes[0]
  return present({
    n: index + 1,
    code: attributeOf(concept, 'NoIdentificacion') ?? attributeOf(concept, 'ClaveProdServ'),
    description: attributeOf(concept, 'Descripcion') ?? '',
    quantity: decimal('Cantidad'),
    unit: attributeOf(concept, 'ClaveUnidad') ?? attributeOf(concept, 'Unidad'),
    unitPrice: decimal('ValorUnitario'),
    discount: discount === undefined || isZero(discount) ? undefined : discount,
    net,
    taxKind: tax?.kind,
    taxRate: tax?.rate,
    taxAmount: tax?.amount,
    gross: net === undefined || tax === undefined ? undefined : add(net, sum(taxes.map((one) => one.amount))),
  })
}
