/** The same URL, or comma-separated list, without user names, passwords and tokens: what an error may show. */
export function withoutCredentials(urls: string): string {
  return urls.replaceAll(/(\/\/|^|,)[^/@,]*@/g, '$1')
}
