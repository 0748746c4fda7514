import { readdirSync } from 'node:fs'
import { defineConfig } from 'oxlint'

/**
 * Lint, circles and layers in one pass. The layers are import rules here because this linter reads TypeScript 7; tools that draw
 * dependency graphs still ask for an older compiler.
 */

const PURE_LIBS: readonly string[] = ['contracts', 'errors', 'tax']

const foldersIn = (name: string) => readdirSync(new URL(`./${name}`, import.meta.url))
const services = foldersIn('services').join('|')
const libsThatTalk = foldersIn('libs').filter((lib) => !PURE_LIBS.includes(lib)).join('|')

type Ban = { regex: string; message: string }

const otherServices: Ban = { regex: `^@chasqui/(${services})$`, message: 'Services speak over NATS; what two of them need is a lib.' }
const servicesFromLibs: Ban = { regex: `^@chasqui/(${services}|embedded)$`, message: 'A lib never knows who uses it.' }
const pathIntoAnotherPackage: Ban = { regex: String.raw`\.\./[^./]+/src/`, message: 'Import a package by its name: only what its index.ts gives is public.' }
const testSupport: Ban = { regex: '^(@chasqui/testkit|@chasqui/[^/]+/(contract-suite|test-[^/]+)|vitest|fast-check)', message: 'Only tests import test support.' }
const talksTo: Ban = {
  regex: `^((node:)?(fs|net|tls|http|http2|https|dgram|dns|child_process|worker_threads|cluster|timers)(/.*)?|mongodb|@nats-io/.*|undici|fastify|pino|@chasqui/(${libsThatTalk}|${services})(/.*)?)$`,
  message: 'A rule is a function of its arguments: it talks to no server, file or clock.',
}

const everywhere = [pathIntoAnotherPackage]

const testsIn = (folder: string) => ['*.test.ts', '*.fixture.ts', 'test-*.ts', '*-test/**', 'contract-suite.ts'].map((name) => `${folder}/**/${name}`)

/** A later entry replaces an earlier one for a file that both match, so each says all that is banned there. */
function banned(files: string[], patterns: Ban[]) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns: [...everywhere, ...patterns] }] as const } }
}

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'vitest'],
  options: { typeAware: true, denyWarnings: true },
  categories: { correctness: 'error' },
  ignorePatterns: ['**/node_modules/**', '.chasqui/**', 'coverage/**'],
  rules: {
    'import/no-cycle': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    eqeqeq: 'error',
    // Unknown values are put into messages on purpose: "[object Object]" there is better than another error.
    'typescript/no-base-to-string': 'off',
    // Strings are spread into characters on purpose where check digits are computed.
    'typescript/no-misused-spread': 'off',
    // Bytes are looked for by regular expressions, control characters among them.
    'no-control-regex': 'off',
    // Words are sorted as words; a comparison by code unit is what makes hashes and pages stable.
    'typescript/require-array-sort-compare': 'off',
    // A property of fast-check is the assertion; a table may expect more of some of its rows.
    'vitest/expect-expect': 'off',
    'vitest/no-conditional-expect': 'off',
    // vitest takes a message beside the value.
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    // That it throws at all is what some tests say; and the type of a mock follows from its use.
    'vitest/require-to-throw-message': 'off',
    'vitest/require-mock-type-parameters': 'off',
  },
  overrides: [
    banned(['embedded/**', 'bench/**', 'samples/**', 'examples/**', 'docs/**'], [testSupport]),
    banned(['libs/**'], [servicesFromLibs, testSupport]),
    banned(['services/**'], [otherServices, testSupport]),
    banned(['libs/tax/**', '**/checks/**'], [talksTo, testSupport]),
    banned([...testsIn('libs'), 'libs/testkit/**'], [servicesFromLibs]),
    banned(testsIn('services'), [otherServices]),
    banned([...testsIn('{embedded,bench,samples,examples,docs}'), 'embedded/promises/**'], []),
  ],
})
