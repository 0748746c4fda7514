import type { Canonical, DocType, Row } from '@chasqui/contracts'
import { errors } from '../errors.ts'
import type { Reader, ReaderContext, Source } from '../reader.ts'
import { cellsBeyondHeader } from './row/beyond-header.ts'
import { readDocumentRow } from './row/document-row.ts'
import { readMovementRow } from './row/movement-row.ts'
import { readPayrollRow } from './row/payroll-row.ts'
import { readProductRow } from './row/product-row.ts'
import { visible } from './row/visible.ts'

/** One row of a table, or one object of a request: names and values. */
export const row: Reader = {
  name: 'row',
  reads: (source) => source.kind === 'row',
  read,
}

function read(source: Source, context: ReaderContext): Canonical {
  if (source.row === undefined) throw errors.fault('NO_CONTENT', { detail: 'kind row' })
  const cells = visible(source.row)
  const document = readCells(cells, source.docType, context)
  return { ...document, findings: [...document.findings, ...cellsBeyondHeader(cells)] }
}

function readCells(cells: Row, docType: DocType, context: ReaderContext): Canonical {
  switch (docType) {
    case 'bank_statement':
    case 'transfer': return readMovementRow(cells, docType, context)
    case 'payroll': return readPayrollRow(cells, context)
    case 'product_list': return readProductRow(cells, context)
    default: return readDocumentRow(cells, docType, context)
  }
}
