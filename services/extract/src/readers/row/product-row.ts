import type { Canonical, Row } from '@chasqui/contracts'
import { errors } from '../../errors.ts'
import type { ReaderContext } from '../../reader.ts'
import { present } from '../fiscal.ts'
import { cellsOf } from './cells.ts'

/** A row of a price list: one product, kept as the one line of its document. Throws NO_USABLE_FIELD without name and code. */
export function readProductRow(row: Row, { tenant }: ReaderContext): Canonical {
  const cells = cellsOf(row, 'product', tenant)
  const description = cells.text('name', 'lines.0.description')
  const code = cells.text('sku', 'lines.0.code') ?? cells.text('barcode', 'lines.0.code')
  if (description === undefined && code === undefined) throw errors.fault('NO_USABLE_FIELD', { detail: 'no name and no code of a product' })
  const vendorName = cells.text('vendorName', 'vendor.name')
  return present({
    schemaVersion: 1 as const,
    docType: 'product_list' as const,
    country: tenant.country,
    currency: cells.currency.code,
    vendor: vendorName === undefined ? undefined : { name: vendorName },
    lines: [present({
      n: 1,
      code,
      description: description ?? '',
      quantity: cells.amount('stock', 'lines.0.quantity'),
      unit: cells.text('unit', 'lines.0.unit'),
      unitPrice: cells.amount('price', 'lines.0.unitPrice'),
    })],
    references: [],
    source: 'row' as const,
    confidence: 0.95,
    fieldMeta: cells.notes.meta,
    findings: cells.findings,
  })
}
