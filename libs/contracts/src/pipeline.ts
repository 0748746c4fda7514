import type { z } from 'zod'
import { itemClassified, itemExtracted, itemOcrCompleted, itemPreprocessed, itemPublished, itemReceived, itemValidated } from './facts.ts'

/** A fact that travels: its name in the subject, its version, and the schema of its body. */
export type Fact<Name extends string = string, Schema extends z.ZodType = z.ZodType> = {
  readonly name: Name
  readonly version: number
  readonly schema: Schema
  readonly says: string
}

/** The states that one stage moves an item through. */
export type StageStates = {
  /** The resting state the stage takes items from. */
  readonly from: string
  /** Written only where the work lasts: it is also the lease. */
  readonly working: string
  readonly done: string
  readonly failed: string
}

function stage<const Name extends string, Takes extends Fact, Gives extends Fact, const States extends StageStates>(
  name: Name, takes: Takes, gives: Gives, states: States, limits: { softMs: number; hardMs: number } = { softMs: 90_000, hardMs: 120_000 },
) {
  return { name, takes, gives, states, limits } as const
}

/** The order of the pipeline: the only place where it is written. Subjects, streams, consumers, states and pages follow. */
export const pipeline = [
  stage('preprocess', itemReceived,     itemPreprocessed, { from: 'pending',       working: 'preprocessing',  done: 'preprocessed',  failed: 'preprocessing_failed' }),
  stage('ocr',        itemPreprocessed, itemOcrCompleted, { from: 'preprocessed',  working: 'ocr_processing', done: 'ocr_completed', failed: 'ocr_failed' }, { softMs: 150_000, hardMs: 180_000 }),
  stage('classify',   itemOcrCompleted, itemClassified,   { from: 'ocr_completed', working: 'classifying',    done: 'classified',    failed: 'classification_failed' }),
  stage('extract',    itemClassified,   itemExtracted,    { from: 'classified',    working: 'extracting',     done: 'extracted',     failed: 'extraction_failed' }),
  stage('validate',   itemExtracted,    itemValidated,    { from: 'extracted',     working: 'validating',     done: 'validated',     failed: 'validation_failed' }),
  stage('publish',    itemValidated,    itemPublished,    { from: 'validated',     working: 'publishing',     done: 'published',     failed: 'publish_failed' }),
] as const

export type Stage = (typeof pipeline)[number]
export type StageName = Stage['name']
export type StageNamed<N extends StageName> = Extract<Stage, { name: N }>

/** In the order of the pipeline. */
export const STAGE_NAMES = pipeline.map(({ name }) => name) as [StageName, ...StageName[]]

const byName = new Map<string, Stage>(pipeline.map((s) => [s.name, s]))

export function stageNamed<N extends StageName>(name: N): StageNamed<N> {
  return byName.get(name) as StageNamed<N>
}

/** Every state an item can have: three a stage and the ends outside the path. */
export type ItemStatus =
  | Stage['states']['from'] | Stage['states']['working'] | Stage['states']['done'] | Stage['states']['failed']
  | 'duplicate' | 'rejected' | 'cancelled' | 'reverted'

export const FINAL_STATES: ReadonlySet<string> = new Set(['published', 'duplicate', 'rejected', 'cancelled', 'reverted'])
/** Every state of an item, in the order of the pipeline, the ends last. */
export const ITEM_STATES = [...new Set<string>([...pipeline.flatMap(({ states }) => [states.from, states.working, states.done, states.failed]), ...FINAL_STATES])] as [ItemStatus, ...ItemStatus[]]

export const FAILED_STATES: ReadonlySet<string> = new Set(pipeline.map((s) => s.states.failed))
export const WORKING_STATES: ReadonlySet<string> = new Set(pipeline.map((s) => s.states.working))

/** The stage that moves an item out of this state on its own, if any. */
export function stageAfter(status: string): Stage | undefined {
  return pipeline.find((s) => s.states.from === status || s.states.working === status)
}

/** The stage whose failure this state is. */
export function stageThatFailed(status: string): Stage | undefined {
  return pipeline.find((s) => s.states.failed === status)
}
