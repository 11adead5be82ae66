// An action is a value: its permanent name (which is also its permission, audit word, API path and command),
// the doors it may be reached through, its questions, and what it does with the answers.
import type { Answers, Fields } from '../fields/index.ts'
import type { Refusal } from '../errors/index.ts'
import type { Reader } from './reader.ts'
import type { Inside } from './inside.ts'

/** The ways in. An action with none is carried out only by listeners, jobs and other actions. */
export type Door = 'page' | 'api' | 'command'

/** What an action did. `facts` go into the audit for ever, so they hold ids, numbers, codes and dates, never words about a person; `personal` goes into the erasable side row. */
export type Done<R> = {
  readonly subject: string | null
  readonly result: R
  readonly facts?: Readonly<Record<string, string | number | boolean | bigint | null>>
  readonly personal?: Readonly<Record<string, string | null>>
}

export type Action<F extends Fields = Fields, R = unknown> = {
  readonly kind: 'action'
  readonly name: string
  readonly title: string
  readonly permission: string
  readonly doors: readonly Door[]
  /** Asks for a sign-in within the last minutes: deciding, releasing money, seeing a secret. */
  readonly fresh: boolean
  /** The result holds something shown once: it is never kept for a repeated request. */
  readonly secretResult: boolean
  readonly fields: F
  readonly run: (inside: Inside, answers: Answers<F>) => Promise<Done<R>>
  /**
   * What is remembered of a refusal, and what more its reader is told: in a short transaction of its own, when all that
   * was locked has been let go. It never makes anything but the same refusal of it.
   */
  readonly whenRefused?: (after: Afterwards, answers: Answers<F>, refusal: Refusal) => Promise<Remembered>
}

/** What an action holds once it has refused: a transaction for what is remembered, and nothing that could be announced. */
export type Afterwards = Reader & Pick<Inside, 'tx' | 'id'>

/** `facts` are recorded in the audit as an attempt that was refused; `current` is shown with the refusal. */
export type Remembered = {
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>
  readonly current?: Readonly<Record<string, unknown>>
}

export type Query<F extends Fields = Fields, R = unknown> = {
  readonly kind: 'query'
  readonly name: string
  readonly title: string
  readonly permission: string
  readonly doors: readonly Door[]
  readonly parameters: F
  /** Seeing the answer is itself recorded (names, needs, secrets). */
  readonly discloses: boolean
  /**
   * What the module itself keeps of a disclosure, such as who has read which version: written in the transaction of the
   * audit entry, of which it names the record. It refuses what the reader may not see, and then nothing is written.
   */
  readonly receipt?: (
    reader: Reader,
    parameters: Answers<F>,
  ) => Promise<{ readonly subject: string; readonly facts?: Done<unknown>['facts'] }>
  readonly run: (reader: Reader, parameters: Answers<F>) => Promise<R>
}

type ActionSketch<F extends Fields, R> = Pick<Action<F, R>, 'name' | 'title' | 'doors' | 'fields' | 'run'> &
  Partial<Pick<Action<F, R>, 'permission' | 'fresh' | 'secretResult' | 'whenRefused'>>

type QuerySketch<F extends Fields, R> = Pick<Query<F, R>, 'name' | 'title' | 'doors' | 'parameters' | 'run'> &
  Partial<Pick<Query<F, R>, 'permission' | 'discloses' | 'receipt'>>

/** Declares an action. Its name is `module.noun.verb`; its permission is its name unless another is given ("public" must be spelled). */
export function action<F extends Fields, R>(sketch: ActionSketch<F, R>): Action<F, R> {
  return { kind: 'action', permission: sketch.name, fresh: false, secretResult: false, ...sketch }
}

/** Declares a query that the doors may reach; plain query functions need no declaration. */
export function query<F extends Fields, R>(sketch: QuerySketch<F, R>): Query<F, R> {
  return { kind: 'query', permission: sketch.name, discloses: false, ...sketch }
}
