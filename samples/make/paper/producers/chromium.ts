import { existsSync } from 'node:fs'
import puppeteer, { type Browser } from 'puppeteer-core'
import { withoutTime } from './bytes.ts'

const programs = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/google-chrome']
let running: Promise<Browser> | undefined

function browser(): Promise<Browser> {
  const executablePath = process.env['CHROME_PATH'] ?? programs.find((path) => existsSync(path))
  if (executablePath === undefined) throw new Error('Chromium is needed: apt-get install chromium-headless-shell, or set CHROME_PATH')
  running ??= puppeteer.launch({ executablePath, args: ['--no-sandbox', '--font-render-hinting=none'] })
  return running
}

/** Prints a page as PDF. The size is the one its @page rule states. */
export async function printed(html: string): Promise<Buffer> {
  const page = await (await browser()).newPage()
  try {
    await page.setContent(html)
    return withoutTime(await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: false }))
  } finally {
    await page.close()
  }
}

export async function closeBrowser(): Promise<void> {
  const started = await running?.catch(() => undefined)
  await started?.close()
}
