import { strToU8 } from 'fflate'
import { vendors } from '../paper/companies.ts'
import { banded } from '../paper/canvas/banded.ts'
import { readWell } from '../paper/outcome.ts'
import { zip } from '../refusals/archives.ts'
import { changed, expenseInBooks, invalid, invoiceInBooks, sample, type Sample } from '../sample.ts'
import { invoice } from '../xml/sunat-texts.ts'
import { invoiceTo, line } from './build.ts'
import { ticketLines } from './typed.ts'

const renumbered = (number: string, issued: string, due: string): string => changed(changed(changed(invoice, 'F001-00000123', number), '2025-04-15', issued), '2025-05-15', due)

const kuntur4571 = invoiceTo('pe', {
  number: 'F002-00004571', issueDate: '2025-07-28', dueDate: '2025-08-27', vendor: vendors.kuntur, lines: [line('Calculadora de escritorio', '2', '64.00', '18'), line('Pilas AA x 4', '10', '9.80', '18')],
})

const archive = 'documentos-julio.zip'

const laterTicket = [['T-0042', 'T-0045'], ['15/04/2025 18:32', '02/05/2025 09:10'], ['Op 0042', 'Op 0118']]
  .reduce((text, [from = '', to = '']) => changed(text, from, to), ticketLines.join('\n'))

export const otherSamples: Sample[] = [
  {
    path: `pe/${archive}`, by: 'node',
    bytes: async () => zip({
      'facturas/F001-00000150.xml': strToU8(renumbered('F001-00000150', '2025-07-01', '2025-07-31')),
      'facturas/F002-00004571.pdf': await banded(kuntur4571, { colour: '#5a3d7a' }),
      'F001-00000151.xml': strToU8(changed(renumbered('F001-00000151', '2025-07-02', '2025-08-01'), '20600000013', '20600000014')),
    }),
    expected: {
      why: 'ZIP of many: two sound documents in a folder and one whose RUC fails; each is an item of its own',
      items: [
        { ...invoiceInBooks('invoice', { number: 'F001-00000150', 'vendor.taxId': '20600000013', issueDate: '2025-07-01', 'totals.total': '448.40' }), name: `${archive}::facturas/F001-00000150.xml` },
        { ...readWell(kuntur4571), name: `${archive}::facturas/F002-00004571.pdf` },
        { ...invalid('INVALID_TAX_ID_CHECKSUM'), name: `${archive}::F001-00000151.xml` },
      ],
    },
  },
  sample('pe/factura-con-otro-nombre.txt', renumbered('F001-00000133', '2025-05-02', '2025-06-01'), {
    why: 'an XML invoice called .txt: its content decides, with a warning',
    items: [{ ...invoiceInBooks('invoice', { number: 'F001-00000133', issueDate: '2025-05-02', 'totals.total': '448.40' }), findings: ['EXTENSION_MISMATCH'] }],
  }),
  sample('es/ticket-T-0045.txt', laterTicket, {
    why: 'the ticket as free text (another day and number)',
    items: [expenseInBooks('receipt', {
      number: 'T-0045', issueDate: '2025-05-02', issueTime: '09:10', 'vendor.taxId': 'B12345674', 'vendor.name': 'SUPERMERCADO PRUEBA SL', 'totals.subtotal': '7.98', 'totals.tax': '1.17', 'totals.total': '9.15', 'payment.cardLast4': '1234', 'lines.length': 3,
    })],
  }),
]
