import type { DocType } from '@chasqui/contracts'

/** Documents as their text comes out of a page, one of each common making. Names and numbers are invented. */
export const TEXTS: readonly { name: string; docType: DocType; text: string }[] = [
  {
    name: 'supermarket ticket', docType: 'receipt', text: `SUPERMERCADO PRUEBA SL
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
  },
  {
    name: 'Spanish payslip', docType: 'payroll', text: `EMPRESA DE PRUEBA SL            CIF B12345674
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
  },
  {
    name: 'Peruvian payslip', docType: 'payroll', text: `BOLETA DE PAGO
COMERCIAL DE PRUEBA S.A.C.  RUC 20600000013
Trabajador: PEREZ EJEMPLO JUAN   DNI 00000001
Periodo: ABRIL 2025
INGRESOS DEL TRABAJADOR
Remuneración básica 2,000.00
DESCUENTOS
AFP aporte obligatorio 200.00
ESSALUD 180.00
NETO A PAGAR 1,800.00`,
  },
  {
    name: 'Chilean payslip', docType: 'payroll', text: `LIQUIDACION DE SUELDO
EMPRESA DE PRUEBA SPA RUT 76.000.001-9
Trabajador: Ana Ejemplo
Sueldo base 800.000
Total haberes 800.000
AFP 80.000 Fonasa 56.000
Total descuentos 136.000
Alcance líquido 664.000`,
  },
  {
    name: 'Spanish invoice', docType: 'invoice', text: `COMERCIAL DE PRUEBA, S.L.
Calle Mayor 1, 28001 Madrid
CIF: B12345674
FACTURA
Nº de factura: A-123
Fecha: 15/04/2025
Fecha de vencimiento: 15/05/2025
Cliente: CLIENTE UNO SA  CIF: A58000019
Concepto Cantidad Precio Importe
Consultoría 10 100,00 1.000,00
Base imponible 1.000,00
IVA 21% 210,00
IRPF 15% -150,00
Total 1.060,00
Forma de pago: transferencia IBAN ES91 2100 0418 4502 0005 1332`,
  },
  {
    name: 'Spanish invoice that quotes an order, a quote and a contract', docType: 'invoice', text: `FACTURA 2025/0017
SERVICIOS DE PRUEBA SL
Fecha factura 15/04/2025
Contrato: 99811
Su pedido: 4500012
Según presupuesto 17/2025
Base imponible 100,00
IVA 21 % 21,00
TOTAL FACTURA 121,00`,
  },
  {
    name: 'Peruvian factura', docType: 'invoice', text: `COMERCIAL DE PRUEBA S.A.C.        RUC 20600000013
AV. PRUEBA 123 LIMA               FACTURA ELECTRÓNICA
                                  F001-00000123
Señor(es): CLIENTE UNO S.A.C.  RUC: 20600000021
Fecha de emisión: 15/04/2025
Cant. Descripción P.Unit Total
2 TECLADO 150.00 300.00
Op. gravada S/ 380.00
IGV 18% S/ 68.40
Importe total S/ 448.40`,
  },
  {
    name: 'Peruvian factura from a till roll', docType: 'invoice', text: `RESTAURANTE PRUEBA S.A.C.
RUC 20600000013
FACTURA ELECTRONICA
F002-00004211
FECHA: 15/04/2025 HORA: 13:05 MESA 4 CAJA 1
CLIENTE: CLIENTE UNO SAC RUC 20600000021
MENU 2 15.00 30.00
OP. GRAVADA 25.42
IGV 4.58
TOTAL S/ 30.00
EFECTIVO 50.00
VUELTO 20.00`,
  },
  {
    name: 'Peruvian boleta', docType: 'receipt', text: `BODEGA PRUEBA E.I.R.L.
RUC 10400000013
BOLETA DE VENTA ELECTRONICA
B001-00000007
FECHA 15/04/2025 10:11
ARROZ 1 4.50
OP. GRAVADA 3.81 IGV 0.69
TOTAL S/ 4.50`,
  },
  {
    name: 'Chilean factura', docType: 'invoice', text: `COMERCIAL DE PRUEBA SPA          R.U.T.: 76.000.001-9
Giro: VENTAS                     FACTURA ELECTRONICA
SANTIAGO                         Nº 1501
                                 S.I.I. - SANTIAGO CENTRO
Señor(es): CLIENTE UNO LTDA  RUT: 76.000.002-7
Fecha Emisión: 15 de abril de 2025
Vencimiento: 15/05/2025
TECLADO 2 50.000 100.000
Monto neto $ 120.000
IVA 19% $ 22.800
Total $ 142.800
Timbre Electrónico SII`,
  },
  {
    name: 'Chilean boleta', docType: 'receipt', text: `CAFE PRUEBA SPA
R.U.T. 76.000.001-9
BOLETA ELECTRONICA N° 8812
15-04-2025 09:21
CAFE 1 2.500
TOTAL $ 2.500
El IVA incluido en esta boleta es de $ 399`,
  },
  {
    name: 'Ecuadorian factura', docType: 'invoice', text: `COMERCIAL DE PRUEBA CIA LTDA     R.U.C.: 1799000012001
Dir Matriz: QUITO                FACTURA
                                 No. 001-001-000000123
NÚMERO DE AUTORIZACIÓN 1504202501179900001200110010010000001231234567819
CLAVE DE ACCESO
Razón Social: CLIENTE UNO  Identificación: 1700000019
Fecha Emisión: 15/04/2025
SUBTOTAL 15% 100.00
SUBTOTAL 0% 50.00
IVA 15% 15.00
VALOR TOTAL 165.00`,
  },
  {
    name: 'Ecuadorian credit note', docType: 'credit_note', text: `COMERCIAL DE PRUEBA CIA LTDA     R.U.C.: 1799000012001
NOTA DE CRÉDITO
No. 001-001-000000007
Comprobante que se modifica: FACTURA 001-001-000000123
Fecha emisión (comprobante a modificar): 15/04/2025
Razón de modificación: DEVOLUCION
SUBTOTAL 15% 100.00
IVA 15% 15.00
VALOR TOTAL 115.00`,
  },
  {
    name: 'Peruvian credit note', docType: 'credit_note', text: `COMERCIAL DE PRUEBA S.A.C.  RUC 20600000013
NOTA DE CREDITO ELECTRONICA
FC01-00000009
Documento que modifica: FACTURA ELECTRONICA F001-00000123
Motivo: ANULACION DE LA OPERACION
Señor(es): CLIENTE UNO S.A.C.
Op. gravada 380.00
IGV 68.40
Importe total 448.40`,
  },
  {
    name: 'Spanish corrective invoice', docType: 'credit_note', text: `COMERCIAL DE PRUEBA SL
FACTURA RECTIFICATIVA Nº R-12
Fecha: 20/04/2025
Rectifica a la factura A-123 de 15/04/2025
Base imponible -100,00
IVA 21% -21,00
Total -121,00`,
  },
  {
    name: 'Chilean debit note', docType: 'debit_note', text: `COMERCIAL DE PRUEBA SPA R.U.T.: 76.000.001-9
NOTA DE DEBITO ELECTRONICA
Nº 12
Referencia: Factura electrónica 1501
Intereses por mora
Monto neto 10.000
IVA 1.900
Total 11.900`,
  },
  {
    name: 'Spanish statement', docType: 'bank_statement', text: `BANCO DE PRUEBA
EXTRACTO DE CUENTA
Titular: COMERCIAL DE PRUEBA SL
IBAN ES80 9999 0001 4500 0000 0001
Fecha Fecha valor Concepto Importe Saldo
Saldo anterior 1.000,00
03/04/2025 03/04/2025 RECIBO LUZ -120,50 879,50
10/04/2025 10/04/2025 TRANSFERENCIA DE CLIENTE 413,40 1.292,90
Saldo final 1.292,90`,
  },
  {
    name: 'Chilean cartola', docType: 'bank_statement', text: `BANCO PRUEBA
CARTOLA HISTORICA N° 4
Cuenta corriente 00-123-45678-09
Fecha Descripción Sucursal Cargos Abonos Saldo
01/04 SALDO INICIAL 1.000.000
03/04 PAGO PROVEEDOR 120.000 880.000
SALDO FINAL 880.000`,
  },
  {
    name: 'transfer receipt', docType: 'transfer', text: `BANCO DE PRUEBA
JUSTIFICANTE DE TRANSFERENCIA
Ordenante: COMERCIAL DE PRUEBA SL
Cuenta de cargo: ES80 9999 0001 4500 0000 0001
Beneficiario: PROVEEDOR UNO SL
IBAN: ES91 2100 0418 4502 0005 1332
Importe: 1.210,00 EUR
Concepto: PAGO FACTURA A-123
Fecha: 15/04/2025`,
  },
  {
    name: 'quote', docType: 'quote', text: `SERVICIOS DE PRUEBA SL
PRESUPUESTO Nº 17/2025
Cliente: CLIENTE UNO SA
Validez de la oferta: 30 días
Subtotal 100,00
IVA 21% 21,00
Total 121,00`,
  },
  {
    name: 'purchase order', docType: 'order', text: `CLIENTE UNO S.A.C.
ORDEN DE COMPRA N° 4500012
Proveedor: COMERCIAL DE PRUEBA S.A.C.
Lugar de entrega: Almacén central
Teclado 2 150.00 300.00
Total 354.00`,
  },
  {
    name: 'contract', docType: 'contract', text: `CONTRATO DE ARRENDAMIENTO
REUNIDOS
De una parte, Ana Ejemplo; de otra parte, CLIENTE UNO SA.
Las partes acuerdan las siguientes
CLAUSULAS
PRIMERA. El arrendador cede el local.
SEGUNDA. La renta será de 800 euros mensuales.`,
  },
  {
    name: 'price list', docType: 'product_list', text: `LISTA DE PRECIOS 2025
Código  Descripción  Categoría  Precio  Stock
T1  Teclado  Periféricos  150,00  20
R1  Ratón  Periféricos  15,00  80`,
  },
  { name: 'letter', docType: 'unknown', text: 'Estimado vecino:\nLe recordamos la fiesta del barrio el domingo.\nUn saludo' },
  { name: 'English invoice', docType: 'invoice', text: 'TEST COMPANY LTD\nINVOICE\nInvoice number: INV-0008\nInvoice date: 2025-04-15\nDue date: 2025-05-15\nBill to: CLIENTE UNO SA\nSubtotal 100.00\nVAT 20% 20.00\nTotal 120.00' },
  { name: 'Spanish honorarium with IRPF', docType: 'invoice', text: 'ANA EJEMPLO\nNIF 00000001R\nFactura nº: 7\nFecha: 01/04/2025\nCliente: CLIENTE UNO SA\nHonorarios 1.000,00\nIVA 21% 210,00\nRetención IRPF 15% -150,00\nTotal a pagar 1.060,00' },
]
