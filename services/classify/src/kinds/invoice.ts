import { clue, phrases, titled, type Kind } from './kind.ts'

/** A factura that is another document's reference is not this document's name. */
const FACTURA = /(?<!(?<!\S)(?:anula|corrige|modifica|rectifica|afecta|referencia|referencia a|ref|segun|nuestra|su|la|de|a|esta)[ .:]*(?:la )?)(?<![a-z])facturas?(?![a-z])(?! (?:simplificada|rectificativa|proforma|pro forma|que|anulada|original|afectada|no valida|de abono))[^]{0,45}?\d/

export const invoice: Kind = {
  docType: 'invoice',
  sourceTypes: ['invoices'],
  strong: [
    clue('factura and a number', FACTURA),
    clue('factura as a title', /(?:^|\n) ?factura ?(?:\n|$)/),
    clue('the number of a factura', /(?<![a-z])(?:n[o.º]*|numero|num\.?) (?:de )?(?:la )?factura(?! (?:rectificada|anulada|original))/),
    clue('invoice and a number', /(?<![a-z])invoice(?! (?:date|total))[^]{0,30}?\d/),
    ...phrases('factura electronica', 'factura de venta', 'factura exenta', 'factura no afecta', 'factura de exportacion', 'tax invoice', 'invoice (?:no|number|num)', 'fecha (?:de )?factura', 'base imponible', 'base imp', '(?:fecha (?:de )?|f )?(?:vencimiento|vto)', 'due date', '(?:cuit|nit|ruc|nif|cif|rut) (?:del )?cliente'),
  ],
  medium: phrases('i\\.? ?v\\.? ?a', 'i\\.? ?g\\.? ?v', 'vat', '(?:total|importe) neto', 'sub ?total', '(?:forma|condiciones|medio) de pago', 'datos (?:del )?cliente', 'bill to', 'facturar a', 'facturado a', 'senor(?:es)?', 'sr(?:es)?', 'giro', 'op(?:eracion(?:es)?)?\\.? gravadas?', 'valor (?:de )?venta', 'clave de acceso', 'numero de autorizacion', 'guia de remision', 'monto neto', 'adquir?iente', 'cliente', 'retencion irpf', 'irpf', 'payment terms', 'total (?:importe )?factura', 'periodo de facturacion'),
  against: [
    ...phrases('ticket', 'factura simplificada', 'nota de (?:credito|debito)', 'factura rectificativa', 'factura de abono', '(?:credit|debit) note', 'boleta (?:de venta|electronica|de pago|de honorarios|exenta)', 'recibo por honorarios', 'nota de venta', 'factura proforma', 'nomina', 'devengos', 'total devengado', 'recibo de salarios', 'saldo anterior', 'guia de remision electronica'),
    clue('change given', /(?<![a-z])(?:cambio|vuelto)(?![a-z])(?! (?:de|oficial))/, /(?<![a-z])(?:efectivo|tarjeta|entregado|recibido|pago con)(?![a-z])/),
    clue('says it is no factura', /no (?:es|constituye|valid[oa] como)[^\n]{0,15}factura/),
  ],
  title: titled('facturas?(?: (?:electronica|de venta|exenta|comercial|n[o.]*|num\\.?|serie)[a-z ]{0,20})?(?! ?(?:simplificada|simpl|rectificativa|rectificada|pro ?forma|de abono|electronica rectificativa|que|no valida))|(?:tax |commercial )?invoice(?! (?:date|total|amount))'),
  silences: ['receipt', 'quote', 'order', 'contract', 'transfer', 'product_list'],
}
