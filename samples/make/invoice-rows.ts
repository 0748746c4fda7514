import type { Row } from '@chasqui/contracts'

/** Rows of invoices that have nothing in common but their issuer: each has its own number and total. @param from the number of the first */
export function invoiceRows(count: number, from = 1): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const cents = (from + i) * 100
    return {
      numero: `F001-${String(from + i).padStart(8, '0')}`, fecha: '2025-04-15', proveedor: 'COMERCIAL DE PRUEBA S.A.C.', ruc: '20600000013', moneda: 'PEN',
      base: (cents / 100).toFixed(2), igv: (cents * 0.18 / 100).toFixed(2), total: (cents * 1.18 / 100).toFixed(2),
    }
  })
}
