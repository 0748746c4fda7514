import { describe, expect, it } from 'vitest'
import type { DocType } from '@chasqui/contracts'
import { documentOf } from '../document.ts'
import { TENANTS } from '../layouts.fixture.ts'
import { typed } from '../page/document.fixture.ts'
import { sheetOf } from '../page/sheet.ts'
import { readDates } from './dates.ts'
import { findTable, readLines } from './lines/lines.ts'
import { findTillRows } from './lines/till-rows.ts'
import { readClaveAcceso, readNumber } from './number.ts'
import { readParties } from './parties/parties.ts'
import { readPayment } from './payment.ts'
import { readReferences } from './references.ts'
import { subTypeOf } from './sub-type.ts'

type TenantName = keyof typeof TENANTS
const document = (text: string, tenant: TenantName = 'es') => documentOf(sheetOf(typed(text)), TENANTS[tenant])
const none = () => false

describe('the dates of a document', () => {
  const dates = (text: string) => {
    const { issueDate, dueDate, period } = readDates(document(text), none)
    return [issueDate?.value, dueDate?.value, period?.start.value, period?.end.value]
  }

  it.each<[string, (string | undefined)[]]>([
    ['Fecha: 15/04/2025', ['2025-04-15', undefined, undefined, undefined]],
    ['Vencimiento: 15/05/2025', [undefined, '2025-05-15', undefined, undefined]],
    ['Vencimiento: 15/05/2025\nFecha: 15/04/2025', ['2025-04-15', '2025-05-15', undefined, undefined]],
    ['Fecha vencimiento: 15/05/2025   Fecha emisión: 15/04/2025', ['2025-04-15', '2025-05-15', undefined, undefined]],
    ['Fecha        Vencimiento\n15/04/2025   15/05/2025', ['2025-04-15', '2025-05-15', undefined, undefined]],
    ['Periodo: 01/03/2025 al 31/03/2025\nFecha factura: 05/04/2025', ['2025-04-05', undefined, '2025-03-01', '2025-03-31']],
    ['Fecha de entrega: 01/04/2025\nMadrid, 15 de abril de 2025', ['2025-04-15', undefined, undefined, undefined]],
    ['15/04/2025 18:32', ['2025-04-15', undefined, undefined, undefined]],
    ['Fecha: 31/02/2025', [undefined, undefined, undefined, undefined]],
    ['Fecha autorización: 16/04/2025\nFecha Emisión: 15/04/2025', ['2025-04-15', undefined, undefined, undefined]],
  ])('%s', (text, expected) => expect(dates(text)).toEqual(expected))

  it('with the month first are read, for review', () => {
    expect(readDates(document('Fecha: 04/15/2025'), none)).toMatchObject({ issueDate: { value: '2025-04-15' }, findings: [{ code: 'DATE_ORDER_GUESSED', severity: 'review' }] })
  })
})

describe('the number of a document', () => {
  const number = (text: string, tenant: TenantName = 'es', docType: DocType = 'invoice') => readNumber(document(text, tenant), docType, none)?.value

  it.each<[TenantName, string, string | undefined]>([
    ['es', 'Factura nº: A-123', 'A-123'], ['es', 'FACTURA A/331', 'A/331'], ['es', 'Nº de factura\n2025-0113', '2025-0113'], ['es', 'Factura: Serie A   Número: 123', 'A-123'],
    ['es', 'Factura Nº FV 25001', 'FV25001'], ['es', 'Factura n.º 2025', '2025'], ['es', 'Factura\n15/04/2025', undefined], ['es', 'Nº de pedido: 4500012', undefined],
    ['es', 'Nº cuenta 12345678', undefined], ['es', 'Registro Mercantil de Madrid, tomo 12, folio 56', undefined], ['es', 'Factura de abril', undefined],
    ['es', 'IMPRENTA LEVANTE SL   N.1.F.: B46000048\nFACTURA\nNº C-2025-077', 'C-2025-077'], ['es', 'N.1.F.: B46000048', undefined],
    ['pe', 'FACTURA ELECTRONICA\nF001 - 00000123', 'F001-00000123'], ['pe', 'E001-215', 'E001-215'], ['pe', 'Serie F001 Nº 00000123', 'F001-00000123'],
    ['ec', 'No. 001-001-000000123', '001-001-000000123'], ['ec', '001 - 001 - 000000123', '001-001-000000123'],
    ['cl', 'FACTURA ELECTRONICA\nNº 1501', '1501'], ['cl', 'Folio: 1.501', '1501'], ['cl', 'FACTURA ELECTRONICA\nN° 2025', '2025'],
  ])('%s: %s', (tenant, text, value) => expect(number(text, tenant)).toBe(value))

  it('is not that of the document it corrects', () => {
    expect(number('NOTA DE CREDITO\nFC01-7\nDocumento que modifica: F001-123', 'pe', 'credit_note')).toBe('FC01-7')
    expect(number('Documento que modifica: FACTURA F001-123\nNOTA DE CREDITO FC01-7', 'pe', 'credit_note')).toBe('FC01-7')
  })

  it('is not that of an offer or an order that an invoice names', () => {
    expect(number('Según presupuesto 17/2025\nPedido: 4500012\nFactura 2025/3')).toBe('2025/3')
  })

  it('comes in its parts', () => {
    expect(readNumber(document('F001-00000123', 'pe'), 'invoice', none)).toMatchObject({ series: 'F001', folio: '123' })
    expect(readNumber(document('001-002-000000123', 'ec'), 'invoice', none)).toMatchObject({ series: '001-002', folio: '123' })
  })

  it('and the access key only when its check digit holds', () => {
    const key = '1504202501179900001200110010010000001231234567819'
    expect(readClaveAcceso(document(`CLAVE DE ACCESO\n${key}`, 'ec'))?.value).toBe(key)
    expect(readClaveAcceso(document(`CLAVE DE ACCESO\n${key.slice(0, -1)}8`, 'ec'))).toBeUndefined()
  })
})

describe('the parties', () => {
  const parties = (text: string, tenant: TenantName = 'es') => {
    const { vendor, buyer } = readParties(document(text, tenant), undefined)
    return [vendor?.taxId, vendor?.name, buyer?.taxId, buyer?.name]
  }

  it.each<[string, string, (string | undefined)[]]>([
    ['one over the other', 'IMPRENTA LEVANTE SL\nCIF B46000048\n\nCliente: CLIENTE UNO SA\nCIF A58000019', ['B46000048', 'IMPRENTA LEVANTE SL', 'A58000019', 'CLIENTE UNO SA']],
    ['the buyer first', 'Cliente: CLIENTE UNO SA\nCIF A58000019\n\nEmisor: IMPRENTA LEVANTE SL\nCIF B46000048', ['B46000048', 'IMPRENTA LEVANTE SL', 'A58000019', 'CLIENTE UNO SA']],
    ['side by side', 'EMISOR                     CLIENTE\nIMPRENTA LEVANTE SL        CLIENTE UNO SA\nNIF: B46000048             NIF: A58000019', ['B46000048', 'IMPRENTA LEVANTE SL', 'A58000019', 'CLIENTE UNO SA']],
    ['side by side, the buyer left', 'CLIENTE                    EMISOR\nCLIENTE UNO SA             IMPRENTA LEVANTE SL\nNIF: A58000019             NIF: B46000048', ['B46000048', 'IMPRENTA LEVANTE SL', 'A58000019', 'CLIENTE UNO SA']],
    ['in columns whose colons were lost', 'IMPRENTA LEVANTE SL\nCIF B46000048\n\nCliente      CLIENTE UNO SA\nN.LF,        A58000019', ['B46000048', 'IMPRENTA LEVANTE SL', 'A58000019', 'CLIENTE UNO SA']],
    ['name and id in one line', 'IMPRENTA LEVANTE SL - CIF B46000048\nFactura 7\nNIF cliente: A58000019', ['B46000048', 'IMPRENTA LEVANTE SL', 'A58000019', undefined]],
    ['a person', 'ANA EJEMPLO RUBIO\nDiseño gráfico\nNIF 00000001R\nCliente: CLIENTE UNO SA\nNIF A58000019', ['00000001R', 'ANA EJEMPLO RUBIO', 'A58000019', 'CLIENTE UNO SA']],
    ['a ticket', 'BAR LA ESQUINA\nCalle Mayor 3\nNIF B46000048', ['B46000048', 'BAR LA ESQUINA', undefined, undefined]],
    ['the tenant alone buys from somebody unknown', 'Cliente: CLIENTE UNO SA\nNIF A58000019', [undefined, undefined, 'A58000019', 'CLIENTE UNO SA']],
    ['a sale of the tenant', 'CLIENTE UNO SA\nCIF A58000019\nFacturar a: IMPRENTA LEVANTE SL\nCIF B46000048', ['A58000019', 'CLIENTE UNO SA', 'B46000048', 'IMPRENTA LEVANTE SL']],
  ])('stand %s', (_, text, expected) => expect(parties(text)).toEqual(expected))

  it('of a page without any label: the tenant is never the vendor of what it buys', () => {
    expect(parties('IMPRENTA LEVANTE SL\nB46000048\nA58000019').slice(0, 3)).toEqual(['B46000048', 'IMPRENTA LEVANTE SL', 'A58000019'])
  })

  it("never issue as Ecuador's final consumer", () => {
    expect(parties('CAFETERIA GUAYUSA S.A.\nRUC 0999000029001\nCliente: CONSUMIDOR FINAL   RUC: 9999999999999', 'ec').slice(0, 3)).toEqual(['0999000029001', 'CAFETERIA GUAYUSA S.A.', '9999999999999'])
  })
})

describe('how it was paid', () => {
  const payment = (text: string, isTill = false) => readPayment(document(text), undefined, isTill).payment

  it.each<[string, object | undefined]>([
    ['Forma de pago: Transferencia', { method: 'transfer' }], ['Forma de pago\nContado', { method: 'cash' }], ['FORMA DE PAGO: OTROS CON UTILIZACION DEL SISTEMA FINANCIERO', { method: 'other' }],
    ['Forma de pago: SIN UTILIZACION DEL SISTEMA FINANCIERO', { method: 'cash' }], ['Domiciliación\nForma de pago: recibo domiciliado ES91 2100 0418 4502 0005 1332', { method: 'direct_debit', iban: 'ES9121000418450200051332' }],
    ['Nada que decir', undefined],
  ])('%s', (text, expected) => {
    if (expected === undefined) expect(payment(text)).toBeUndefined()
    else expect(payment(text)).toMatchObject(expected)
  })

  it.each<[string, object]>([['TARJETA ****1234   9,15', { method: 'card', cardLast4: '1234' }], ['VISA XXXX XXXX XXXX 4411   74.20', { method: 'card', cardLast4: '4411' }], ['EFECTIVO   10,00\nCAMBIO   0,85', { method: 'cash' }], ['ENTREGADO   20,00', { method: 'cash' }]])('at the till: %s', (text, expected) => {
    expect(payment(text, true)).toMatchObject(expected)
  })
})

describe('what a note corrects', () => {
  it.each<[TenantName, string, object]>([
    ['pe', 'Documento que modifica: FACTURA ELECTRONICA F001-00000123 del 15/04/2025\nMotivo: ANULACION DE LA OPERACION', { number: 'F001-00000123', date: '2025-04-15', reason: 'ANULACION DE LA OPERACION' }],
    ['ec', 'Comprobante que se modifica: FACTURA 001-001-000000123\nRazón de Modificación: DEVOLUCION', { number: '001-001-000000123', reason: 'DEVOLUCION' }],
    ['es', 'Rectifica a la factura 2025-0113', { number: '2025-0113' }],
    ['cl', 'Tipo documento        Folio    Fecha        Razón referencia\nFactura Electrónica   20981    09-06-2025   Devolución', { number: '20981', date: '2025-06-09' }],
  ])('%s', (tenant, text, reference) => expect(readReferences(document(text, tenant)).references).toEqual([expect.objectContaining(reference)]))

  it('is nothing where no other document is named', () => expect(readReferences(document('Factura 7')).references).toEqual([]))
})

describe('tables of lines', () => {
  const lines = (text: string, totals?: { subtotal?: string; total?: string; discount?: string }, tenant: TenantName = 'es') => {
    const doc = document(text, tenant)
    return readLines(doc, findTable(doc).rows, totals)
  }

  it('have their numbers in the columns of their headings', () => {
    expect(lines('Código   Descripción          Cantidad    Precio    Importe\nT1       Teclado                     2    150,00     300,00', { subtotal: '300.00' }).lines)
      .toEqual([{ n: 1, code: 'T1', description: 'Teclado', quantity: '2', unitPrice: '150.00', net: '300.00' }])
  })

  it('have headings over two printed lines', () => {
    expect(lines('                          Precio      Precio\nCant.   Descripción     Unitario       Total\n2       Teclado           150,00      300,00').lines[0]).toMatchObject({ quantity: '2', unitPrice: '150.00', net: '300.00' })
  })

  it('go on with the description on the next line', () => {
    expect(lines('Concepto            Cantidad     Precio     Importe\nConsultoría                1     100,00      100,00\nde procesos\nViaje                      1      50,00       50,00').lines.map((line) => line.description)).toEqual(['Consultoría de procesos', 'Viaje'])
  })

  it('end where the sum begins', () => {
    expect(lines('Concepto            Cantidad     Precio     Importe\nViaje                      1      50,00       50,00\n                               Base imponible   50,00\n                               IVA 21%          10,50').lines).toHaveLength(1)
  })

  it('are net when they make the subtotal, gross when they make the total, and doubted when they make neither', () => {
    const text = 'Concepto            Cantidad     Precio     Importe\nViaje                      1      50,00       50,00'
    expect(lines(text, { subtotal: '50.00', total: '60.50' })).toMatchObject({ agreesWith: 'subtotal', lines: [{ net: '50.00' }] })
    expect(lines(text, { subtotal: '41.32', total: '50.00' })).toMatchObject({ agreesWith: 'total', lines: [{ gross: '50.00' }] })
    const doubted = lines(text, { subtotal: '99.00', total: '120.00' })
    expect(doubted.agreesWith).toBeUndefined()
    expect(doubted.meta['lines.0']?.confidence).toBeLessThanOrEqual(0.5)
  })

  it('are not a sentence, and not a row of sums', () => {
    expect(findTable(document('El precio y la descripción del total')).rows).toEqual([])
    expect(findTable(document('Base imponible   IVA   Total\n100,00   21,00   121,00')).rows).toEqual([])
  })

  it('of a till roll have no headings', () => {
    const doc = document('BAR\n15/04/2025 18:32   Op 0042   Caja 3\n2 CAFE     1,20    2,40\nMENU\n  2 x 10,00   20,00\nPAN   1,00\nTOTAL   23,40\nEFECTIVO   23,40')
    expect(readLines(doc, findTillRows(doc).rows, { total: '23.40' }).lines).toEqual([
      { n: 1, description: 'CAFE', quantity: '2', unitPrice: '1.20', gross: '2.40' },
      { n: 2, description: 'MENU', quantity: '2', unitPrice: '10.00', gross: '20.00' },
      { n: 3, description: 'PAN', gross: '1.00' },
    ])
  })
})

describe("the type in the country's own code", () => {
  it.each<[string, DocType, string | undefined, string, string | undefined]>([
    ['PE', 'invoice', 'F001-1', '', '01'], ['PE', 'receipt', 'B001-1', '', '03'], ['PE', 'invoice', 'B001-1', '', '03'], ['PE', 'credit_note', 'FC01-1', '', '07'], ['PE', 'debit_note', 'FD01-1', '', '08'], ['PE', 'invoice', undefined, '', undefined],
    ['EC', 'invoice', '001-001-000000123', '', '01'], ['EC', 'credit_note', '001-001-000000123', '', '04'],
    ['CL', 'invoice', '1', 'FACTURA ELECTRÓNICA', '33'], ['CL', 'invoice', '1', 'FACTURA NO AFECTA O EXENTA ELECTRONICA', '34'], ['CL', 'receipt', '1', 'BOLETA ELECTRONICA', '39'], ['CL', 'credit_note', '1', 'NOTA DE CRÉDITO\nELECTRÓNICA', '61'], ['CL', 'invoice', '1', 'FACTURA', undefined],
    ['ES', 'invoice', 'A-1', 'FACTURA', undefined],
  ])('%s %s %s %s', (country, docType, number, text, code) => expect(subTypeOf(country, docType, number, sheetOf(typed(text === '' ? 'x' : text)))).toBe(code))
})
