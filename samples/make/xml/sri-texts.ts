/** SRI, comprobantes electrónicos. The last of the 49 digits of an access key is its check digit. */

/** Factura 001-001-000000123: one line at 15 %, one at 0 %, payable in 30 days. */
export const invoice = `<?xml version="1.0" encoding="UTF-8"?>
<factura id="comprobante" version="1.1.0">
<infoTributaria><ambiente>1</ambiente><tipoEmision>1</tipoEmision><razonSocial>COMERCIAL DE PRUEBA CIA LTDA</razonSocial><ruc>1799000012001</ruc><claveAcceso>1504202501179900001200110010010000001231234567819</claveAcceso><codDoc>01</codDoc><estab>001</estab><ptoEmi>001</ptoEmi><secuencial>000000123</secuencial><dirMatriz>QUITO</dirMatriz></infoTributaria>
<infoFactura><fechaEmision>15/04/2025</fechaEmision><obligadoContabilidad>SI</obligadoContabilidad><tipoIdentificacionComprador>05</tipoIdentificacionComprador><razonSocialComprador>CLIENTE UNO</razonSocialComprador><identificacionComprador>1700000019</identificacionComprador><totalSinImpuestos>150.00</totalSinImpuestos><totalDescuento>0.00</totalDescuento>
<totalConImpuestos><totalImpuesto><codigo>2</codigo><codigoPorcentaje>4</codigoPorcentaje><baseImponible>100.00</baseImponible><tarifa>15.00</tarifa><valor>15.00</valor></totalImpuesto><totalImpuesto><codigo>2</codigo><codigoPorcentaje>0</codigoPorcentaje><baseImponible>50.00</baseImponible><valor>0.00</valor></totalImpuesto></totalConImpuestos>
<propina>0.00</propina><importeTotal>165.00</importeTotal><moneda>DOLAR</moneda><pagos><pago><formaPago>20</formaPago><total>165.00</total><plazo>30</plazo><unidadTiempo>dias</unidadTiempo></pago></pagos></infoFactura>
<detalles><detalle><codigoPrincipal>T1</codigoPrincipal><descripcion>TECLADO</descripcion><cantidad>2</cantidad><precioUnitario>50.00</precioUnitario><descuento>0.00</descuento><precioTotalSinImpuesto>100.00</precioTotalSinImpuesto></detalle><detalle><codigoPrincipal>L1</codigoPrincipal><descripcion>LIBRO</descripcion><cantidad>1</cantidad><precioUnitario>50.00</precioUnitario><descuento>0.00</descuento><precioTotalSinImpuesto>50.00</precioTotalSinImpuesto></detalle></detalles>
</factura>
`

/** Nota de crédito 001-001-000000007: one keyboard of invoice 123 came back. */
export const creditNote = `<?xml version="1.0" encoding="UTF-8"?>
<notaCredito id="comprobante" version="1.1.0">
<infoTributaria><ambiente>1</ambiente><tipoEmision>1</tipoEmision><razonSocial>COMERCIAL DE PRUEBA CIA LTDA</razonSocial><ruc>1799000012001</ruc><claveAcceso>1504202504179900001200110010010000000071234567817</claveAcceso><codDoc>04</codDoc><estab>001</estab><ptoEmi>001</ptoEmi><secuencial>000000007</secuencial><dirMatriz>QUITO</dirMatriz></infoTributaria>
<infoNotaCredito><fechaEmision>15/04/2025</fechaEmision><tipoIdentificacionComprador>05</tipoIdentificacionComprador><razonSocialComprador>CLIENTE UNO</razonSocialComprador><identificacionComprador>1700000019</identificacionComprador><obligadoContabilidad>SI</obligadoContabilidad><codDocModificado>01</codDocModificado><numDocModificado>001-001-000000123</numDocModificado><fechaEmisionDocSustento>15/04/2025</fechaEmisionDocSustento><totalSinImpuestos>50.00</totalSinImpuestos><valorModificacion>57.50</valorModificacion><moneda>DOLAR</moneda>
<totalConImpuestos><totalImpuesto><codigo>2</codigo><codigoPorcentaje>4</codigoPorcentaje><baseImponible>50.00</baseImponible><valor>7.50</valor></totalImpuesto></totalConImpuestos><motivo>DEVOLUCION</motivo></infoNotaCredito>
<detalles><detalle><codigoInterno>T1</codigoInterno><descripcion>TECLADO</descripcion><cantidad>1</cantidad><precioUnitario>50.00</precioUnitario><descuento>0.00</descuento><precioTotalSinImpuesto>50.00</precioTotalSinImpuesto><impuestos><impuesto><codigo>2</codigo><codigoPorcentaje>4</codigoPorcentaje><tarifa>15.00</tarifa><baseImponible>50.00</baseImponible><valor>7.50</valor></impuesto></impuestos></detalle></detalles>
</notaCredito>
`

/** A restaurant: the tip (propina) is part of the total but not of any base. */
export const withTip = `<?xml version="1.0" encoding="UTF-8"?>
<factura id="comprobante" version="1.0.0">
<infoTributaria><ambiente>2</ambiente><tipoEmision>1</tipoEmision><razonSocial>RESTAURANTE MITAD DEL MUNDO S.A.</razonSocial><nombreComercial>LA MITAD</nombreComercial><ruc>1799000020001</ruc><claveAcceso>2005202501179900002000120020010000088418765432119</claveAcceso><codDoc>01</codDoc><estab>002</estab><ptoEmi>001</ptoEmi><secuencial>000008841</secuencial><dirMatriz>QUITO</dirMatriz></infoTributaria>
<infoFactura><fechaEmision>20/05/2025</fechaEmision><tipoIdentificacionComprador>05</tipoIdentificacionComprador><razonSocialComprador>CLIENTE UNO</razonSocialComprador><identificacionComprador>1700000019</identificacionComprador><totalSinImpuestos>42.00</totalSinImpuestos><totalDescuento>2.00</totalDescuento>
<totalConImpuestos><totalImpuesto><codigo>2</codigo><codigoPorcentaje>4</codigoPorcentaje><baseImponible>42.00</baseImponible><tarifa>15.00</tarifa><valor>6.30</valor></totalImpuesto></totalConImpuestos>
<propina>4.20</propina><importeTotal>52.50</importeTotal><moneda>DOLAR</moneda><pagos><pago><formaPago>19</formaPago><total>52.50</total></pago></pagos></infoFactura>
<detalles><detalle><codigoPrincipal>M1</codigoPrincipal><descripcion>ALMUERZO EJECUTIVO</descripcion><cantidad>4</cantidad><precioUnitario>11.00</precioUnitario><descuento>2.00</descuento><precioTotalSinImpuesto>42.00</precioTotalSinImpuesto></detalle></detalles>
</factura>
`
