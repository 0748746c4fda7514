/**
 * The names that columns of real exports have, per field, Spanish and English, already normalised.
 * Earlier names are likelier. A name behind `~` is weak: it is taken only when nothing better wants the column.
 */
type Aliases = Readonly<Record<string, readonly string[]>>

/** One invoice, note, receipt or expense a row. */
const DOCUMENT = {
  docType: ['doc type', 'document type', 'tipo documento', 'tipo de documento', 'tipo comprobante', 'tipo de comprobante', 'tipo doc', 'tipo dte', '~tipo', '~type'],
  number: ['invoice numero', 'numero factura', 'numero de factura', 'numero comprobante', 'numero documento', 'numero de documento', 'document numero', 'numero boleta', 'numero ticket', 'numero recibo', 'receipt numero', 'ticket numero', 'serie numero', 'serie y numero', 'factura', 'invoice', 'folio', 'comprobante', 'boleta', 'ticket', 'recibo', 'nota fiscal', 'numero', 'documento'],
  series: ['serie', 'series', 'serie factura', 'invoice series'],
  issueDate: ['invoice date', 'issue date', 'fecha emision', 'fecha de emision', 'f emision', 'fecha factura', 'fecha de factura', 'fecha documento', 'fecha doc', 'fec doc', 'fec emision', 'emision', 'expense date', 'receipt date', 'fecha gasto', 'fecha compra', 'data emissao', 'fecha', 'date'],
  issueTime: ['issue time', 'time', 'hora', 'hora emision', 'hora de emision'],
  dueDate: ['due date', 'fecha vencimiento', 'fecha de vencimiento', 'fecha vto', 'f vto', 'vencimiento', 'vto', 'vence'],
  vendorName: ['vendor name', 'supplier name', 'issuer name', 'nombre proveedor', 'razon social proveedor', 'razon social emisor', 'nombre emisor', 'vendor', 'supplier', 'provider', 'proveedor', 'emisor', 'issuer', 'merchant', 'comercio', 'establecimiento', 'fornecedor', 'empresa', 'razon social'],
  vendorTaxId: ['vendor tax id', 'supplier tax id', 'issuer tax id', 'ruc proveedor', 'ruc emisor', 'rut proveedor', 'rut emisor', 'nif proveedor', 'cif proveedor', 'nif emisor', 'cif emisor', 'nif cif proveedor', 'rfc emisor', 'nit proveedor', 'vendor ruc', 'vendor vat'],
  buyerName: ['buyer name', 'customer name', 'client name', 'nombre cliente', 'razon social cliente', 'razon social receptor', 'buyer', 'customer', 'client', 'cliente', 'receptor', 'adquirente', 'destinatario'],
  buyerTaxId: ['buyer tax id', 'customer tax id', 'client tax id', 'ruc cliente', 'ruc receptor', 'rut cliente', 'rut receptor', 'nif cliente', 'cif cliente', 'nif cif cliente', 'rfc receptor', 'nit cliente', 'identificacion cliente', 'identificacion comprador'],
  taxId: ['tax id', 'ruc', 'rut', 'nif', 'cif', 'nif cif', 'rfc', 'nit', 'cnpj', 'numero identificacion', 'identificacion', 'vat numero'],
  currency: ['currency', 'moneda', 'divisa', 'moeda', 'currency code', 'codigo moneda'],
  exchangeRate: ['exchange rate', 'tipo cambio', 'tipo de cambio', 'tc', 'cotizacion moneda'],
  subtotal: ['subtotal', 'sub total', 'base imponible', 'base', 'monto neto', 'neto', 'net amount', 'importe neto', 'valor venta', 'total sin impuestos', 'afecto', 'monto afecto', 'net', 'totals subtotal', '~importe', '~monto', '~amount', '~valor'],
  exempt: ['exempt', 'exento', 'monto exento', 'exonerado', 'total exento'],
  discount: ['discount', 'descuento', 'total descuento', 'descuento global'],
  tax: ['tax', 'tax amount', 'vat', 'vat amount', 'iva', 'igv', 'cuota iva', 'cuota', 'monto iva', 'importe iva', 'total iva', 'total igv', 'impuesto', 'impuestos', 'total impuestos', 'totals tax'],
  taxRate: ['tax rate', 'vat rate', 'pct iva', 'iva pct', 'tasa iva', 'tipo iva', 'tipo de iva', 'porcentaje iva', 'pct igv', 'tasa', 'tasa impuesto', 'alicuota', 'tarifa'],
  withholding: ['withholding', 'retencion', 'retenciones', 'irpf', 'importe irpf', 'retencion irpf', 'total retenciones'],
  tip: ['tip', 'propina'],
  total: ['total factura', 'total amount', 'importe total', 'monto total', 'total documento', 'total comprobante', 'total con iva', 'grand total', 'total', 'liquido', 'amount', 'importe', 'monto', 'valor', 'gasto', 'totals total'],
  payable: ['payable', 'amount due', 'total a pagar', 'a pagar', 'importe a pagar', 'liquido a pagar'],
  description: ['description', 'descripcion', 'concepto', 'concept', 'detalle', 'detail', 'glosa', 'memo', 'motivo', 'observaciones', 'notes', 'notas'],
  category: ['category', 'categoria', 'tipo gasto', 'tipo de gasto', 'expense category', 'categoria gasto', 'subcategory', 'subcategoria'],
  paymentMethod: ['payment method', 'forma de pago', 'forma pago', 'metodo de pago', 'metodo pago', 'medio de pago', 'medio pago'],
  iban: ['iban', 'iban proveedor', 'vendor iban'],
  reference: ['reference', 'referencia', 'payment reference', 'referencia pago'],
  fiscalId: ['clave acceso', 'clave de acceso', 'access key', 'uuid', 'cufe', 'folio fiscal', 'fiscal id'],
  corrects: ['corrects', 'factura rectificada', 'documento modificado', 'numero documento modificado', 'folio referencia', 'referencia factura', 'original invoice', 'corrected invoice'],
  country: ['country', 'pais', 'vendor country', 'pais proveedor'],
} as const satisfies Aliases

/** One bank movement a row. */
const BANK = {
  bookingDate: ['booking date', 'fecha operacion', 'fecha de operacion', 'f operacion', 'f oper', 'fecha oper', 'fecha contable', 'f contable', 'fecha mov', 'fecha movimiento', 'transaction date', 'posting date', 'fecha transaccion', 'fecha proceso', 'fecha', 'date', 'dia'],
  valueDate: ['value date', 'fecha valor', 'f valor', 'fec valor', 'fecha de valor', 'valuta'],
  narrative: ['narrative', 'concepto', 'descripcion', 'description', 'detalle', 'glosa', 'movimiento', 'detalle movimiento', 'memo', 'texto', 'concept', 'detail', 'detalle de la transaccion', 'descripcion operacion', '~operacion'],
  moreNarrative: ['mas datos', 'observaciones', 'informacion adicional', 'additional info', 'concepto ampliado', 'detalle adicional', 'more info'],
  amount: ['amount', 'importe', 'monto', 'valor', 'cantidad', 'importe movimiento', 'total'],
  debit: ['debit', 'debe', 'cargo', 'cargos', 'egreso', 'egresos', 'retiro', 'retiros', 'giros', 'debito', 'debitos', 'cheques y otros cargos', 'monto cargo', 'pagos'],
  credit: ['credit', 'haber', 'abono', 'abonos', 'deposito', 'depositos', 'ingreso', 'ingresos', 'credito', 'creditos', 'depositos y abonos', 'depositos y otros abonos', 'monto abono'],
  balance: ['balance', 'saldo', 'saldo disponible', 'saldo contable', 'running balance', 'saldo final', 'balance after', 'saldo despues'],
  side: ['side', 'd h', 'debe haber', 'c a', 'cargo abono', 'debit credit', 'dr cr', 'd c', 'c d', 'direction', 'signo', 'tipo movimiento', 'tipo mov', '~tipo', '~type'],
  externalRef: ['external ref', 'transaction id', 'fitid', 'reference', 'referencia', 'ref', 'numero operacion', 'numero de operacion', 'numero op', 'operacion numero', 'numero documento', 'numero de documento', 'documento', 'folio', 'id'],
  endToEndId: ['end to end id', 'endtoendid', 'e2e id'],
  currency: ['currency', 'moneda', 'divisa'],
  account: ['account', 'iban', 'cuenta', 'numero cuenta', 'numero de cuenta', 'account numero', 'account id', 'account iban', 'cci', 'conta'],
  bank: ['bank', 'banco', 'entidad'],
  counterpartyName: ['counterparty', 'counterparty name', 'contraparte', 'beneficiario', 'ordenante', 'payee', 'payer', 'nombre', 'nombre contraparte'],
  counterpartyIban: ['counterparty iban', 'counterparty account', 'iban contraparte', 'cuenta contraparte', 'cuenta destino', 'cuenta origen'],
  counterpartyTaxId: ['counterparty tax id', 'ruc contraparte', 'rut contraparte', 'nif contraparte'],
  code: ['code', 'codigo', 'transaction type', 'tipo operacion', 'tipo de operacion', 'concepto comun', 'codigo operacion'],
  ordinal: ['ordinal'],
} as const satisfies Aliases

/** One product a row. */
const PRODUCT = {
  sku: ['sku', 'codigo', 'code', 'codigo producto', 'product code', 'item code', 'referencia', 'ref', 'referencia producto'],
  barcode: ['barcode', 'ean', 'ean13', 'ean 13', 'codigo de barras', 'codigo barras', 'gtin', 'upc'],
  name: ['product name', 'nombre producto', 'producto', 'product', 'articulo', 'nombre', 'name', 'item', 'descripcion', 'description'],
  category: ['category', 'categoria', 'familia', 'rubro'],
  price: ['price', 'precio', 'unit price', 'precio unitario', 'valor unitario', 'pvp', 'precio venta', 'sale price'],
  stock: ['stock', 'existencias', 'inventory', 'inventario', 'unidades', 'stock actual', 'cantidad', 'qty', 'quantity'],
  unit: ['unit', 'unidad', 'unidad medida', 'um', 'uom'],
  taxRate: ['tax rate', 'iva', 'igv', 'pct iva', 'tasa iva', 'vat'],
  currency: ['currency', 'moneda', 'divisa'],
  vendorName: ['supplier', 'proveedor', 'vendor', 'marca'],
} as const satisfies Aliases

/** One pay slip a row. */
const PAYROLL = {
  employeeName: ['employee name', 'employee', 'nombre trabajador', 'nombre empleado', 'trabajador', 'empleado', 'nombre', 'apellidos y nombres'],
  employeeTaxId: ['employee tax id', 'dni', 'nif', 'rut', 'cedula', 'rut trabajador', 'nif trabajador', 'tax id', 'documento'],
  employerName: ['employer', 'employer name', 'company', 'company name', 'empresa', 'empleador', 'razon social'],
  employerTaxId: ['employer tax id', 'cif', 'cif empresa', 'rut empleador', 'ruc', 'ruc empleador'],
  periodStart: ['period start', 'desde', 'inicio periodo', 'fecha inicio', 'periodo desde'],
  periodEnd: ['period end', 'hasta', 'fin periodo', 'fecha fin', 'periodo hasta'],
  period: ['period', 'payroll period', 'periodo', 'mes', 'month'],
  issueDate: ['date', 'fecha', 'fecha pago', 'fecha de pago', 'pay date', 'payment date'],
  gross: ['gross pay', 'gross', 'bruto', 'total devengado', 'devengado', 'devengos', 'salario bruto', 'sueldo bruto', 'total haberes', 'total ingresos'],
  deductions: ['total deductions', 'deductions total', 'deductions', 'deducciones', 'total a deducir', 'total deducciones', 'descuentos', 'total descuentos'],
  net: ['net pay', 'net', 'liquido a percibir', 'liquido', 'neto a percibir', 'neto a pagar', 'neto', 'salario neto', 'sueldo liquido', 'alcance liquido'],
  currency: ['currency', 'moneda', 'divisa'],
} as const satisfies Aliases

export const FAMILIES = { document: DOCUMENT, bank: BANK, product: PRODUCT, payroll: PAYROLL }
export type Family = keyof typeof FAMILIES
export type FieldOf<F extends Family> = Extract<keyof (typeof FAMILIES)[F], string>
