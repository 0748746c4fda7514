import type { CleanPage } from './clean.ts'
import type { Decoder } from './load.ts'

/** What an image worker is asked to do with the file at `path`. `folder` is private to the job; results are written there. */
export type ImageJob =
  | { do: 'frames'; path: string; decoder: Decoder }
  | { do: 'clean'; path: string; decoder: Decoder; frame: number; folder: string; /** Of the picture, where it is known better than the file says. */ dpi?: number }

export type ImageResult<Job extends ImageJob> = Job extends { do: 'frames' } ? number : CleanPage

/** What goes between the service and its worker. A refusal keeps its code; anything else is a defect. */
export type Request = { id: number; job: ImageJob }
export type Answer =
  | { id: number; ok: true; result: number | CleanPage }
  | { id: number; ok: false; code: string | undefined; message: string }
