const LONGEST = 255

/** A file name as it is kept: its last part, of characters that can be shown, never empty. Pure. */
export function cleanFilename(name: string | undefined): string {
  const last = (name ?? '').toWellFormed().normalize('NFC').split(/[\\/]/).at(-1) as string
  const clean = last.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '').trim()
  if (clean === '' || clean === '.' || clean === '..') return 'unnamed'
  return [...clean].length <= LONGEST ? clean : shortened(clean)
}

/** The end of the name stays: it says what the file is. */
function shortened(name: string): string {
  const ending = /\.[^.]{1,10}$/u.exec(name)?.[0] ?? ''
  return [...name].slice(0, LONGEST - [...ending].length).join('') + ending
}
