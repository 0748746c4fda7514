import type { Line } from '../../page/sheet.ts'
import { spansMatching, type Span } from '../../page/span.ts'

/** What a labelled amount is in the sum of a document. */
export type Role =
  | 'total' | 'payable' | 'subtotal' | 'taxed' | 'exempt' | 'zeroRated' | 'notSubject' | 'tax' | 'taxInside' | 'otherTax'
  | 'discount' | 'charge' | 'tip' | 'rounding' | 'prepaid' | 'withholding'
  | 'paid' | 'change' | 'none'

export type AmountLabel = { role: Role; span: Span; /** 0–1: how plainly the words name the role. */ plain: number }

type Words = { role: Role; plain: number; words: string }

/**
 * The words that announce each amount, in folded text; where two of the same length overlap the first listed wins.
 * Those of role `none` look like totals and are not.
 */
const WORDS: readonly Words[] = [
  { role: 'none', plain: 1, words: 'total (?:de )?(?:articulos|items|unidades|unid|lineas|bultos|cantidad|productos|piezas|peso|kg|puntos|ahorro|ahorrado)(?: vendidos)?|(?:n[o.]*|numero|num) (?:de )?(?:articulos|operacion|autorizacion)|ahorro|puntos|operacion|autorizacion|saldo (?:de )?puntos|valor(?:es)? unitarios?|precio (?:unit(?:ario)?|neto)|total (?:de )?paginas?|capital social|sin iva|con iva|iva no incluido|tipo de cambio|monto en letras|son|(?:valor de venta de )?op(?:eraciones|\\.)? gratuitas|monto neto pendiente(?: de pago)?|(?:n[o.]* |total )?(?:de )?cuotas?(?= ?(?:n[o.]|:|\\d))|monto detraccion' },
  { role: 'taxInside', plain: 1, words: '(?:i\\.?v\\.?a|i\\.?g\\.?v|impuestos?)\\.? (?:incl(?:uido)?s?)\\.?(?: en (?:esta boleta|el precio|el total))?(?: es de)?|(?:incluye|incl\\.?) (?:iva|igv|impuestos?)(?: de)?' },
  { role: 'change', plain: 1, words: '(?:su )?cambio|vuelto|devuelto|change(?: due)?|a devolver' },
  { role: 'paid', plain: 1, words: '(?:importe |total )?(?:entregado|recibido|pagado)|efectivo|contado|tarjeta(?: de (?:credito|debito))?|tarj\\.?|visa(?: debito| electron)?|master ?card|maestro|amex|bizum|yape|plin|redcompra|pago con|cash(?: tendered)?|card|debito|credito' },
  { role: 'withholding', plain: 1, words: '(?:importe |total |cuota )?(?:retencion(?:es)?|ret|(?:impto|impuesto)\\.? retenido)\\.?(?: (?:de |por |a cuenta )?(?:i\\.?r\\.?p\\.?f\\.?|renta|en la fuente))?|i\\.?r\\.?p\\.?f\\.?' },
  { role: 'discount', plain: 1, words: '(?:total |importe |monto )?(?:de )?(?:descuentos?|dto|dcto|bonificacion|rebaja)s?(?: (?:global(?:es)?|total(?:es)?|comercial|pronto pago|general))?' },
  { role: 'tip', plain: 1, words: 'propina|servicio 10 ?%|tip|gratuity' },
  { role: 'charge', plain: 1, words: 'recargo (?:al )?consumo|otros cargos|gastos de envio|portes|flete|shipping' },
  { role: 'otherTax', plain: 1, words: 'recargo (?:de )?equivalencia|rec\\.? ?(?:de )?equiv\\.?|r\\.? ?e\\.?|i\\.?s\\.?c\\.?|ice|irbpnr|icbper|impuesto (?:adicional|selectivo|especifico)[a-z ]*|isc' },
  { role: 'rounding', plain: 1, words: 'redondeo|ajuste (?:por|de) redondeo|ley (?:de )?redondeo|rounding' },
  { role: 'prepaid', plain: 1, words: '(?:total )?anticipos?|a cuenta|pagos? a cuenta|prepaid' },
  { role: 'notSubject', plain: 1, words: '(?:sub ?total |total |valor )?(?:op(?:eracion(?:es)?)?\\.? ?)?(?:inafect[ao]s?|no (?:objeto|suje[ct][ao]s?|gravad[ao]s?)(?: (?:de|al?) (?:i\\.?v\\.?a\\.?|igv|impuestos?))?)' },
  { role: 'exempt', plain: 1, words: '(?:sub ?total |total |monto |valor |importe |base )?(?:op(?:eracion(?:es)?)?\\.? ?)?(?:exent[ao]s?(?: (?:de|del) (?:iva|igv))?|exonerad[ao]s?)' },
  { role: 'zeroRated', plain: 1, words: '(?:sub ?total|base|tarifa|gravad[ao]) (?:tarifa |iva )?0(?:[.,]0+)? ?%?|(?:sub ?total )?(?:iva|tarifa) (?:0|cero) ?%?|(?:op(?:eracion(?:es)?)?\\.? ?)?(?:exportacion)' },
  { role: 'taxed', plain: 1, words: `(?:total )?(?:op(?:eracion(?:es)?)?\\.? ?)gravad[ao]s?|(?:total |sub ?total |base |monto )?gravad[ao]s?|(?:sub ?total|base(?: imponible)?)(?: (?:tarifa|iva|al?|tipo))? ?\\(?\\d{1,2}(?:[.,]\\d{1,2})? ?%\\)?|(?:monto |total )?afecto` },
  { role: 'subtotal', plain: 1, words: `sub ?-?total (?:sin impuestos|sin iva|neto|bruto|antes de impuestos)|base(?:s)? (?:imp(?:onible)?\\.?s?)(?: total)?(?: iva)?|b\\. ?imponible|base iva|(?:total )?base|(?:total )?valor (?:de )?venta|(?:total|monto|importe|valor) neto|(?:importe|total) bruto|total (?:de )?honorarios|total (?:sin iva|sin impuestos|antes de impuestos)|total base(?: imponible)?|net(?: amount| total)?|neto|taxable(?: amount)?|suma(?: importes)?|sub ?-?total(?:es)?|monto sin impuestos` },
  { role: 'total', plain: 1, words: `(?:importe|valor|monto) total(?: (?:a pagar|de la venta|factura|con iva|comprobante))?|total (?:(?:de )?(?:la )?(?:factura|documento|comprobante|boleta|ticket|venta|nota(?: de (?:credito|debito))?|compra|general|abono|operacion|importe))|total con (?:iva|impuestos)|total i\\.?v\\.?a\\.? incl(?:uido)?\\.?|(?:grand|invoice) total|total amount|total invoice|amount total` },
  { role: 'payable', plain: 1, words: `(?:importe )?(?:total )?(?:(?:importe )?liquido|neto)? ?a pagar|liquido(?: a percibir)?|amount due|balance due|total due|(?:saldo|total|importe) (?:a pagar|pendiente)|importe a (?:pagar|cobrar|ingresar)|total a (?:pagar|cobrar|abonar|ingresar)|total liquido` },
  { role: 'tax', plain: 1, words: `(?:total |importe |cuota |monto |valor )?(?:de )?(?:del? )?(?:i\\.? ?v\\.? ?a\\.?|i\\.? ?g\\.? ?v\\.?|i\\.?g\\.?i\\.?c\\.?|vat|impuestos?|tax(?:es)?)(?: total)?|total cuotas?(?: iva)?|cuotas?(?: (?:de )?iva)?` },
  { role: 'total', plain: 0.7, words: `total(?:es)?` },
  { role: 'total', plain: 0.4, words: `importe|monto` },
]

const PATTERNS = WORDS.map((entry) => ({ ...entry, pattern: new RegExp(`(?<![a-z0-9])(?:${entry.words})(?![a-z0-9])`, 'g') }))

/** The labels of amounts on a line, from left to right, without overlaps: the longer name is the more telling one. */
export function amountLabels(line: Line): AmountLabel[] {
  const all = PATTERNS.flatMap(({ role, plain, pattern }, order) => spansMatching(line, pattern).map((span) => ({ role, plain, span, order })))
  const taken: AmountLabel[] = []
  for (const { role, plain, span } of all.sort((a, b) => b.span.text.length - a.span.text.length || a.order - b.order)) {
    if (!taken.some((label) => span.start < label.span.end && label.span.start < span.end)) taken.push({ role, plain, span })
  }
  return taken.sort((a, b) => a.span.start - b.span.start)
}
