import { add, mul, percentOf, round, rucDigit, rutDigit, sub, sum } from '@chasqui/tax'
import type { TENANTS } from '../layouts.fixture.ts'
import type { Dice } from './paper.fixture.ts'

/** What an invented invoice says; how it is laid out is another matter. */
export type Facts = {
  country: keyof typeof TENANTS
  vendor: { name: string; taxId: string; printed: string; address: string }
  buyer: { name: string; taxId: string; printed: string; address: string }
  number: string
  issueDate: string
  dueDate?: string
  lines: { description: string; quantity: string; price: string; net: string }[]
  subtotal: string
  rate: string
  tax: string
  total: string
  withholding?: { rate: string; amount: string }
  decimals: number
}

const FIRMS = { es: ['SL', 'S.L.', 'SA', 'S.A.', 'S.L.U.', 'S. L.'], pe: ['S.A.C.', 'S.R.L.', 'E.I.R.L.', 'S.A.'], cl: ['SPA', 'LTDA', 'S.A.', 'LIMITADA'], ec: ['S.A.', 'CIA LTDA', 'CIA. LTDA.', 'S.A.S.'] } as const
const FIRST = ['Comercial', 'Distribuidora', 'Servicios', 'Talleres', 'Imprenta', 'Consultores', 'Ferretería', 'Transportes', 'Grupo', 'Inversiones', 'Construcciones', 'Librería'] as const
const SECOND = ['Norte', 'del Sur', 'Alameda', 'San Martín', 'Los Olivos', 'Pacífico', 'Ibérica', 'Andina', 'Mediterráneo', 'El Roble', 'Quinta', 'Aurora'] as const
const GOODS = ['Papel A4 80 g', 'Tóner negro', 'Mantenimiento mensual', 'Consultoría técnica', 'Silla de oficina', 'Cable de red 3 m', 'Licencia anual', 'Tornillo M8 x 40', 'Transporte a obra', 'Pintura blanca 15 L', 'Impresión de folletos', 'Horas de programación', 'Café en grano 1 kg', 'Caja de guantes', 'Lámpara LED 12 W'] as const
const STREETS = { es: 'Calle Mayor 12, 28001 Madrid', pe: 'Av. Arequipa 1220, Lima', cl: 'Av. Providencia 2330, Santiago', ec: 'Av. Amazonas N24-03, Quito' } as const
const BUYERS = {
  es: { name: 'CLIENTE UNO SA', taxId: 'A58000019', printed: 'A58000019', address: 'Calle del Correo 7, 08002 Barcelona' },
  pe: { name: 'CLIENTE UNO S.A.C.', taxId: '20600000021', printed: '20600000021', address: 'Av. Los Chasquis 450, Lima' },
  cl: { name: 'CLIENTE UNO LTDA', taxId: '76000002-7', printed: '76.000.002-7', address: 'Av. Los Boldos 1020, Santiago' },
  ec: { name: 'CLIENTE UNO', taxId: '1700000019', printed: '1700000019', address: 'Calle Las Chirimoyas N34-12, Quito' },
} as const
const RATES = { es: ['21', '21', '10', '4'], pe: ['18'], cl: ['19'], ec: ['15'] } as const

export function aFact(country: Facts['country'], roll: Dice): Facts {
  const decimals = country === 'cl' ? 0 : 2
  const lines = Array.from({ length: roll.between(1, 6) }, () => {
    const quantity = String(roll.pick([1, 1, 1, 2, 3, 5, 10, 12, 24]))
    const price = country === 'cl' ? String(roll.between(5, 900) * 990) : `${roll.between(1, 900)}.${String(roll.between(0, 99)).padStart(2, '0')}`
    return { description: roll.pick(GOODS), quantity, price, net: round(mul(quantity, price), decimals) }
  })
  const subtotal = sum(lines.map((line) => line.net))
  const rate = roll.pick(RATES[country])
  const tax = round(percentOf(subtotal, rate), decimals)
  const issue = { y: roll.pick([2024, 2025]), m: roll.between(1, 12), d: roll.between(1, 28) }
  const date = (year: number, month: number, day: number) => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  const isWithheld = country === 'es' && rate === '21' && roll.chance(0.25)
  return {
    country, decimals, lines, subtotal, rate, tax,
    vendor: aVendor(country, roll), buyer: BUYERS[country], number: aNumber(country, roll, issue.y),
    issueDate: date(issue.y, issue.m, issue.d),
    ...(roll.chance(0.6) ? { dueDate: issue.m === 12 ? date(issue.y + 1, 1, issue.d) : date(issue.y, issue.m + 1, issue.d) } : {}),
    total: add(subtotal, tax),
    ...(isWithheld ? { withholding: { rate: '15', amount: round(percentOf(subtotal, '15'), 2) } } : {}),
  }
}

function aVendor(country: Facts['country'], roll: Dice): Facts['vendor'] {
  const name = `${roll.pick(FIRST)} ${roll.pick(SECOND)} ${roll.pick(FIRMS[country])}`
  const id = anId(country, roll)
  return { name: roll.chance(0.7) ? name.toUpperCase() : name, ...id, address: STREETS[country] }
}

function anId(country: Facts['country'], roll: Dice): { taxId: string; printed: string } {
  const digits = (count: number) => Array.from({ length: count }, () => roll.between(0, 9)).join('')
  switch (country) {
    case 'es': {
      const seven = digits(7)
      const taxId = `B${seven}${cifDigit(seven)}`
      return { taxId, printed: roll.pick([taxId, `B-${taxId.slice(1)}`, `ES${taxId}`]) }
    }
    case 'pe': {
      const ten = `20${digits(8)}`
      return { taxId: ten + rucDigit(ten), printed: ten + rucDigit(ten) }
    }
    case 'cl': {
      const eight = `7${digits(7)}`
      const taxId = `${eight}-${rutDigit(eight)}`
      const dotted = `${eight.slice(0, 2)}.${eight.slice(2, 5)}.${eight.slice(5)}-${rutDigit(eight)}`
      return { taxId, printed: roll.pick([taxId, dotted, dotted]) }
    }
    case 'ec': {
      for (;;) {
        const nine = `179${digits(6)}`
        const total = [4, 3, 2, 7, 6, 5, 4, 3, 2].reduce((all, weight, i) => all + weight * Number(nine.charAt(i)), 0)
        const check = total % 11 === 0 ? 0 : 11 - (total % 11)
        if (check < 10) return { taxId: `${nine}${check}001`, printed: `${nine}${check}001` }
      }
    }
  }
}

function cifDigit(seven: string): number {
  const total = [...seven].reduce((all, char, i) => {
    const part = i % 2 === 0 ? Number(char) * 2 : Number(char)
    return all + (part > 9 ? part - 9 : part)
  }, 0)
  return (10 - (total % 10)) % 10
}

function aNumber(country: Facts['country'], roll: Dice, year: number): string {
  const n = roll.between(1, 9999)
  switch (country) {
    case 'pe': return `${roll.pick(['F001', 'F002', 'E001', 'FA01'])}-${String(n).padStart(8, '0')}`
    case 'cl': return String(n)
    case 'ec': return `001-00${roll.between(1, 9)}-${String(n).padStart(9, '0')}`
    case 'es': return roll.pick([`${year}/${String(n).padStart(4, '0')}`, `A-${n}`, `F${year}-${n}`, `FV${String(year).slice(2)}/${n}`, String(10_000 + n), `${year}-${n}`])
  }
}

export const payableOf = (facts: Facts): string => (facts.withholding === undefined ? facts.total : sub(facts.total, facts.withholding.amount))
