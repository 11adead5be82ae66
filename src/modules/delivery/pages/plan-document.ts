// A whole plan as one document, from the sections of its kind: what somebody wrote, and what the records say where a
// section shows records. The page, the PDF and the Word file are made of it.
import { paragraphsOf, type Block, type DocumentModel, type Section } from '#platform/documents/index.ts'
import type { Reader } from '#platform/actions/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import {
  indicatorsAbout,
  indicatorsServing,
  RAGS,
  type IndicatorSummary,
} from '#modules/performance/index.ts'
import { risksAbout, type RiskRow } from '#modules/risk/index.ts'
import {
  activityLines,
  milestoneLines,
  outcomesShown,
  sectionsOf,
  type ActivityLine,
  type MilestoneLine,
  type OutcomeShown,
  type SectionWritten,
} from '../queries/contents.ts'
import { codelistOn, type Plan } from '../queries/plans.ts'
import { AUDIENCE_WORDS, PLAN_STATE_WORDS, type CodelistEntry, type TemplateSection } from '../rules.ts'
import { outcomeName, spanWords, upper } from '../views/plan-words.ts'

/** Above this many a plan's activities stand in tables, below it each in its own words. */
const MOST_TOLD = 40

export type PlanContent = {
  readonly plan: Plan
  readonly written: ReadonlyMap<string, SectionWritten>
  readonly outcomes: readonly OutcomeShown[]
  readonly activities: readonly ActivityLine[]
  readonly milestones: readonly MilestoneLine[]
  readonly milestoneKinds: readonly CodelistEntry[]
  readonly indicators: readonly IndicatorSummary[]
  readonly risks: readonly RiskRow[]
  /** Who leads what is for those who are signed in. */
  readonly namesPeople: boolean
  readonly address: string | undefined
  /** How many activities and dates it shows at most; the files show them all. */
  readonly most: number | undefined
}

/** On a page a document shows no more activities and dates than a reader scrolls through. */
export const MOST_ON_A_PAGE = 500

/** The plan as it stands for this reader; links lead to `address` where one is given. */
export async function planDocument(
  reader: Reader,
  plan: Plan,
  { address, most }: { readonly address?: string | undefined; readonly most?: number } = {},
): Promise<DocumentModel> {
  const outcomes = await outcomesShown(reader, plan.id)
  const shows = (what: TemplateSection['shows']): boolean =>
    plan.template.sections.some((section) => section.shows === what)
  const about = [plan.id, ...outcomes.map((one) => one.id)]
  const on = plan.approved_on ?? londonDate(reader.now)
  return documentOf({
    plan,
    written: await sectionsOf(reader, plan.id),
    outcomes,
    activities: shows('activities') ? await activityLines(reader, plan.id, firstOf(most)) : [],
    milestones:
      shows('activities') || shows('milestones') ? await milestoneLines(reader, plan.id, firstOf(most)) : [],
    milestoneKinds: (await codelistOn(reader, plan.template.lists.milestones, on)).entries,
    indicators: shows('indicators') ? await indicatorsOf(reader, about) : [],
    risks: shows('risks') ? await risksOf(reader, about) : [],
    namesPeople: reader.actor.kind !== 'visitor',
    address,
    most,
  })
}

// One more than is shown, which tells that there are more.
const firstOf = (most: number | undefined) => (most === undefined ? {} : { most: most + 1 })

/** The indicators about these records and those that serve them, each once. */
export async function indicatorsOf(reader: Reader, subjects: readonly string[]): Promise<IndicatorSummary[]> {
  const found = [...(await indicatorsServing(reader, subjects)), ...(await indicatorsAbout(reader, subjects))]
  return [...new Map(found.map((one) => [one.id, one])).values()]
}

export async function risksOf(reader: Reader, subjects: readonly string[]): Promise<RiskRow[]> {
  const found: RiskRow[] = []
  for (const subject of subjects)
    for (const risk of await risksAbout(reader, subject))
      if (!found.some((one) => one.id === risk.id)) found.push(risk)
  return found
}

export function documentOf(content: PlanContent): DocumentModel {
  const { plan, address } = content
  const brief: Section[] =
    plan.purpose === null ? [] : [{ heading: 'In brief', blocks: paragraphsOf(plan.purpose) }]
  return {
    title: plan.title,
    language: 'en-GB',
    ...(address === undefined ? {} : { address }),
    frontSheet: [
      { label: 'Kind of plan', value: plan.template_name },
      { label: 'Of', value: plan.owner },
      { label: 'Runs', value: spanWords(plan) },
      { label: 'State', value: stateWords(plan) },
      { label: 'For', value: AUDIENCE_WORDS[plan.audience] },
    ],
    sections: [
      ...brief,
      ...printed(content).map((section, at) => ({
        heading: section.title,
        number: String(at + 1),
        blocks: blocksOf(section, content),
      })),
    ],
    footer: plan.state === 'draft' ? `${plan.title}, draft` : plan.title,
  }
}

/** The sections of the document; in an approved plan one that nobody had to write, and nobody did, is left out. */
const printed = ({ plan, written }: PlanContent): readonly TemplateSection[] =>
  plan.template.sections.filter(
    (section) => section.shows !== 'words' || plan.state === 'draft' || written.has(section.code),
  )

function stateWords(plan: Plan): string {
  if (plan.approved_on === null) return 'Draft: not approved'
  const by = plan.approved_by_words === null ? '' : ` (${plan.approved_by_words})`
  const closed = plan.closed_on === null ? '' : `; closed on ${formatDate(plan.closed_on)}`
  return `${PLAN_STATE_WORDS.approved} on ${formatDate(plan.approved_on)}${by}${closed}`
}

/** What is shown of several, with a word on the rest. */
function shownOf<Row>(rows: readonly Row[], most: number | undefined, words: string) {
  const shown = most === undefined ? rows : rows.slice(0, most)
  const rest: Block[] =
    shown.length === rows.length
      ? []
      : nothing(`These are the first ${shown.length} ${words}. The PDF and the Word file have them all.`)
  return { shown, rest }
}

const nothing = (words: string): Block[] => [{ kind: 'paragraph', runs: words }]

function blocksOf(section: TemplateSection, content: PlanContent): Block[] {
  switch (section.shows) {
    case 'words': {
      const words = content.written.get(section.code)?.words
      return words === undefined ? nothing('Not written yet.') : paragraphsOf(words)
    }
    case 'outcomes':
      return outcomeBlocks(content)
    case 'targets':
      return targetBlocks(content)
    case 'activities':
      return activityBlocks(content)
    case 'milestones':
      return milestoneBlocks(content)
    case 'indicators':
      return indicatorBlocks(content)
    case 'risks':
      return riskBlocks(content)
  }
}

const nameOf = (content: PlanContent, outcome: OutcomeShown): string =>
  outcomeName(content.plan.template.words.outcome, outcome)

/** The outcomes under the blocks of an agreement, or all of them under none. */
function byBlock(outcomes: readonly OutcomeShown[]): ReadonlyMap<string | null, OutcomeShown[]> {
  const blocks = new Map<string | null, OutcomeShown[]>()
  for (const one of outcomes) blocks.set(one.block, [...(blocks.get(one.block) ?? []), one])
  return blocks
}

function outcomeBlocks(content: PlanContent): Block[] {
  const { plan, outcomes, namesPeople } = content
  const { words } = plan.template
  if (outcomes.length === 0) return nothing(`No ${words.outcome} is set yet.`)
  // A column in which nothing is said is no column.
  const isSaid = outcomes.some((one) => one.statement !== null)
  const isLed = namesPeople && outcomes.some((one) => one.lead_name !== null)
  return [...byBlock(outcomes)].map(([block, of]): Block => ({
    kind: 'table',
    caption: block ?? upper(words.outcomes),
    columns: [
      { label: upper(words.outcome) },
      ...(isSaid ? [{ label: 'What will be different' }] : []),
      ...(isLed ? [{ label: 'Lead' }] : []),
    ],
    rows: of.map((one) => [
      `${nameOf(content, one)}: ${one.title}`,
      ...(isSaid ? [one.statement ?? ''] : []),
      ...(isLed ? [one.lead_name ?? 'Nobody yet'] : []),
    ]),
  }))
}

function targetBlocks(content: PlanContent): Block[] {
  const set = content.outcomes.filter((one) => one.target !== null || one.reward !== null)
  if (set.length === 0) return nothing('No target is set yet.')
  return [
    {
      kind: 'table',
      caption: 'Targets and what is earned by them',
      columns: [
        { label: upper(content.plan.template.words.outcome) },
        { label: 'Target' },
        { label: 'Reward' },
      ],
      rows: set.map((one) => [
        `${nameOf(content, one)}: ${one.title}`,
        one.target ?? 'None',
        one.reward ?? 'None',
      ]),
    },
  ]
}

function activityBlocks(content: PlanContent): Block[] {
  const { plan, outcomes, activities } = content
  const { words } = plan.template
  if (activities.length === 0) return nothing(`No ${words.activity} is set yet.`)
  const { shown, rest } = shownOf(activities, content.most, words.activities)
  const told = outcomes.flatMap((outcome): Block[] => {
    const own = shown.filter((one) => one.outcome_id === outcome.id)
    if (own.length === 0) return []
    if (activities.length > MOST_TOLD) return [activityTable(content, outcome, own)]
    return own.flatMap((one) => toldOne(content, outcome, one))
  })
  return [...told, ...rest]
}

function activityTable(content: PlanContent, outcome: OutcomeShown, own: readonly ActivityLine[]): Block {
  const isLed = content.namesPeople && own.some((one) => one.lead_name !== null)
  return {
    kind: 'table',
    caption: `${nameOf(content, outcome)}: ${outcome.title}`,
    columns: [
      { label: 'Number', align: 'right' },
      { label: upper(content.plan.template.words.activity) },
      ...(isLed ? [{ label: 'Lead' }] : []),
      { label: 'Ends' },
    ],
    rows: own.map((one) => [
      String(one.number),
      one.title,
      ...(isLed ? [one.lead_name ?? 'Nobody yet'] : []),
      endWords(one),
    ]),
  }
}

const endWords = (one: ActivityLine): string => {
  if (one.ends_on === null) return 'Not set'
  const original = one.original_end
  return original !== null && !original.equals(one.ends_on)
    ? `${formatDate(one.ends_on)}, at first ${formatDate(original)}`
    : formatDate(one.ends_on)
}

function toldOne(content: PlanContent, outcome: OutcomeShown, one: ActivityLine): Block[] {
  const { plan, milestones, namesPeople } = content
  const { words } = plan.template
  const due = milestones.filter((milestone) => milestone.activity_number === one.number)
  return [
    { kind: 'subheading', text: `${upper(words.activity)} ${one.number}: ${one.title}` },
    ...(one.description === null ? [] : paragraphsOf(one.description)),
    {
      kind: 'bullets',
      points: [
        `For ${nameOf(content, outcome).toLowerCase()}: ${outcome.title}`,
        ...(namesPeople ? [`Lead: ${one.lead_name ?? 'nobody yet'}`] : []),
        ...(one.unit_name === null ? [] : [`In ${one.unit_name}`]),
        `Ends: ${endWords(one)}`,
        ...due.map((milestone) => `${dueWords(milestone)}: ${milestoneWords(content, milestone)}`),
      ],
    },
  ]
}

const dueWords = (milestone: MilestoneLine): string =>
  milestone.certainty === 'estimated'
    ? `${formatDate(milestone.due_on)} (estimated)`
    : formatDate(milestone.due_on)

/** "Go live: the new system opens"; a kind that says nothing more is left out. */
function milestoneWords(content: PlanContent, milestone: MilestoneLine): string {
  const kind = content.milestoneKinds.find((one) => one.code === milestone.kind)?.label
  if (kind === undefined || milestone.kind === 'other') return milestone.title
  return kind.toLowerCase() === milestone.title.toLowerCase() ? kind : `${kind}: ${milestone.title}`
}

function milestoneBlocks(content: PlanContent): Block[] {
  const { plan, milestones } = content
  if (milestones.length === 0) return nothing('No date is set yet.')
  const { shown, rest } = shownOf(milestones, content.most, 'dates')
  return [
    {
      kind: 'table',
      caption: 'By date',
      columns: [
        { label: 'Date' },
        { label: 'What' },
        { label: upper(plan.template.words.activity) },
        { label: 'Met' },
      ],
      rows: shown.map((one) => [
        dueWords(one),
        milestoneWords(content, one),
        `${one.activity_number} ${one.activity_title}`,
        one.met_on === null ? 'Not yet' : formatDate(one.met_on),
      ]),
    },
    ...rest,
  ]
}

function indicatorBlocks({ indicators }: PlanContent): Block[] {
  if (indicators.length === 0) return nothing('No indicator serves this plan yet.')
  return [
    {
      kind: 'table',
      caption: 'Indicators, as they stand',
      columns: [
        { label: 'Indicator' },
        { label: 'Latest' },
        { label: 'Period' },
        { label: 'Target' },
        { label: 'Rating and its rule' },
      ],
      rows: indicators.map((one) => [
        [{ kind: 'link', text: one.title, href: one.href }],
        one.latest,
        one.period,
        one.target,
        `${RAGS[one.rag]}. ${one.ragRule}`,
      ]),
    },
  ]
}

function riskBlocks({ risks, plan }: PlanContent): Block[] {
  if (risks.length === 0)
    return nothing(`No risk about the plan or its ${plan.template.words.outcomes} is open to you.`)
  return [
    {
      kind: 'table',
      caption: 'Risks, as they stand',
      columns: [{ label: 'Risk' }, { label: 'Register' }, { label: 'Residual' }],
      rows: risks.map((one) => [
        `${one.reference} ${one.title}`,
        one.register_name,
        one.residual_score === null
          ? 'Not scored'
          : `${one.residual_score} ${(one.residual_band ?? '').replaceAll('-', ' ')}`,
      ]),
    },
  ]
}
