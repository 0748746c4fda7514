import { clue, phrases, titled, type Kind } from './kind.ts'

export const transfer: Kind = {
  docType: 'transfer',
  sourceTypes: ['bank'],
  strong: [
    ...phrases('(?:justificante|comprobante|resguardo|constancia|orden|aviso) (?:de )?(?:la )?transferencia', 'constancia de (?:operacion|pago|deposito)', 'transferencia (?:realizada|emitida|recibida|exitosa|electronica|sepa|interbancaria|a terceros|de fondos|inmediata)', 'wire transfer', 'transfer (?:receipt|confirmation)'),
    clue('ordenante and beneficiario', /(?<![a-z])(?:ordenante|cuenta (?:de )?(?:origen|cargo))/, /(?<![a-z])(?:beneficiario|destinatario|cuenta (?:de )?(?:destino|abono))/),
  ],
  medium: phrases('ordenante', 'beneficiario', 'concepto', 'swift', 'bic', 'iban', 'n(?:umer)?o\\.? de operacion', 'nro\\.? (?:de )?operacion', 'importe transferido', 'monto transferido', 'cuenta (?:de )?(?:origen|destino)', 'transferencia'),
  against: [...phrases('saldo (?:anterior|inicial|final)', 'base imponible', 'sub ?total', 'extracto', 'cartola', 'igv', 'factura electronica', 'devengos', 'forma de pago', 'iva'), clue('factura as a title', /(?:^|\n) ?factura/)],
  title: titled('(?:justificante|comprobante|resguardo|constancia|orden|aviso) (?:de )?(?:la )?transferencia|constancia de (?:operacion|pago|deposito)|transferencia|transfer (?:receipt|confirmation)'),
  silences: ['bank_statement', 'receipt', 'invoice'],
}
