import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Fault } from '@chasqui/errors'
import { sniffDelimiter } from './delimiter.ts'
import { readTable } from './read-table.ts'
import { dateOrderOf } from './remarks.ts'

const csv = (...lines: string[]) => readTable(Buffer.from(lines.join('\n')), 'csv')
const json = (value: unknown) => readTable(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), 'json')
const codeOf = (read: () => unknown): string | undefined => {
  try {
    read()
    return undefined
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown.code
    throw thrown
  }
}

describe('the delimiter', () => {
  it.each([
    [';', 'a;b;c\n1,5;2,5;3,5'], [',', 'a,b,c\n1,2,3'], ['\t', 'a\tb\n1,5\t2'], ['|', 'a|b|c\n1|2|3'],
    [';', 'Título, con coma\na;b;c\n1;2;3\n4;5;6'], [',', '"a;b",c\n"1;2;3",4\n"x;y",5'], [',', 'sep=,\na,b\n1;2,3;4'], [';', 'una sola columna'],
  ])('is %j in %j', (delimiter, text) => expect(sniffDelimiter(text)).toBe(delimiter))
})

describe('a table of delimited text', () => {
  it('has its header where most known names are, and what stands above apart', () => {
    expect(csv('Extracto de cuenta;;;;', 'IBAN;ES80 9999;;;', 'Fecha operación;Fecha valor;Concepto;Importe;Saldo', '30/04/2025;30/04/2025;COMISION;-35,00;1.292,90')).toEqual({
      form: 'csv', headerRow: 3, headers: ['Fecha operación', 'Fecha valor', 'Concepto', 'Importe', 'Saldo'], preamble: [['Extracto de cuenta'], ['IBAN', 'ES80 9999']],
      rows: [{ 'Fecha operación': '30/04/2025', 'Fecha valor': '30/04/2025', Concepto: 'COMISION', Importe: '-35,00', Saldo: '1.292,90' }],
    })
  })

  it('may have a header of names nobody knows', () => expect(csv('foo,bar', '1,2').headers).toEqual(['foo', 'bar']))

  it('leaves out empty rows, sums and repeats of its header', () => {
    expect(csv('Proveedor;Total', 'A;1,00', ';', 'Proveedor;Total', 'TOTAL ENERGIES SA;gas', 'Subtotal;1,00', 'Total;2,00', 'TOTALES;2,00 €', 'Suma;2,00').rows.map((row) => row['Proveedor'])).toEqual(['A', 'TOTAL ENERGIES SA'])
  })

  it('names columns that have no name or a name that is taken', () => expect(csv('Total;;Total;Fecha', '1;2;3;4').headers).toEqual(['Total', 'column 2', 'Total 2', 'Fecha']))

  it('names its columns as people see them', () => {
    expect(csv('Pro\u200bveedor;Importe\u00a0\u00a0total;"Fecha\nemisión";Total;To\u2060tal', 'A;1;2;3;4').headers).toEqual(['Proveedor', 'Importe total', 'Fecha emisión', 'Total', 'Total 2'])
  })

  it('reads quotes, delimiters and line breaks inside them', () => expect(csv('Concepto,Total', '"uno, dos\n""tres""",1').rows).toEqual([{ Concepto: 'uno, dos\n"tres"', Total: '1' }]))

  it('forgives rows that are too short, and ends that are empty', () => expect(csv('a;Total', '1', '1;2;;').rows).toEqual([{ a: '1', Total: '' }, { a: '1', Total: '2' }]))

  it('keeps the cells of a row for which there is no column', () => {
    expect(csv('a,Total,', '1,10,50', '2,10', '3,10,,7').rows).toEqual([{ a: '1', Total: '10', 'cell 3 beyond the header': '50' }, { a: '2', Total: '10' }, { a: '3', Total: '10', 'cell 4 beyond the header': '7' }])
  })

  it.each<[string, string[], (string | undefined)[]]>([
    ['the month is first', ['05/13/2025', '05/06/2025', '2025-05-06', '06/06/2025', ''], [undefined, 'month-first', undefined, undefined, undefined]],
    ['both are', ['05/13/2025', '13/05/2025', '5-6-25'], [undefined, undefined, 'both']],
    ['the day is first', ['13/05/2025', '05/06/2025'], [undefined, undefined]],
    ['nothing', ['05/06/2025', '07/06/2025'], [undefined, undefined]],
    ['no day there is', ['05/32/2025', '13/13/2025', '00/13/2025', '05/06/2025'], [undefined, undefined, undefined, undefined]],
  ])('tells each row what its column proves of a date that may be either: %s', (_, dates, orders) => {
    const rows = dates.map((fecha) => ({ fecha, total: '1' }))
    for (const table of [csv('fecha;total', ...dates.map((date) => `${date};1`)), json(rows)]) {
      expect(table.headers).toEqual(['fecha', 'total'])
      expect(table.rows.map((row) => dateOrderOf(row, 'fecha'))).toEqual(orders)
      expect(table.rows.map(({ fecha, total }) => ({ fecha, total }))).toEqual(rows)
    }
  })

  it('proves the order of one column by that column alone', () => {
    expect(csv('fecha;vence', '05/06/2025;05/13/2025').rows).toEqual([{ fecha: '05/06/2025', vence: '05/13/2025' }])
  })

  it.each([
    ['UTF-8', Buffer.from('Número,Total\n1,ñ')], ['UTF-8 with its mark', Buffer.from('\ufeffNúmero,Total\n1,ñ')], ['Windows-1252', Buffer.from('Número,Total\n1,ñ', 'latin1')], ['UTF-16', Buffer.from('\ufeffNúmero,Total\n1,ñ', 'utf16le')],
  ])('is read in %s', (_, bytes) => expect(readTable(bytes, 'csv').rows).toEqual([{ Número: '1', Total: 'ñ' }]))

  it.each([
    ['nothing', '', 'TABLE_EMPTY'], ['blanks', ' \n;;\n', 'TABLE_EMPTY'], ['numbers alone', '1;2\n3;4', 'TABLE_WITHOUT_HEADER'],
    ['an open quote', 'a,b\n"1,2\n3,4', 'TABLE_MALFORMED'], ['too many columns', Array.from({ length: 101 }, (_, i) => `c${i}`).join(';'), 'TABLE_TOO_WIDE'],
    ['too many rows', `a;b\n${'x;y\n'.repeat(5_001)}`, 'TABLE_TOO_LONG'],
  ])('with %s fails with its code', (_, text, code) => expect(codeOf(() => csv(text))).toBe(code))

  it('may be exactly as long as is allowed', () => expect(csv(`a;b\n${'x;y\n'.repeat(5_000)}`).rows).toHaveLength(5_000))
})

describe('a table in JSON', () => {
  it('is an array of objects, or an object around one', () => {
    expect(json([{ a: 1 }, { b: '2' }])).toEqual({ form: 'json', headers: ['a', 'b'], rows: [{ a: 1 }, { b: '2' }], preamble: [] })
    expect(json({ total: 1, items: [{ a: 1 }], other: [] }).rows).toEqual([{ a: 1 }])
  })

  it.each<[string, string, Record<string, unknown>[]]>([
    ['one object', '{"numero": "F1-7", "total": "10.00"}', [{ numero: 'F1-7', total: '10.00' }]],
    ['one object over several lines', '{\n"numero": "F1-7"\n}', [{ numero: 'F1-7' }]],
    ['one document with its lines', '{"numero": "F1-7", "total": 10, "lineas": [{"precio": 10}]}', [{ numero: 'F1-7', total: 10, lineas: [{ precio: 10 }] }]],
    ['one document with a list of words', '{"numero": "F1-7", "tags": ["x"]}', [{ numero: 'F1-7', tags: ['x'] }]],
    ['rows in their envelope', '{"total": 2, "rows": [{"numero": "A-1"}, {"numero": "A-2"}]}', [{ numero: 'A-1' }, { numero: 'A-2' }]],
    ['an object a line', '{"numero": "A-1"}\n{"numero": "A-2"}\r\n\n', [{ numero: 'A-1' }, { numero: 'A-2' }]],
    ['an object a line, with an access key', '{"clave": 1504202501179900001200110010010000001231234567819}\n{"clave": 1}', [{ clave: '1504202501179900001200110010010000001231234567819' }, { clave: 1 }]],
  ])('may be %s', (_, text, rows) => expect(json(text).rows).toEqual(rows))

  it('says which of its lines is no object', () => {
    expect(() => json('{"a": 1}\n{"a": ')).toThrow(expect.objectContaining({ code: 'TABLE_MALFORMED', detail: expect.stringContaining('line 2: ') }))
  })

  it('names its columns as people see them, and loses none of two that look the same', () => {
    expect(json([{ 'To\u200btal': 1, '\ufeffFecha\u00a0': 2 }, { Total: 3, 'Total\u200b': 4 }])).toMatchObject({ headers: ['Total', 'Fecha', 'Total\u200b'], rows: [{ Total: 1, Fecha: 2 }, { Total: 3, 'Total\u200b': 4 }] })
  })

  it('keeps the digits that a float cannot hold', () => {
    expect(json('[{"clave":1504202501179900001200110010010000001231234567819,"total":448.40,"ruc":20600000013}]').rows).toEqual([{ clave: '1504202501179900001200110010010000001231234567819', total: 448.4, ruc: 20600000013 }])
  })

  it.each([['nothing', '', 'TABLE_MALFORMED'], ['no rows', '[]', 'TABLE_EMPTY'], ['half', '[{"a":1', 'TABLE_MALFORMED'], ['numbers', '[1,2]', 'TABLE_MALFORMED'], ['what is no object among its rows', '[{"a":1},5,null]', 'TABLE_MALFORMED'], ['the same in an envelope', '{"rows":[{"a":1},5]}', 'TABLE_MALFORMED'], ['an empty envelope', '{"rows":[]}', 'TABLE_EMPTY'], ['an empty object', '{}', 'TABLE_EMPTY'], ['a number among its lines', '{"a":1}\n5', 'TABLE_MALFORMED'], ['a word', '"a"', 'TABLE_MALFORMED'], ['two lists', '{"a":[{"x":1}],"b":[{"y":1}]}', 'TABLE_MALFORMED'], ['too many rows', JSON.stringify(Array.from({ length: 5_001 }, () => ({}))), 'TABLE_TOO_LONG']])('with %s fails with its code', (_, text, code) => {
    expect(codeOf(() => json(text))).toBe(code)
  })
})

describe('any bytes', () => {
  const cell = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('"', ';', ',', '\n', '\r\n', 'Total', 'Fecha', '1,5', '\t', '|', '\u0000'))
  it('are a table or a Fault, nothing else', () => {
    fc.assert(fc.property(fc.array(cell, { maxLength: 60 }), fc.constantFrom('csv' as const, 'json' as const), (cells, kind) => {
      codeOf(() => readTable(Buffer.from(cells.join('')), kind))
    }), { numRuns: 1_000 })
    fc.assert(fc.property(fc.json(), (text) => { codeOf(() => json(text)) }))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => { codeOf(() => readTable(bytes, 'csv')) }))
  })
})
