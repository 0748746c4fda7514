import type { Canonical } from '@chasqui/contracts'
import { add } from '@chasqui/tax'
import { present, presentOrNone } from '../fiscal.ts'
import { readDecimal } from '../xml/decimal.ts'
import type { Fields } from '../xml/fields.ts'
import { firstNamed, type Element } from '../xml/tree.ts'
import { attributeOf } from './attribute.ts'

/** A pay slip (type N): the complement Nomina holds the pay, the receiver is the employee. */
export function readNomina(fields: Fields, root: Element, document: Canonical): Canonical {
  const pay = firstNamed(root, 'Nomina')
  const amount = (name: string) => readDecimal(attributeOf(pay, name) ?? '')
  const [earned, other] = [amount('TotalPercepciones'), amount('TotalOtrosPagos')]
  const gross = earned === undefined ? other : add(earned, other ?? '0')
  const periodStart = fields.dateOf('payroll.periodStart', attributeOf(pay, 'FechaInicialPago'), 'Nomina/@FechaInicialPago')
  const periodEnd = fields.dateOf('payroll.periodEnd', attributeOf(pay, 'FechaFinalPago'), 'Nomina/@FechaFinalPago')
  return present({
    ...document,
    periodStart,
    periodEnd,
    payroll: present({
      employee: presentOrNone({ name: document.buyer?.name, taxId: document.buyer?.taxId }) ?? {},
      periodStart,
      periodEnd,
      gross: fields.note('payroll.gross', gross, 'Nomina/@TotalPercepciones'),
      totalDeductions: fields.note('payroll.totalDeductions', amount('TotalDeducciones') ?? (gross === undefined ? undefined : '0'), 'Nomina/@TotalDeducciones'),
      net: fields.note('payroll.net', document.totals?.payable, '@Total'),
    }),
  })
}
