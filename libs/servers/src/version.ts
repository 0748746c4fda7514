/** The first `major.minor.patch` in what a program says of itself. */
export function versionIn(text: string): string | undefined {
  return /(\d+\.\d+\.\d+)/.exec(text)?.[1]
}

/** Whether a version such as "2.15.2" is the wanted one ("2.12") or newer. */
export function isAtLeast(version: string, wanted: string): boolean {
  const [have, want] = [numbers(version), numbers(wanted)]
  for (const [i, part] of want.entries()) {
    const other = have[i] ?? 0
    if (other !== part) return other > part
  }
  return true
}

function numbers(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0)
}
