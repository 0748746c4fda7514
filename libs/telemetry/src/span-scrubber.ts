import type { Attributes } from '@opentelemetry/api'
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace'
import { redactLine } from './redact.ts'

/** Attributes in which an instrumentation writes an address with its query. */
const URLS = ['url.full', 'http.url', 'http.target'] as const

/**
 * Keeps secrets out of traces: queries are cut off addresses whole (keys, tokens and tax ids ride in them), and texts
 * of errors lose their credentials as log lines do.
 */
export class SpanScrubber implements SpanProcessor {
  onStart(): void {}
  onEnd(): void {}
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}

  onEnding(span: Span): void {
    for (const key of URLS) {
      const url = span.attributes[key]
      if (typeof url === 'string' && /[?@]/.test(url)) span.setAttribute(key, withoutSecrets(url))
    }
    if (span.attributes['url.query'] !== undefined) span.setAttribute('url.query', '[redacted]')
    if (span.status.message) span.setStatus({ ...span.status, message: redactLine(span.status.message) })
    for (const event of span.events) if (event.attributes) redactTexts(event.attributes)
  }
}

function withoutSecrets(url: string): string {
  return redactLine(url.replace(/\?.*$/s, '?[redacted]'))
}

function redactTexts(attributes: Attributes): void {
  for (const [key, value] of Object.entries(attributes)) if (typeof value === 'string') attributes[key] = redactLine(value)
}
