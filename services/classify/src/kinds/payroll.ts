import { clue, phrases, titled, type Kind } from './kind.ts'

const DEVENGOS = /(?<![a-z])(?:i\. ?)?(?:devengos|(?:total )?devengado|haberes|ingresos del trabajador|remuneraciones)(?![a-z])/
const DEDUCCIONES = /(?<![a-z])(?:deducciones|total a deducir|descuentos(?: legales)?|aportes (?:del )?trabajador)(?![a-z])/

export const payroll: Kind = {
  docType: 'payroll',
  sourceTypes: ['expenses'],
  strong: [
    ...phrases('recibo (?:individual (?:justificativo )?)?(?:de|del pago de) salarios?', '(?:total )?liquido (?:total )?a percibir', 'rol (?:individual )?de pagos?', 'liquidacion de (?:sueldo|remuneraciones)s?', 'neto a (?:percibir|pagar al trabajador)', 'alcance liquido', 'sueldo liquido', 'pay ?slip'),
    clue('devengos and deducciones', DEVENGOS, DEDUCCIONES),
    clue('boleta de pago of a worker', /(?<![a-z])boleta de (?:pago|remuneraciones)/, /(?<![a-z])trabajador/),
    clue('worker and company of a payslip', /(?<![a-z])(?:trabajador|empleado|colaborador)(?![a-z])/, /(?<![a-z])(?:total devengado|liquido|salario base|sueldo base|remuneracion basica)(?![a-z])/),
  ],
  medium: [...phrases('nomina', 'base irpf', 'cotizacion', 'contingencias', 'essalud', 'afp', 'iess', 'isapre', 'fonasa', 'onp', 'salario base', 'sueldo base', 'desempleo', 'trabajador', 'afiliacion', 'horas extras?', 'antiguedad', 'grupo (?:de )?cotizacion', 'dias trabajados'), clue('deducciones', DEDUCCIONES)],
  against: phrases('base imponible', 'sub ?total', 'forma de pago', 'factura electronica', 'saldo anterior', 'gracias por su compra'),
  title: titled('nomina|recibo (?:individual (?:justificativo )?)?(?:de|del pago de) salarios?|rol (?:individual )?de pagos?|liquidacion de (?:sueldo|remuneracion(?:es)?)s?|boleta de (?:pago|remuneraciones)|pay ?slip'),
  silences: ['receipt', 'invoice', 'transfer'],
}
