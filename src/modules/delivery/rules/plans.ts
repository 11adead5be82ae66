// What holds for a plan itself: its address, whose eyes it is for, what it lacks before it can be approved, and which
// of its rules a round is under.
import { invalid, refuse } from '#platform/errors/index.ts'
import { formatDate } from '#platform/time/index.ts'
import type { TemplateContent, TemplateSection } from './shapes.ts'
import { LATE_END, type Audience, type PlanState } from './words.ts'

/** Addresses below /delivery that are no plans. */
export const TAKEN_PLAN_CODES = ['new', 'templates', 'lists', 'thread', 'rounds', 'activities'] as const

export const PLAN_STATE_WORDS: Readonly<Record<PlanState, string>> = {
  draft: 'Draft',
  approved: 'Approved',
  closed: 'Closed',
}

export const AUDIENCE_WORDS: Readonly<Record<Audience, string>> = {
  staff: 'Everybody who works for the organisation',
  partners: 'Everybody who works for a partner of the partnership',
  group: 'The members of a group',
  public: 'Everybody, once it is approved',
}

export type PlanBody = {
  readonly organisation_id: string | null
  readonly partnership_id: string | null
  readonly group_id: string | null
}

/** By whose readers a plan is seen; a plan for the public is still its own body's while it is a draft. */
export function audienceIdOf(body: PlanBody, audience: Audience): string {
  const of = {
    staff: body.organisation_id,
    partners: body.partnership_id,
    group: body.group_id,
    public: body.organisation_id ?? body.partnership_id,
  }[audience]
  if (of !== null) return of
  const instead = {
    staff: 'The plan is a partnership’s: choose its partners, a group of it, or everybody',
    partners: 'The plan is an organisation’s: choose its staff, a group, or everybody',
    group: 'Choose the group whose members may see it, or another audience',
    public: 'Choose whose plan it is first',
  }[audience]
  return invalid('delivery.plan.no-such-audience', [{ field: 'audience', message: instead }])
}

export function mustHaveOneBody(asked: { organisation: string | null; partnership: string | null }): void {
  if ((asked.organisation === null) !== (asked.partnership === null)) return
  invalid('delivery.plan.whose', [
    {
      field: 'organisation',
      message: 'Choose an organisation or a partnership: a plan belongs to one of them',
    },
  ])
}

export function mustEndAfterItBegins(fromOn: Temporal.PlainDate, untilOn: Temporal.PlainDate): void {
  if (Temporal.PlainDate.compare(untilOn, fromOn) > 0) return
  invalid('delivery.plan.ends-before-it-begins', [
    { field: 'untilOn', message: `The plan begins on ${formatDate(fromOn)}: its last day must be later` },
  ])
}

/** Whether plans of this kind are made of activities, or of outcomes alone. */
export const hasActivities = (template: TemplateContent): boolean =>
  template.sections.some((section) => section.shows === 'activities')

export type Lacking = {
  readonly what: 'section' | 'outcome' | 'activity'
  /** The code of the section, where one is not written. */
  readonly section: string | null
  readonly words: string
}

type Held = {
  readonly written: readonly string[]
  readonly outcomes: number
  readonly activities: number
}

/** What a plan lacks before it can be approved, in the order of its sections. */
export function lackingForApproval(template: TemplateContent, held: Held): Lacking[] {
  const { words } = template
  const unwritten = template.sections
    .filter((one) => one.required && one.shows === 'words' && !held.written.includes(one.code))
    .map((one): Lacking => ({
      what: 'section',
      section: one.code,
      words: `Write the section “${one.title}”`,
    }))
  const noOutcome: Lacking = { what: 'outcome', section: null, words: `Add the first ${words.outcome}` }
  const noActivity: Lacking = { what: 'activity', section: null, words: `Add the first ${words.activity}` }
  return [
    ...unwritten,
    ...(held.outcomes === 0 ? [noOutcome] : []),
    ...(hasActivities(template) && held.activities === 0 ? [noActivity] : []),
  ]
}

export const writtenSections = (template: TemplateContent): readonly TemplateSection[] =>
  template.sections.filter((section) => section.shows === 'words')

export function mustBeDraft(plan: { readonly title: string; readonly state: PlanState }): void {
  if (plan.state !== 'draft')
    refuse('conflict', 'delivery.plan.not-draft', `${plan.title} was approved already. Its approval stands.`)
}

/** A closed plan is a record: nobody adds to it. */
export function mustNotBeClosed(plan: { readonly title: string; readonly state: PlanState }): void {
  if (plan.state === 'closed')
    refuse('conflict', 'delivery.plan.closed', `${plan.title} is closed. Its record stays as it is.`)
}

/** The rules a plan may set for itself, as an officer chooses them. */
export const PLAN_RULES = {
  [LATE_END]: 'Not on track when the revised end or go-live is later than the original end',
} as const
export type PlanRule = keyof typeof PLAN_RULES

export type PolicySpan = {
  readonly appliesFrom: Temporal.PlainDate
  /** The first day on which it no longer applies; null while it stands. */
  readonly endedOn: Temporal.PlainDate | null
}

/** V16: a rule applies to a round whose period begins on or after its first day and before its end. */
export function appliesToPeriod(policy: PolicySpan, periodFrom: Temporal.PlainDate): boolean {
  const { compare } = Temporal.PlainDate
  const begun = compare(policy.appliesFrom, periodFrom) <= 0
  return begun && (policy.endedOn === null || compare(periodFrom, policy.endedOn) < 0)
}

type FrozenPeriod = { readonly title: string; readonly periodFrom: Temporal.PlainDate }

/** V16: what was frozen was judged by the rules of its day; no rule begins or ends before a frozen round. */
export function mustNotReachBack(
  field: string,
  on: Temporal.PlainDate,
  frozen: readonly FrozenPeriod[],
): void {
  const reached = frozen.filter((one) => Temporal.PlainDate.compare(one.periodFrom, on) >= 0)
  const [first] = reached
  if (first === undefined) return
  const latest = reached
    .map((one) => one.periodFrom)
    .reduce((one, other) => (Temporal.PlainDate.compare(one, other) > 0 ? one : other))
  invalid('delivery.policy.reaches-back', [
    {
      field,
      message: `${first.title} is frozen and was judged without this change. Choose a day after ${formatDate(latest)}; a what-if shows the rule over a frozen round`,
    },
  ])
}
