/**
 * The environment variable of a setting: `natsUrl` → `NATS_URL`, `importsMaxPdfPages` → `IMPORTS_MAX_PDF_PAGES`,
 * `siiRUTFile` → `SII_RUT_FILE`.
 */
export function envName(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase()
}
