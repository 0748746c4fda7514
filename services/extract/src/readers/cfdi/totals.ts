import { add, compare, isZero, sub, sum } from '@chasqui/tax'
import { present, type TaxLine, type Totals } from '../fiscal.ts'
import { readDecimal } from '../xml/decimal.ts'
import type { Fields } from '../xml/fields.ts'
import { allAt, at, firstNamed, type Element } from '../xml/tree.ts'
import { attributeOf } from './attribute.ts'
import { joined, taxLineOf, taxNameOf } from './taxes.ts'

/** `@Total` is after withholding: the canonical total puts back what was withheld. */
export function readCfdiTotals(fields: Fields, root: Element): Totals {
  const attribute = (field: string, name: string) => fields.decimalOf(field, attributeOf(root, name), `@${name}`)
  const gross = attribute('totals.subtotal', 'SubTotal')
  const discount = readDecimal(attributeOf(root, 'Descuento') ?? '')
  const stated = attribute('totals.payable', 'Total')
  const breakdown = [...transferred(root), ...localTaxes(root)]
  const withholdings = withheld(root)
  const withholding = withholdings.length === 0 ? undefined : sum(withholdings.map((one) => one.amount))
  const local = localTaxes(root)
  const federalTax = fields.decimalOf('totals.tax', attributeOf(at(root, 'Impuestos'), 'TotalImpuestosTrasladados'), 'Impuestos/@TotalImpuestosTrasladados')
  const bases = (test: (line: TaxLine) => boolean) => {
    const found = breakdown.filter((line) => line.kind === 'IVA' && test(line)).map((line) => line.base)
    return found.length === 0 || isZero(sum(found)) ? undefined : sum(found)
  }
  if (withholding !== undefined) fields.note('totals.withholding', withholding, 'Impuestos/@TotalImpuestosRetenidos')
  return present({
    subtotal: gross === undefined ? undefined : sub(gross, discount ?? '0'),
    tax: federalTax === undefined && local.length === 0 ? undefined : sum([federalTax ?? '0', ...local.map((line) => line.amount)]),
    taxBreakdown: breakdown,
    exempt: bases((line) => line.rate === null),
    zeroRated: bases((line) => line.rate !== null && isZero(line.rate)),
    notSubject: notSubject(root),
    withholding,
    withholdings,
    total: fields.note('totals.total', stated === undefined ? undefined : add(stated, withholding ?? '0'), withholding === undefined ? '@Total' : '@Total + withheld'),
    payable: stated,
  })
}

/** What carries no transferred tax at all (ObjetoImp 01) stands in no base. */
function notSubject(root: Element): string | undefined {
  const nets = allAt(root, 'Conceptos/Concepto').filter((concept) => allAt(concept, 'Impuestos/Traslados/Traslado').length === 0).flatMap((concept) => {
    const amount = readDecimal(attributeOf(concept, 'Importe') ?? '')
    return amount === undefined ? [] : [sub(amount, readDecimal(attributeOf(concept, 'Descuento') ?? '') ?? '0')]
  })
  return nets.length === 0 || isZero(sum(nets)) ? undefined : sum(nets)
}

/** 3.3 states no bases in the summary: they are added up from the concepts. */
function transferred(root: Element): TaxLine[] {
  const summary = allAt(root, 'Impuestos/Traslados/Traslado')
  const concepts = joined(allAt(root, 'Conceptos/Concepto/Impuestos/Traslados/Traslado').flatMap((element) => taxLineOf(element) ?? []))
  return summary.flatMap((element) => {
    const line = taxLineOf(element)
    if (line === undefined || attributeOf(element, 'Base') !== undefined) return line ?? []
    const same = concepts.find((one) => one.code === line.code && one.rate !== null && line.rate !== null && compare(one.rate, line.rate) === 0)
    return { ...line, base: same?.base ?? '0' }
  }).concat(summary.some((element) => attributeOf(element, 'Base') !== undefined) ? [] : concepts.filter((line) => line.rate === null))
}

/** The complement of local taxes (hotel tax and the like) stands outside the federal sum. */
function localTaxes(root: Element): TaxLine[] {
  const complement = firstNamed(root, 'ImpuestosLocales')
  if (complement === undefined) return []
  return allAt(complement, 'TrasladosLocales').flatMap((element) => {
    const amount = readDecimal(attributeOf(element, 'Importe') ?? '')
    return amount === undefined ? [] : [{ kind: 'OTHER' as const, code: attributeOf(element, 'ImpLocTrasladado') ?? 'local', rate: null, base: '0', amount }]
  })
}

function withheld(root: Element): Totals['withholdings'] {
  const federal = allAt(root, 'Impuestos/Retenciones/Retencion').map((element) => ({ kind: taxNameOf(element), amount: attributeOf(element, 'Importe') }))
  const complement = firstNamed(root, 'ImpuestosLocales')
  const local = complement === undefined ? [] : allAt(complement, 'RetencionesLocales').map((element) => ({ kind: attributeOf(element, 'ImpLocRetenido') ?? 'local', amount: attributeOf(element, 'Importe') }))
  const all = [...federal, ...local].flatMap(({ kind, amount }) => {
    const read = readDecimal(amount ?? '')
    return read === undefined || isZero(read) ? [] : [{ kind, amount: read }]
  })
  if (all.length > 0) return all
  const total = readDecimal(attributeOf(at(root, 'Impuestos'), 'TotalImpuestosRetenidos') ?? '')
  return total === undefined || isZero(total) ? [] : [{ kind: 'retenciones', amount: total }]
}
