// A figure that somebody states (in a paper, a plan, a register) is compared with its recount from the
// records. Where they differ there is a finding, shown to the author before anything is issued.
import type { Reader } from '../actions/index.ts'
import { Defect, refuse } from '../errors/index.ts'
import type { FigureValue } from './figure.ts'

export type Finding = {
  /** The name of the assertion that found it. */
  readonly rule: string
  /** One sentence: what is stated, where, and what the records say. */
  readonly message: string
  readonly stated: string
  readonly recounted: string
  /** The records to look at, as subject ids. */
  readonly subjects: readonly string[]
}

export type Assertion<Args = unknown> = {
  readonly name: string
  readonly title: string
  readonly permission?: string
  check(reader: Reader, args: Args): Promise<readonly Finding[]>
}

/** Declares an assertion. */
export function assertion<Args>(sketch: Assertion<Args>): Assertion<Args> {
  if (!/^[a-z-]+(\.[a-z0-9-]+){2,}$/.test(sketch.name))
    throw new Defect(`The assertion ${sketch.name} is not named module.noun.what.`)
  return sketch
}

/** Runs an assertion for a reader who may see what it compares. */
export async function checkAssertion<Args>(
  reader: Reader,
  asked: Assertion<Args>,
  args: Args,
): Promise<readonly Finding[]> {
  if (asked.permission !== undefined && !reader.may(asked.permission))
    refuse('forbidden', 'platform.assertion.forbidden', `The check “${asked.title}” is not yours to make.`)
  return asked.check(reader, args)
}

/** A finding when what is stated differs from the recount; none when they agree. Both as they are shown. */
export function compared(given: {
  readonly rule: string
  /** What the figure counts and where it is stated: "members in the committee's paper". */
  readonly what: string
  readonly stated: string | number | bigint
  readonly recounted: string | number | bigint
  readonly subjects?: readonly string[]
}): Finding[] {
  const stated = String(given.stated)
  const recounted = String(given.recounted)
  if (stated === recounted) return []
  const message = `${given.what}: ${stated} is stated, the records give ${recounted}.`
  return [{ rule: given.rule, message, stated, recounted, subjects: given.subjects ?? [] }]
}

/** A finding when a figure is not the sum of the records it names: one each, or what each says it adds. */
export function recounted(value: FigureValue): Finding[] {
  if (value.unit !== 'count' && value.unit !== 'money') return []
  if (value.unit === 'money' && value.records.some(({ amount }) => amount === undefined)) return []
  const total = value.records.reduce((all, { amount }) => all + BigInt(amount ?? 1), 0n)
  return compared({
    rule: value.name,
    what: value.title,
    stated: value.numerator,
    recounted: total,
    subjects: value.records.map(({ subject }) => subject),
  })
}
