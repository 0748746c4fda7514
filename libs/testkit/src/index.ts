export { withServers, type TestServers } from './with-servers.ts'
export { startNatsForTest, startRecordStoreForTest, testDir, type TestNats, type TestRecordStore } from './own-servers.ts'
export { waitFor, type WaitOptions } from './wait-for.ts'
export { aBankStatement, aMovement, anInvoice, aReceipt, aTenant } from './builders.ts'
