// What a complete business case holds: every section with what is still missing, the majority rule, the dates of
// its programme, and an equality screening that says why (F7).
import { refuse, type Fault } from '#platform/errors/index.ts'
import { formatPounds, sum, type Pence } from '#platform/money/index.ts'
import { formatDate } from '#platform/time/index.ts'

export type Section = 'need' | 'options' | 'costs' | 'benefits' | 'plan' | 'risks' | 'equality'
export type EqualityOutcome = 'no-relevance' | 'relevance'

/** What submission looks at. */
export type CaseContent = {
  readonly problem: string
  readonly beneficiaries: string | null
  readonly benefiting: number
  readonly members: number
  readonly minorityReason: string | null
  readonly options: readonly { readonly chosen: boolean }[]
  readonly costs: readonly { readonly amountPence: Pence }[]
  readonly matches: readonly { readonly amountPence: Pence }[]
  readonly benefits: readonly unknown[]
  readonly milestones: readonly { readonly on: Temporal.PlainDate }[]
  readonly risks: readonly unknown[]
  readonly equality: { readonly outcome: EqualityOutcome; readonly reasoning: string } | null
}

export type Missing = { readonly section: Section; readonly message: string }

/** What is asked of the fund: the cost less what others put in. */
export const askedPence = (
  costs: readonly { readonly amountPence: Pence }[],
  matches: readonly { readonly amountPence: Pence }[],
): Pence => sum(costs.map((line) => line.amountPence)) - sum(matches.map((line) => line.amountPence))

/** Whether more than half of the members gain: the fund exists for the majority. */
export const gainsMajority = (benefiting: number, members: number): boolean => benefiting * 2 > members

/** Everything that still stands between a draft and its submission, section by section. */
export function missingFrom(content: CaseContent, today: Temporal.PlainDate): Missing[] {
  const missing: Missing[] = []
  const need = (section: Section, absent: boolean, message: string): void =>
    void (absent && missing.push({ section, message }))
  const asked = askedPence(content.costs, content.matches)
  need('need', content.problem.length < 40, 'Describe the problem in a sentence or two.')
  need('need', content.beneficiaries === null, 'Say who gains and how.')
  need('need', content.benefiting === 0, 'Tick the partners that gain.')
  need(
    'need',
    content.benefiting > 0 &&
      !gainsMajority(content.benefiting, content.members) &&
      content.minorityReason === null,
    `${content.benefiting} of ${content.members} partners gain. The fund exists for the majority: say why it should pay all the same.`,
  )
  need('options', content.options.length < 2, 'Consider at least two options; doing nothing is one.')
  need(
    'options',
    content.options.length >= 2 && content.options.filter((option) => option.chosen).length !== 1,
    'Say which one option is proposed.',
  )
  need('costs', content.costs.length === 0, 'Enter the costs, year by year.')
  need(
    'costs',
    content.costs.length > 0 && asked <= 0n,
    `The costs are covered by match funding, so nothing would be asked of the fund (${formatPounds(asked)}).`,
  )
  need('benefits', content.benefits.length === 0, 'Promise at least one benefit with its measure.')
  need('plan', content.milestones.length === 0, 'Set at least one milestone.')
  need(
    'plan',
    content.milestones.some((milestone) => Temporal.PlainDate.compare(milestone.on, today) <= 0),
    'Every milestone must lie in the future.',
  )
  need('risks', content.risks.length === 0, 'Name at least one risk and what is done about it.')
  need('equality', content.equality === null, 'Screen the case for equality.')
  return missing
}

/** Refuses a submission with something missing, naming all of it. */
export function mayBeComplete(reference: string, missing: readonly Missing[]): void {
  if (missing.length === 0) return
  refuse(
    'invalid',
    'funding.case.incomplete',
    `Business case ${reference} is not complete yet. ${missing.map((one) => one.message).join(' ')}`,
    { faults: missing.map(({ message }) => ({ field: '', message })) },
  )
}

/** Refuses a submission outside the programme's dates. */
export function mayBeInWindow(
  programme: {
    readonly name: string
    readonly opensOn: Temporal.PlainDate | null
    readonly closesOn: Temporal.PlainDate | null
  },
  today: Temporal.PlainDate,
): void {
  const { opensOn, closesOn } = programme
  if (opensOn !== null && Temporal.PlainDate.compare(today, opensOn) < 0)
    refuse(
      'conflict',
      'funding.programme.not-open',
      `${programme.name} takes business cases from ${formatDate(opensOn)}.`,
    )
  if (closesOn !== null && Temporal.PlainDate.compare(today, closesOn) > 0)
    refuse(
      'conflict',
      'funding.programme.closed',
      `${programme.name} took business cases until ${formatDate(closesOn)}. Ask the fund officer when it opens again.`,
    )
}

const NOT_A_REASON =
  /^(n\W?a|none|nil|no|not (applicable|relevant|required)|no (impact|relevance|implications?)|tbc|tbd|see above|-+|\.+)\W*$/i
const SENTENCE =
  'Write a sentence such as: "The change is to back-office equipment; it alters no service, job or building that people use, so none of the protected characteristics is affected."'

/** What is wrong with an equality screening, field by field (F7; Public Sector Equality Duty, Equality Act 2010 s.149). */
export function equalityFaults(screening: {
  readonly outcome: EqualityOutcome
  readonly reasoning: string
  readonly assessmentReference: string | null
  readonly mitigations: string | null
}): Fault[] {
  const faults: Fault[] = []
  const words = screening.reasoning
    .trim()
    .split(/\s+/)
    .filter((word) => /\p{L}{2,}/u.test(word))
  if (NOT_A_REASON.test(screening.reasoning.trim()))
    faults.push({
      field: 'reasoning',
      message: `"${screening.reasoning.trim()}" does not say why equality is not affected. ${SENTENCE}`,
    })
  else if (words.length < 6)
    faults.push({
      field: 'reasoning',
      message: `Say in a whole sentence who is affected and why, or why nobody is. ${SENTENCE}`,
    })
  if (screening.outcome === 'relevance' && screening.assessmentReference === null)
    faults.push({
      field: 'assessmentReference',
      message:
        'Enter the reference of the equality impact assessment, because the case is relevant to equality',
    })
  if (screening.outcome === 'relevance' && screening.mitigations === null)
    faults.push({ field: 'mitigations', message: 'Say what is done so that nobody is put at a disadvantage' })
  return faults
}
