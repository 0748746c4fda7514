import type { TypedDocument } from './layouts.fixture.ts'

/** Documents laid out as common issuers do it: the portal of a tax office, a shop, a restaurant. Names and ids are invented. */
export const ISSUERS: readonly TypedDocument[] = [
  {
    name: "an invoice as SUNAT's portal prints it, with its instalments and its detracción", docType: 'invoice', tenant: 'pe',
    text: `ASESORES WASI S.R.L.                                FACTURA ELECTRONICA
CALLE LOS MOLLES 88 INT. 302 CUSCO                  RUC: 20999999931
CUSCO - CUSCO - CUSCO                               E001-231

Fecha de Vencimiento      :
Fecha de Emisión          : 02/07/2025                 Forma de pago: Crédito
Señor(es)                 : CLIENTE UNO S.A.C.
RUC                       : 20600000021
Dirección del Receptor    : AV. LOS CHASQUIS 450 LIMA
Tipo de Moneda            : SOLES
Observación               : SERVICIO DEL MES DE JUNIO

Cantidad   Unidad Medida   Descripción                 Valor Unitario   ICBPER
1.00       UNIDAD          ASESORIA CONTABLE                  1000.00     0.00

Valor de Venta de Operaciones Gratuitas : S/ 0.00       Sub Total Ventas    :  S/ 1,000.00
                                                        Anticipos           :  S/ 0.00
                                                        Descuentos          :  S/ 0.00
                                                        Valor Venta         :  S/ 1,000.00
                                                        ISC                 :  S/ 0.00
SON: UN MIL CIENTO OCHENTA Y 00/100 SOLES               IGV                 :  S/ 180.00
                                                        ICBPER              :  S/ 0.00
                                                        Otros Cargos        :  S/ 0.00
                                                        Otros Tributos      :  S/ 0.00
                                                        Monto de redondeo   :  S/ 0.00
                                                        Importe Total       :  S/ 1,180.00

Información del crédito
Monto neto pendiente de pago   : S/ 1,038.40
Total de Cuotas                : 1
N° Cuota     Fec. Venc.        Monto
1            01/08/2025        1,038.40

Operación sujeta al Sistema de Pago de Obligaciones Tributarias
Leyenda: detracción 12.00%   Monto detracción: S/ 141.60
Nro. Cta. Banco de la Nación : 00-123-456789`,
    fields: { number: 'E001-231', issueDate: '2025-07-02', 'totals.subtotal': '1000.00', 'totals.tax': '180.00', 'totals.total': '1180.00', 'vendor.name': 'ASESORES WASI S.R.L.', 'buyer.taxId': '20600000021', dueDate: '2025-08-01', 'vendor.taxId': '20999999931' },
  },
  {
    name: 'an invoice with a client code, an albarán and a line of headings over the sum', docType: 'invoice', tenant: 'es',
    text: `SUMINISTROS EBRO SL                                  Factura: 25/000123
Polígono La Noria, nave 6                            Fecha: 01/02/2025
50019 Zaragoza                                       Cliente: 430001
C.I.F. B99000010                                     Página: 1

                                                     CLIENTE UNO SA
                                                     Calle del Correo 7
                                                     08002 Barcelona
                                                     C.I.F. A58000019

Albarán 1234 de 28/01/2025
Código     Descripción                     Cant.    Precio   Dto.     Importe
A-100      Guantes de nitrilo talla M         10      8,50     10       76,50
B-200      Cinta adhesiva                      6      1,25      0        7,50

Bruto      Dto. P.P.    Base Imponible    % IVA    Importe IVA    TOTAL
84,00      0,00         84,00             21,00    17,64          101,64

Forma de pago: RECIBO 30 DIAS
Vencimientos: 03/03/2025   101,64`,
    fields: { number: '25/000123', issueDate: '2025-02-01', dueDate: '2025-03-03', 'totals.subtotal': '84.00', 'totals.tax': '17.64', 'totals.total': '101.64', 'lines.length': 2, 'lines.0.net': '76.50', 'vendor.name': 'SUMINISTROS EBRO SL', 'vendor.taxId': 'B99000010', 'buyer.taxId': 'A58000019', 'buyer.name': 'CLIENTE UNO SA' },
  },
  {
    name: 'an invoice of an online shop, prices with and without IVA', docType: 'invoice', tenant: 'es',
    text: `Factura
Pagado
Número de factura: ES5102X9Q
Fecha de la factura / Fecha de entrega: 14 mayo 2025
Total pagado: 36,29 €

Vendido por: NUBE CLARA SOFTWARE SL
IVA ESB87000030

Dirección de facturación                 Dirección de envío
CLIENTE UNO SA                           CLIENTE UNO SA
Calle del Correo 7                       Calle del Correo 7
Barcelona, 08002                         Barcelona, 08002
NIF A58000019

Información del pedido
Fecha del pedido: 13 mayo 2025
Número del pedido: 404-1234567-1234567

Descripción              Cant.    P. Unitario     IVA %     P. Unitario     Precio total
                                  (IVA excluido)            (IVA incluido)  (IVA incluido)
Cable USB-C 2 m              2       14,99 €      21%          18,14 €          36,29 €

Envío                                 0,00 €                                     0,00 €
Total de la factura                                                             36,29 €

IVA %      Precio total (IVA excluido)     IVA
21%                    29,99 €             6,30 €
Total                  29,99 €             6,30 €`,
    fields: { number: 'ES5102X9Q', issueDate: '2025-05-14', 'totals.subtotal': '29.99', 'totals.tax': '6.30', 'totals.total': '36.29', 'vendor.taxId': 'B87000030', 'buyer.taxId': 'A58000019' },
  },
  {
    name: "Ecuador's RIDE with two rates and headings over two lines", docType: 'invoice', tenant: 'ec',
    text: `                                       R.U.C.: 1799000039001
IMPORTADORA CONDOR S.A.                F A C T U R A
Dir. Matriz: Av. Amazonas N24-03       No. 001-003-000045120
Contribuyente Especial Nro. 5368       NÚMERO DE AUTORIZACIÓN
OBLIGADO A LLEVAR CONTABILIDAD SI      1106202501179900003900120010030000451208765432116
                                       FECHA Y HORA DE AUTORIZACIÓN: 11/06/2025 10:15:22
                                       AMBIENTE: PRODUCCION
                                       EMISION: NORMAL
                                       CLAVE DE ACCESO
                                       1106202501179900003900120010030000451208765432116
Razón Social / Nombres y Apellidos: CLIENTE UNO          Identificación 1700000019
Fecha Emisión 11/06/2025         Guía Remisión
Dirección: Calle Las Chirimoyas

Cod.        Cantidad  Descripción            Precio     Subsidio  Precio sin   Descuento  Precio
Principal                                    Unitario             Subsidio                Total
M24             2.00  Monitor                 132.50      0.00      0.00         0.00     265.00
LB1             1.00  Cemento                  40.00      0.00      0.00         0.00      40.00

Información Adicional                          SUBTOTAL 15%                        265.00
Email: a@b.example                             SUBTOTAL 5%                          40.00
                                               SUBTOTAL 0%                           0.00
                                               SUBTOTAL NO OBJETO DE IVA             0.00
                                               SUBTOTAL EXENTO DE IVA                0.00
                                               SUBTOTAL SIN IMPUESTOS              305.00
Forma de pago               Valor              TOTAL DESCUENTO                       0.00
OTROS CON UTILIZACION       346.75             ICE                                   0.00
DEL SISTEMA FINANCIERO                         IVA 15%                              39.75
                                               IVA 5%                                2.00
                                               IRBPNR                                0.00
                                               PROPINA                               0.00
                                               VALOR TOTAL                         346.75`,
    fields: { number: '001-003-000045120', issueDate: '2025-06-11', 'totals.subtotal': '305.00', 'totals.tax': '41.75', 'totals.total': '346.75', 'totals.taxBreakdown.length': 2, 'vendor.name': 'IMPORTADORA CONDOR S.A.', 'buyer.taxId': '1700000019', 'lines.length': 2 },
  },
  {
    name: 'a boleta de honorarios, part of it withheld', docType: 'receipt', tenant: 'cl',
    text: `ANA EJEMPLO RUBIO                               BOLETA DE HONORARIOS
RUT: 12.345.678-5                                    ELECTRONICA
GIRO(S): ASESORIAS                              N ° 45
Av. Providencia 100, SANTIAGO
TELEFONO: 22222222                              Fecha: 05 de Junio de 2025
Señor(es): CLIENTE UNO LTDA                     Rut: 76.000.002-7
Domicilio: Av. Los Boldos 1020, Santiago
Por atención profesional:
ASESORIA TRIBUTARIA                                            500.000
Total Honorarios: $                                            500.000
14.5 % Impto. Retenido:                                         72.500
Total:                                                         427.500`,
    fields: { number: '45', issueDate: '2025-06-05', 'vendor.taxId': '12345678-5' },
  },
  {
    name: 'the ticket of a restaurant, prices with IVA', docType: 'receipt', tenant: 'es',
    text: `RESTAURANTE EL PUERTO
Marisqueria Ejemplo S.L.
B46000048
Paseo Maritimo 4 - Valencia
Tlf: 963 000 000
Mesa: 12    Comensales: 2
Fra. Simplificada: 000123/25
15-06-2025 15:22    Camarero: LUIS
UDS  DESCRIPCION         PVP   IMPORTE
2    CAÑA               2,50      5,00
1    ARROZ SENYORET    36,00     36,00
2    CAFE SOLO          1,60      3,20
             TOTAL A PAGAR:      44,20
Base 10%: 40,18    Cuota: 4,02
I.V.A. INCLUIDO
GRACIAS POR SU VISITA`,
    fields: { number: '000123/25', issueDate: '2025-06-15', issueTime: '15:22', 'vendor.taxId': 'B46000048', 'totals.total': '44.20', 'totals.tax': '4.02', 'totals.subtotal': '40.18', 'lines.length': 3 },
  },
  {
    name: 'a factura on a till roll with recargo al consumo', docType: 'invoice', tenant: 'pe',
    text: `RESTAURANTE PICAFLOR S.A.C.
CALLE BERLIN 240 MIRAFLORES
RUC 20999999973
FACTURA ELECTRONICA
F005-00001234
FECHA EMISION: 10/07/2025  HORA: 14:01:55
CLIENTE : CLIENTE UNO S.A.C.
RUC     : 20600000021
DIRECC. : AV LOS CHASQUIS 450
---------------------------------------
CANT DESCRIPCION        P.U.    IMPORTE
   2 MENU EJECUTIVO    24.00      48.00
   1 PISCO SOUR        28.00      28.00
---------------------------------------
OP. GRAVADA      S/           64.41
IGV 10.5%        S/            6.76
RECARGO CONSUMO  S/            4.83
TOTAL            S/           76.00
SON: SETENTA Y SEIS CON 00/100 SOLES
VISA ************4411`,
    fields: { number: 'F005-00001234', issueDate: '2025-07-10', 'totals.total': '76.00', 'totals.tax': '6.76', 'totals.subtotal': '64.41', 'payment.cardLast4': '4411', 'lines.length': 2 },
  },
  {
    name: 'a bill for electricity', docType: 'receipt', tenant: 'pe',
    text: `ENERGIA DEL NORTE S.A.
RUC 20999999949
RECIBO N° S123-0012345
Suministro: 1234567
CLIENTE UNO S.A.C.
Fecha de emisión: 05/06/2025
Fecha de vencimiento: 20/06/2025
Periodo: del 01/05/2025 al 31/05/2025
Energía activa              S/  120.50
Cargo fijo                  S/    5.00
Subtotal                    S/  125.50
IGV 18%                     S/   22.59
TOTAL A PAGAR               S/  148.09`,
    fields: { issueDate: '2025-06-05', 'totals.total': '148.09', 'totals.tax': '22.59', periodStart: '2025-05-01', dueDate: '2025-06-20' },
  },
  {
    name: 'an invoice whose letterhead is one line, with two due dates', docType: 'invoice', tenant: 'es',
    text: `TALLERES GUADIANA SL - CIF B99000028 - Avenida de Elvas 31 - 06006 Badajoz
FACTURA
Nº FACTURA    FECHA         CLIENTE     N.I.F.        AGENTE
FV-2025-88    12-06-25      00123       A58000019     04
DATOS DEL CLIENTE
CLIENTE UNO SA
CALLE DEL CORREO 7
REF.      CONCEPTO                        UDS.      PRECIO      IMPORTE
M01       MANO DE OBRA                   3,50       42,00       147,00
R22       FILTRO ACEITE                  1,00       12,35        12,35
IMPORTE BRUTO     % DTO.    BASE IMPONIBLE    % I.V.A.    I.V.A.     % R.E.    R.E.    TOTAL FACTURA
     159,35        0,00            159,35         21,00     33,46      0,00     0,00           192,81
VENCIMIENTOS: 12/07/2025: 96,41    12/08/2025: 96,40`,
    fields: { number: 'FV-2025-88', issueDate: '2025-06-12', 'totals.subtotal': '159.35', 'totals.tax': '33.46', 'totals.total': '192.81', 'vendor.taxId': 'B99000028', 'buyer.taxId': 'A58000019', 'buyer.name': 'CLIENTE UNO SA', 'lines.length': 2, 'vendor.name': 'TALLERES GUADIANA SL' },
  },
]
