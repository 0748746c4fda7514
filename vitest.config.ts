import { defineConfig } from 'vitest/config'

/** The suffix of a test file tells its cost: `.test.ts` is pure, `.int.test.ts` talks to real servers or engines. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['{libs,services,embedded,samples,docs,examples}/**/*.test.ts'], exclude: ['**/*.int.test.ts', '**/node_modules/**'] } },
      { test: { name: 'int', include: ['{libs,services,embedded,samples,docs,examples}/**/*.int.test.ts'], exclude: ['**/node_modules/**'], globalSetup: './libs/testkit/src/global-setup.ts', testTimeout: 60_000, hookTimeout: 120_000, fileParallelism: false } },
    ],
  },
})
