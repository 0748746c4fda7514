import { fileStoreContract } from './contract-suite.ts'
import { createMemoryFileStore } from './memory-store.ts'

fileStoreContract('memory', createMemoryFileStore)
