import { Big } from 'big.js'
import { escaped, htmlPage, row } from './page.ts'

export type PrintedMovement = { date: string; valueDate: string; text: string; amount: string }
export type PrintedStatement = { bank: string; holder: string; taxId: string; iban: string; from: string; to: string; opening: string; movements: readonly PrintedMovement[] }

/** The balance after each movement, and so the closing balance. */
export function balances(statement: PrintedStatement): string[] {
  let balance = new Big(statement.opening)
  return statement.movements.map((movement) => (balance = balance.plus(movement.amount)).toFixed(2))
}

/** A bank's statement as a PDF: a table with the signed amount and the balance after it. */
export function statementPage(statement: PrintedStatement): string {
  const after = balances(statement)
  const euros = (value: string): string => {
    const [whole = '', cents = ''] = new Big(value).abs().toFixed(2).split('.')
    return `${value.startsWith('-') ? '-' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, '.')},${cents}`
  }
  const day = (iso: string): string => iso.split('-').toReversed().join('/')
  return htmlPage(`
body { font-family: 'Roboto'; font-size: 9pt } .bar { background: #12355b; color: white; padding: 4mm 6mm; font-size: 15pt; margin-bottom: 6mm }
.facts { display: flex; justify-content: space-between; margin-bottom: 5mm } td { padding: 1.5mm 1mm; border-bottom: .5px solid #ccc } th { text-align: left; padding: 1.5mm 1mm; border-bottom: 1px solid #12355b }`, `
<div class="bar">${statement.bank}</div><h2>Extracto de cuenta corriente</h2>
<div class="facts"><div>Titular: ${escaped(statement.holder)}<br>NIF: ${statement.taxId}<br>IBAN: ${statement.iban.replace(/(.{4})(?=.)/g, '$1 ')}</div><div>Periodo: del ${day(statement.from)} al ${day(statement.to)}<br>Divisa: EUR</div></div>
<table>${row(['F. operación', 'F. valor', 'Concepto', 'Importe', 'Saldo'], new Set([3, 4]), 'th')}
${row(['', '', 'SALDO ANTERIOR', '', euros(statement.opening)], new Set([3, 4]))}
${statement.movements.map((movement, index) => row([day(movement.date), day(movement.valueDate), escaped(movement.text), euros(movement.amount), euros(after[index] ?? '')], new Set([3, 4]))).join('\n')}
${row(['', '', 'SALDO FINAL', '', euros(after.at(-1) ?? statement.opening)], new Set([3, 4]))}</table>
<p style="font-size:7.5pt">Este extracto se considera conforme si no se recibe reclamación en 15 días.</p>`)
}
