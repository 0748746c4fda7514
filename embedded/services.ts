import { service as classify } from '@chasqui/classify'
import { service as extract } from '@chasqui/extract'
import { service as gateway } from '@chasqui/gateway'
import { service as ocr } from '@chasqui/ocr'
import { service as preprocess } from '@chasqui/preprocess'
import { service as publish } from '@chasqui/publish'
import { service as scheduler } from '@chasqui/scheduler'
import { service as validate } from '@chasqui/validate'
import type { Service } from '@chasqui/worker'

/** Every service, in the order in which they are started: who does the work before who lets it in. */
export const services: readonly Service[] = [preprocess, ocr, classify, extract, validate, publish, scheduler, gateway] as readonly Service[]
