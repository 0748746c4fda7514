import type { DocType, Tenant } from '@chasqui/contracts'

/** A document as it is typed, the company that received it, and what must be read: dotted path → value. */
export type TypedDocument = { name: string; docType: DocType; tenant: keyof typeof TENANTS; text: string; fields: Record<string, unknown> }

const policy = { autoPublish: true, duplicateFiles: 'reject' } as const
export const TENANTS = {
  es: { id: 't-es', name: 'CLIENTE UNO SA', country: 'ES', taxIds: ['A58000019'], baseCurrency: 'EUR', locale: 'es-ES', timezone: 'Europe/Madrid', policy },
  pe: { id: 't-pe', name: 'CLIENTE UNO S.A.C.', country: 'PE', taxIds: ['20600000021'], baseCurrency: 'PEN', locale: 'es-PE', timezone: 'America/Lima', policy },
  cl: { id: 't-cl', name: 'CLIENTE UNO LTDA', country: 'CL', taxIds: ['76000002-7'], baseCurrency: 'CLP', locale: 'es-CL', timezone: 'America/Santiago', policy },
  ec: { id: 't-ec', name: 'CLIENTE UNO', country: 'EC', taxIds: ['1700000019'], baseCurrency: 'USD', locale: 'es-EC', timezone: 'America/Guayaquil', policy },
} as const satisfies Record<string, Tenant>

/** Synthetic, one of each making that the drawn samples do not show; identifiers pass their check digits. */
export const TYPED: readonly TypedDocument[] = [
  {
    name: 'a ticket with every trap of its kind', docType: 'receipt', tenant: 'es',
    text: `SUPERMERCADO PRUEBA SL
CIF B12345674
C/ Mayor 1, Madrid   Tel 910000000
15/04/2025 18:32   Op 0042   Caja 3
2 LECHE ENTERA     0,95      1,90
1 PAN              1,20      1,20
1 DETERGENTE       6,05      6,05
TOTAL                   9,15 EUR
TARJETA ****1234        9,15
CAMBIO                  0,00
IVA     BASE    CUOTA
4%      2,98    0,12
21%     5,00    1,05
FACTURA SIMPLIFICADA T-0042
GRACIAS POR SU COMPRA`,
    fields: {
      country: 'ES', currency: 'EUR', number: 'T-0042', issueDate: '2025-04-15', issueTime: '18:32',
      'vendor.name': 'SUPERMERCADO PRUEBA SL', 'vendor.taxId': 'B12345674', 'lines.length': 3, 'lines.0.gross': '1.90', 'lines.0.quantity': '2',
      'totals.subtotal': '7.98', 'totals.tax': '1.17', 'totals.total': '9.15', 'totals.taxBreakdown.length': 2,
      'totals.taxBreakdown.1.base': '5.00', 'payment.method': 'card', 'payment.cardLast4': '1234',
    },
  },
  {
    name: 'a ticket paid in cash, with points and a count of articles', docType: 'receipt', tenant: 'es',
    text: `FERRETERIA EJEMPLO
Ana Ejemplo   NIF: 00000001R
Fecha 03/05/2025  Hora 10:15
Ticket: 2025/001522
TORNILLOS            4,30
MARTILLO            12,10
TOTAL ARTICULOS          2
TOTAL COMPRA         16,40
ENTREGADO            20,00
CAMBIO                3,60
PUNTOS ACUMULADOS     1.522
IVA 21% INCLUIDO      2,85
GRACIAS POR SU VISITA`,
    fields: { number: '2025/001522', issueDate: '2025-05-03', issueTime: '10:15', 'vendor.taxId': '00000001R', 'totals.total': '16.40', 'totals.tax': '2.85', 'lines.length': 2 },
  },
  {
    name: 'a ticket that prints no tax: none is invented', docType: 'receipt', tenant: 'ec',
    text: `PARQUEADERO CENTRO
RUC 1799000012001
22/06/2025 09:12
ESTACIONAMIENTO 2 H
TOTAL $ 3.50
EFECTIVO 5.00
CAMBIO 1.50`,
    fields: { currency: 'USD', issueDate: '2025-06-22', 'totals.total': '3.50', 'totals.tax': undefined, 'totals.subtotal': undefined, 'totals.taxBreakdown.length': 0 },
  },
  {
    name: 'a boleta whose IVA is named in a sentence', docType: 'receipt', tenant: 'cl',
    text: `CAFE PRUEBA SPA
R.U.T. 76.000.001-9
BOLETA ELECTRONICA N° 8812
15-04-2025 09:21
CAFE                  2.500
TOTAL               $ 2.500
El IVA incluido en esta boleta es de $ 399`,
    fields: { number: '8812', subType: '39', currency: 'CLP', 'totals.total': '2500', 'totals.tax': '399', 'totals.subtotal': '2101', 'vendor.taxId': '76000001-9' },
  },
  {
    name: 'an invoice of three rates and the recargo de equivalencia', docType: 'invoice', tenant: 'es',
    text: `ALIMENTACION NORTE SL
CIF: B99000010
Factura Nº: 2025-118          Fecha: 02/06/2025

CLIENTE UNO SA
CIF: A58000019

Artículo              Cantidad   Precio    Importe
Aceite                      10     5,00      50,00
Refrescos                   20     1,50      30,00
Detergente                   5     4,00      20,00

Base imponible   % IVA   Cuota IVA   % R.E.   Cuota R.E.
50,00             4,00        2,00     0,50         0,25
30,00            10,00        3,00     1,40         0,42
20,00            21,00        4,20     5,20         1,04

                         TOTAL FACTURA             110,91`,
    fields: { number: '2025-118', 'totals.total': '110.91', 'lines.length': 3, 'vendor.taxId': 'B99000010', 'buyer.taxId': 'A58000019' },
  },
  {
    name: 'an invoice with its labels over its values and two columns of parties', docType: 'invoice', tenant: 'es',
    text: `EMISOR                               CLIENTE
TALLERES GUADIANA SL                 CLIENTE UNO SA
NIF: B99000028                       NIF: A58000019
Avenida de Elvas 31                  Calle del Correo 7

NÚMERO DE FACTURA     FECHA DE EMISIÓN     FECHA DE VENCIMIENTO
TG-77/25              12/06/2025           12/07/2025

CONCEPTO                       CANT.     PRECIO      IMPORTE
Cambio de aceite                   1      85,00        85,00
Filtro                             2      12,50        25,00

                               Base imponible         110,00 €
                               IVA (21%)               23,10 €
                               Total                  133,10 €`,
    fields: { number: 'TG-77/25', issueDate: '2025-06-12', dueDate: '2025-07-12', 'vendor.name': 'TALLERES GUADIANA SL', 'vendor.taxId': 'B99000028', 'buyer.taxId': 'A58000019', 'totals.subtotal': '110.00', 'totals.tax': '23.10', 'totals.total': '133.10', 'lines.length': 2 },
  },
  {
    name: 'an invoice whose discount stands before the base', docType: 'invoice', tenant: 'es',
    text: `SUMINISTROS EBRO SL
NIF B99000010
FACTURA A/331
Fecha: 3 de marzo de 2025
Cliente: CLIENTE UNO SA   NIF: A58000019
Descripción              Cantidad    Precio    Importe
Papel A4                       10     20,00     200,00
                         Suma importes           200,00
                         Descuento 5%             10,00
                         Base imponible          190,00
                         IVA 21%                  39,90
                         TOTAL A PAGAR           229,90`,
    fields: { number: 'A/331', issueDate: '2025-03-03', 'totals.subtotal': '190.00', 'totals.tax': '39.90', 'totals.total': '229.90' },
  },
  {
    name: 'an invoice with IRPF, whose printed total is what is paid', docType: 'invoice', tenant: 'es',
    text: `ANA EJEMPLO RUBIO
NIF 00000001R
Factura nº 7/2025
Fecha: 01/04/2025
Cliente: CLIENTE UNO SA
NIF: A58000019
Honorarios                 1.000,00
Base imponible             1.000,00
IVA 21%                      210,00
Retención IRPF 15%          -150,00
Total                      1.060,00
Pago por transferencia a ES91 2100 0418 4502 0005 1332`,
    fields: { number: '7/2025', 'vendor.name': 'ANA EJEMPLO RUBIO', 'totals.subtotal': '1000.00', 'totals.tax': '210.00', 'totals.total': '1210.00', 'totals.withholding': '150.00', 'totals.payable': '1060.00', 'payment.iban': 'ES9121000418450200051332' },
  },
  {
    name: 'an invoice with blanks for thousands', docType: 'invoice', tenant: 'es',
    text: `NUBE CLARA SOFTWARE SL
NIF B87000030
Factura: 2025-77
Fecha de expedición: 2025-05-20
Cliente: CLIENTE UNO SA, NIF A58000019
Base imponible:   12.500,00 €
IVA 21%:   2.625,00 €
Total factura:   15.125,00 €`,
    fields: { number: '2025-77', issueDate: '2025-05-20', 'totals.total': '15125.00' },
  },
  {
    name: 'an invoice in dollars from Peru', docType: 'invoice', tenant: 'pe',
    text: `ASESORES WASI S.R.L.                    R.U.C. 20999999931
Calle Los Molles 88, Of. 302            FACTURA ELECTRONICA
Cusco                                   E001 - 00000231

Señor(es): CLIENTE UNO S.A.C.
R.U.C.: 20600000021
Fecha de emisión: 02/07/2025    Fecha de vencimiento: 01/08/2025
Moneda: DOLARES AMERICANOS

CANT.   DESCRIPCION               V.UNIT      VALOR VENTA
1       Asesoría contable         500.00           500.00

                       OP. GRAVADA       US$ 500.00
                       OP. EXONERADA     US$ 0.00
                       IGV (18%)         US$ 90.00
                       IMPORTE TOTAL     US$ 590.00
SON: QUINIENTOS NOVENTA CON 00/100 DOLARES
Operación sujeta a detracción 12%`,
    fields: { number: 'E001-00000231', subType: '01', currency: 'USD', issueDate: '2025-07-02', dueDate: '2025-08-01', 'vendor.taxId': '20999999931', 'buyer.taxId': '20600000021', 'totals.subtotal': '500.00', 'totals.tax': '90.00', 'totals.total': '590.00', 'lines.length': 1 },
  },
  {
    name: 'an invoice of taxed and exempt operations and bags', docType: 'invoice', tenant: 'pe',
    text: `DISTRIBUIDORA KUNTUR S.A.C.
RUC: 20999999922
FACTURA ELECTRONICA F002-1234
Cliente: CLIENTE UNO S.A.C.
RUC: 20600000021
Fecha emisión: 05/06/2025
Op. Gravadas          S/ 100.00
Op. Exoneradas        S/ 50.00
Op. Inafectas         S/ 0.00
I.G.V. 18%            S/ 18.00
ICBPER                S/ 1.00
Importe Total         S/ 169.00`,
    fields: { number: 'F002-1234', 'totals.subtotal': '150.00', 'totals.total': '169.00', 'totals.exempt': '50.00' },
  },
  {
    name: 'an Ecuadorian invoice with ICE and propina', docType: 'invoice', tenant: 'ec',
    text: `CAFETERIA GUAYUSA S.A.
R.U.C.: 0999000029001
FACTURA No. 001-002-000000555
Fecha Emisión: 11/06/2025
Razón Social / Nombres y Apellidos: CLIENTE UNO   Identificación: 1700000019
SUBTOTAL 15%                  100.00
SUBTOTAL 0%                     0.00
SUBTOTAL SIN IMPUESTOS        100.00
TOTAL DESCUENTO                 0.00
ICE                             0.00
IVA 15%                        15.00
PROPINA                        10.00
VALOR TOTAL                   125.00`,
    fields: { number: '001-002-000000555', 'totals.subtotal': '100.00', 'totals.tax': '15.00', 'totals.tip': '10.00', 'totals.total': '125.00', 'vendor.taxId': '0999000029001', 'buyer.taxId': '1700000019' },
  },
  {
    name: 'an exempt invoice from Chile', docType: 'invoice', tenant: 'cl',
    text: `INSTITUTO PRUEBA SPA                  R.U.T.: 76.000.001-9
Giro: Capacitación                    FACTURA NO AFECTA O EXENTA ELECTRONICA
Santiago                              Nº 77
Señor(es): CLIENTE UNO LTDA
R.U.T.: 76.000.002-7
Fecha Emisión: 15 de Abril de 2025
Descripción              Cantidad     Precio      Total
Curso                           1    350.000    350.000
                         EXENTO       $ 350.000
                         TOTAL        $ 350.000`,
    fields: { number: '77', subType: '34', issueDate: '2025-04-15', currency: 'CLP', 'totals.total': '350000', 'totals.exempt': '350000', 'vendor.taxId': '76000001-9', 'buyer.taxId': '76000002-7' },
  },
  {
    name: 'an English invoice', docType: 'invoice', tenant: 'es',
    text: `NUBE CLARA SOFTWARE SL
VAT: ESB87000030
INVOICE
Invoice number: INV-0099
Invoice date: June 5, 2025
Due date: July 5, 2025
Bill to: CLIENTE UNO SA
VAT: ESA58000019
Description             Qty     Unit price     Amount
Hosting                   2         150.00     300.00
                        Subtotal              €300.00
                        VAT 21%                €63.00
                        Amount due            €363.00`,
    fields: { number: 'INV-0099', issueDate: '2025-06-05', dueDate: '2025-07-05', 'vendor.taxId': 'B87000030', 'buyer.taxId': 'A58000019', 'totals.subtotal': '300.00', 'totals.tax': '63.00', 'totals.total': '363.00', 'lines.length': 1 },
  },
  {
    name: 'a sale: the tenant stands at the head of the page', docType: 'invoice', tenant: 'es',
    text: `CLIENTE UNO SA
CIF A58000019
Factura nº V-15
Fecha: 10/06/2025
Facturar a: IMPRENTA LEVANTE SL
CIF B46000048
Base imponible   50,00
IVA 21%          10,50
Total            60,50`,
    fields: { 'vendor.taxId': 'A58000019', 'vendor.name': 'CLIENTE UNO SA', 'buyer.taxId': 'B46000048', 'buyer.name': 'IMPRENTA LEVANTE SL', number: 'V-15' },
  },
  {
    name: 'a credit note with negative amounts', docType: 'credit_note', tenant: 'es',
    text: `IMPRENTA LEVANTE SL
CIF B46000048
FACTURA RECTIFICATIVA Nº R-2025-004
Fecha: 20/06/2025
Rectifica a la factura 2025-0113 de fecha 02/06/2025
Cliente: CLIENTE UNO SA   CIF A58000019
Motivo: Devolución de género
Base imponible        -100,00
IVA 21%                -21,00
Total                 -121,00`,
    fields: { number: 'R-2025-004', issueDate: '2025-06-20', 'references.0.number': '2025-0113', 'references.0.date': '2025-06-02', 'totals.subtotal': '100.00', 'totals.tax': '21.00', 'totals.total': '121.00' },
  },
  {
    name: 'a cartola with columns of debits and credits, newest first, days without year', docType: 'bank_statement', tenant: 'cl',
    text: `BANCO PRUEBA
CARTOLA CUENTA CORRIENTE N° 001234567809
Titular: CLIENTE UNO LTDA
Periodo: del 01/05/2025 al 31/05/2025
Fecha   Descripción                 Cargos      Abonos       Saldo
28/05   PAGO PROVEEDOR ALTIPLANO    120.000                880.000
15/05   DEPOSITO EN EFECTIVO                   500.000   1.000.000
03/05   COMISION MANTENCION           5.000                500.000`,
    fields: {
      'bankStatement.account.number': '001234567809', 'bankStatement.transactions.length': 3, 'bankStatement.transactions.0.bookingDate': '2025-05-03',
      'bankStatement.transactions.0.amount': '-5000', 'bankStatement.transactions.1.amount': '500000', 'bankStatement.transactions.2.amount': '-120000',
      'bankStatement.closingBalance.amount': '880000', 'bankStatement.openingBalance.amount': '505000',
    },
  },
  {
    name: 'an estado de cuenta whose texts run over two lines', docType: 'bank_statement', tenant: 'pe',
    text: `BANCO DE PRUEBA
ESTADO DE CUENTA
N° de cuenta: 191-1234567-0-12     Moneda: SOLES
Saldo anterior: 1,000.00
FECHA       DESCRIPCION                    CARGO       ABONO        SALDO
02/05/2025  TRANSFERENCIA DE TERCEROS                 250.00     1,250.00
            FACTURA F001-77
07/05/2025  PAGO DE SERVICIOS             80.50                  1,169.50
Saldo final: 1,169.50`,
    fields: { 'bankStatement.openingBalance.amount': '1000.00', 'bankStatement.closingBalance.amount': '1169.50', 'bankStatement.transactions.length': 2, 'bankStatement.transactions.0.narrative': 'TRANSFERENCIA DE TERCEROS FACTURA F001-77', 'bankStatement.transactions.1.amount': '-80.50', 'bankStatement.account.currency': 'PEN' },
  },
  {
    name: 'a payslip', docType: 'payroll', tenant: 'es',
    text: `EMPRESA DE PRUEBA SL            CIF B12345674
TRABAJADOR: ANA EJEMPLO         NIF 00000001R
PERIODO: 01/04/2025 AL 30/04/2025      30 DIAS
DEVENGOS
Salario base                     1.500,00
Plus convenio                      100,00
TOTAL DEVENGADO                  1.600,00
DEDUCCIONES
Contingencias comunes   4,70       75,20
Desempleo               1,55       24,80
Formacion profesional   0,10        1,60
IRPF                   12,00      192,00
TOTAL A DEDUCIR                    293,60
LIQUIDO A PERCIBIR               1.306,40`,
    fields: { country: 'ES', 'payroll.gross': '1600.00', 'payroll.totalDeductions': '293.60', 'payroll.net': '1306.40', 'payroll.periodStart': '2025-04-01', 'payroll.periodEnd': '2025-04-30', 'payroll.employee.name': 'ANA EJEMPLO', 'payroll.employee.taxId': '00000001R', 'vendor.taxId': 'B12345674', 'vendor.name': 'EMPRESA DE PRUEBA SL' },
  },
  {
    name: 'a Chilean payslip', docType: 'payroll', tenant: 'cl',
    text: `LIQUIDACION DE SUELDO
CLIENTE UNO LTDA    RUT 76.000.002-7
Mes: Abril 2025
Trabajador: Ana Ejemplo     RUT 77.000.003-3
Sueldo base                 800.000
TOTAL HABERES               800.000
AFP                          80.000
Fonasa                       56.000
TOTAL DESCUENTOS            136.000
ALCANCE LIQUIDO             664.000`,
    fields: { 'payroll.gross': '800000', 'payroll.totalDeductions': '136000', 'payroll.net': '664000', 'payroll.periodStart': '2025-04-01', 'payroll.periodEnd': '2025-04-30', 'payroll.employee.name': 'Ana Ejemplo' },
  },
  {
    name: 'the receipt of a transfer', docType: 'transfer', tenant: 'es',
    text: `BANCO DE PRUEBA
JUSTIFICANTE DE TRANSFERENCIA
Fecha de operación: 15/04/2025
Ordenante: CLIENTE UNO SA
Cuenta de cargo: ES80 9999 0001 4500 0000 0001
Beneficiario: IMPRENTA LEVANTE SL
Cuenta de abono: ES91 2100 0418 4502 0005 1332
Importe: 1.210,00 EUR
Concepto: PAGO FACTURA 2025-0113`,
    fields: { 'bankStatement.account.iban': 'ES8099990001450000000001', 'bankStatement.transactions.0.amount': '-1210.00', 'bankStatement.transactions.0.bookingDate': '2025-04-15', 'bankStatement.transactions.0.counterparty.iban': 'ES9121000418450200051332', 'bankStatement.transactions.0.counterparty.name': 'IMPRENTA LEVANTE SL', 'bankStatement.transactions.0.narrative': 'PAGO FACTURA 2025-0113' },
  },
]
