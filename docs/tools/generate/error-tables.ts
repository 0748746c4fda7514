import { configErrors } from '@chasqui/config'
import { asFault, type ErrorTable } from '@chasqui/errors'
import { embeddedErrors } from '../../../embedded/errors.ts'
import { fileErrors } from '../../../libs/files/src/errors.ts'
import { httpErrors } from '../../../libs/http/src/errors.ts'
import { mongoErrors } from '../../../libs/mongo/src/errors.ts'
import { natsErrors } from '../../../libs/nats/src/errors.ts'
import { errors as serversErrors } from '../../../libs/servers/src/errors.ts'
import { errors as tablesErrors } from '../../../libs/tables/src/errors.ts'
import { deadLetterErrors } from '../../../libs/worker/src/dead-letters/errors.ts'
import { workerErrors } from '../../../libs/worker/src/errors.ts'
import { deferrals } from '../../../libs/worker/src/tasks/deferrals.ts'
import { errors as extractErrors } from '../../../services/extract/src/errors.ts'
import { errors as gatewayErrors } from '../../../services/gateway/src/errors.ts'
import { errors as ocrErrors } from '../../../services/ocr/src/errors.ts'
import { errors as preprocessErrors } from '../../../services/preprocess/src/errors.ts'
import { errors as publishErrors } from '../../../services/publish/src/errors.ts'
import { errors as schedulerErrors } from '../../../services/scheduler/src/errors.ts'
import { errors as validateErrors } from '../../../services/validate/src/errors.ts'

export type OwnedErrors = Pick<ErrorTable, 'owner' | 'entries'>

/** What every thrown value becomes that is no Fault: its table is not offered, the Fault is. */
function unexpected(): OwnedErrors {
  const { code, say, hint, retry, status } = asFault(undefined)
  return { owner: 'chasqui', entries: { [code]: { say, hint, retry, status } } }
}

/** Every table of errors there is, in the order in which a document meets their owners. A test looks for tables that are missing here. */
export const errorTables: readonly OwnedErrors[] = [
  httpErrors, gatewayErrors,
  preprocessErrors, tablesErrors, ocrErrors, extractErrors, validateErrors, publishErrors, schedulerErrors,
  workerErrors, deferrals, deadLetterErrors, unexpected(),
  natsErrors, mongoErrors, fileErrors, configErrors, serversErrors, embeddedErrors,
]
