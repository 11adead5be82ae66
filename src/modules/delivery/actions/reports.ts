// A report is begun for a frozen round or a part of it, its author adds words, and it is issued: from then on it stays
// as it is, and a later one replaces it.
//
//   (frozen round) ──write──► draft ──edit──► draft ──issue──► issued ──(another is issued)──► replaced
//
// V11 and V13: a draft moves with the newest frozen version; an issued report stays with its own.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { json, sql, type Selectable } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { decidingGroupOf } from '#modules/groups/index.ts'
import { proposeItem } from '#modules/governance/index.ts'
import { personCard } from '#modules/organisations/index.ts'
import { findingsOfFrozen, statedOfRound } from '../queries/findings.ts'
import { frozenVersion } from '../queries/reports.ts'
import { planSeen } from '../queries/seeing.ts'
import type { Frozen } from '../rules.ts'
import { SECTIONS, type FigureRef, type SectionCode } from '../rules/report/content.ts'
import { exportable } from '../rules/report/exporting.ts'
import { marked, numeralsIn, partsOf } from '../rules/report/numerals.ts'
import { sliceNamed } from '../rules/report/slices.ts'
import { reportOf } from '../rules/report.ts'
import type { RoundReportTable } from '../schema.ts'
import { mustBeCurrent, roundToChange, type LockedPlan, type LockedRound } from './locking.ts'
import { readersKeyOf } from './naming.ts'

type LockedReport = Selectable<RoundReportTable>

const AUDIENCES = { plan: 'Those who may read the plan', public: 'Everybody' } as const

const slug = (slice: string | null): string => (slice === null ? '' : `?slice=${encodeURIComponent(slice)}`)

export const reportAddress = (
  plan: { readonly code: string },
  round: { readonly code: string },
  slice: string | null,
): string => `/delivery/${plan.code}/rounds/${round.code}/report${slug(slice)}`

async function newestFrozen(inside: Inside, round: LockedRound): Promise<Frozen> {
  const found = await inside.tx
    .selectFrom('delivery.frozen')
    .select('id')
    .where('round_id', '=', round.id)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (found === undefined)
    refuse(
      'conflict',
      'delivery.report.not-frozen',
      `${round.title} is not frozen yet. A report is written from frozen answers: freeze the round first.`,
    )
  return frozenVersion(inside, found.id)
}

export const writeReport = action({
  name: 'delivery.report.write',
  title: 'Write the report of a round',
  // The command of this name writes the report as a file, from any frozen round, without a draft.
  doors: ['page', 'api'],
  fields: {
    round: field.id('Round'),
    slice: field
      .text('Part of the plan', {
        most: 80,
        hint: 'Leave it empty for the whole plan, or name an outcome or a directorate: outcome:1',
      })
      .optional(),
  },
  async run(inside, { round: roundId, slice }) {
    const { plan, round } = await roundToChange(inside, 'delivery.report.write', roundId)
    const frozen = await newestFrozen(inside, round)
    const part = slice === null ? null : sliceNamed(frozen, slice)
    const title = `${plan.title}: ${round.title}${part === null ? '' : `, ${part.title}`}`
    const id = inside.id()
    await inside.subject({ id, module: 'delivery', noun: 'report', title, audience: readersKeyOf(plan) })
    await inside.tx
      .insertInto('delivery.report')
      .values({
        id,
        round_id: round.id,
        frozen_id: frozen.id,
        slice: part?.code ?? null,
        title,
        audience: 'plan',
        words: json({}),
        written_at: inside.now,
        written_by_person_id: personOf(inside),
      })
      .execute()
    return {
      subject: id,
      result: { id, address: reportAddress(plan, round, part?.code ?? null) },
      facts: { round: round.code, version: frozen.version },
    }
  },
})

type Changing = {
  readonly plan: LockedPlan
  readonly round: LockedRound
  readonly report: LockedReport
  readonly frozen: Frozen
}

/** The draft, locked, with the newest version of its round. */
async function draftToChange(
  inside: Inside,
  permission: string,
  answers: { readonly report: string; readonly version: number },
): Promise<Changing> {
  const { plan, round } = await roundToChange(
    inside,
    permission,
    await roundOf(inside, answers.report),
    'share',
  )
  const report =
    (await inside.tx
      .selectFrom('delivery.report')
      .selectAll()
      .where('id', '=', answers.report)
      .forUpdate()
      .executeTakeFirst()) ?? notFound('report')
  if (report.state !== 'draft')
    refuse(
      'conflict',
      'delivery.report.issued',
      'This report was issued and stays as it is. Write a new one: it replaces this one and names both versions.',
    )
  mustBeCurrent(report, answers.version)
  return { plan, round, report, frozen: await newestFrozen(inside, round) }
}

/** Found by whoever sees its plan; for everybody else there is no such report. */
async function roundOf(inside: Inside, reportId: string): Promise<string> {
  const asked = await inside.tx
    .selectFrom('delivery.report as report')
    .innerJoin('delivery.round as round', 'round.id', 'report.round_id')
    .innerJoin('delivery.plan as plan', 'plan.id', 'round.plan_id')
    .select('report.round_id')
    .where('report.id', '=', reportId)
    .where(planSeen(inside))
    .executeTakeFirst()
  return asked?.round_id ?? notFound('report')
}

const figuresOf = ({ frozen, report }: Changing): ReadonlyMap<string, FigureRef> =>
  reportOf(frozen, report.slice === null ? null : sliceNamed(frozen, report.slice)).figures

const authorOf = async (inside: Inside): Promise<string> => {
  const id = personOf(inside)
  return id === null ? 'the operator' : ((await personCard(inside, id))?.name ?? 'the author')
}

export const editReport = action({
  name: 'delivery.report.edit',
  title: 'Add words to a section of a report',
  doors: ['page', 'api', 'command'],
  fields: {
    report: field.id('Report'),
    section: field.choice('Section', SECTIONS),
    words: field
      .longText('Your words', {
        most: 6000,
        hint: 'They stand at the beginning of the section. Each number is a figure of the report, or is marked as asserted by you.',
      })
      .optional(),
    numbers: field
      .rows('Numbers in them', {
        at: field.integer('Place'),
        text: field.text('As typed', { most: 60 }),
        becomes: field
          .text('What it is', { most: 160, hint: 'figure:<code>, percent:<code> or asserted' })
          .optional(),
      })
      .optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const changing = await draftToChange(inside, 'delivery.report.edit', answers)
    const { plan, round, report } = changing
    const author = await authorOf(inside)
    const chosen = (answers.numbers ?? []).map((one) => ({ ...one, becomes: one.becomes ?? '' }))
    const words = marked(answers.words ?? '', chosen, author)
    mustBeMarked(words, figuresOf(changing), { before: report.words[answers.section] ?? '', author })
    const { [answers.section]: _, ...others } = report.words
    await inside.tx
      .updateTable('delivery.report')
      .set({
        words: json(words === '' ? others : { ...others, [answers.section]: words }),
        version: sql`version + 1`,
      })
      .where('id', '=', report.id)
      .execute()
    return {
      subject: report.id,
      result: { id: report.id, address: reportAddress(plan, round, report.slice) },
      facts: { section: answers.section },
    }
  },
})

/** V13: no number without a figure or a name; no figure that is not there; nobody asserts in another's name. */
function mustBeMarked(
  words: string,
  figures: ReadonlyMap<string, FigureRef>,
  by: { readonly before: string; readonly author: string },
): void {
  const said = (text: string): string => `“${text}”`
  const parts = partsOf(words)
  const strange = parts.find((part) => part.kind === 'figure' && !figures.has(part.code))
  if (strange?.kind === 'figure')
    invalid('delivery.report.no-such-figure', [
      { field: 'words', message: `This version has no figure ${said(strange.code)}. Choose another` },
    ])
  const earlier = new Set(
    partsOf(by.before).flatMap((part) => (part.kind === 'asserted' ? [`${part.text}|${part.by}`] : [])),
  )
  const borrowed = parts.find(
    (part) => part.kind === 'asserted' && part.by !== by.author && !earlier.has(`${part.text}|${part.by}`),
  )
  if (borrowed?.kind === 'asserted')
    invalid('delivery.report.not-your-assertion', [
      {
        field: 'words',
        message: `Only ${borrowed.by} may assert ${said(borrowed.text)}. Type the number and mark it as your own`,
      },
    ])
  const left = numeralsIn(words)
  if (left.length > 0)
    invalid('delivery.report.numbers-unmarked', [
      {
        field: 'words',
        message: `Say of each number below where it comes from: ${left.map(({ text }) => said(text)).join(', ')}`,
      },
    ])
}

export const issueReport = action({
  name: 'delivery.report.issue',
  title: 'Issue a report',
  doors: ['page', 'api', 'command'],
  fields: {
    report: field.id('Report'),
    audience: field.choice('Who may read it', AUDIENCES),
    findings: field.integer('Findings seen', {
      hint: 'How many findings were shown to you. Where there are more by now, the report is not issued',
    }),
    seen: field.yesNo('I have looked at the findings'),
    version: field.version(),
  },
  async run(inside, answers) {
    const changing = await draftToChange(inside, 'delivery.report.issue', answers)
    const { plan, round, report, frozen } = changing
    const { findings } = findingsOfFrozen(frozen, await statedOfRound(inside, round.id))
    if (findings.length !== answers.findings)
      refuse(
        'conflict',
        'delivery.report.findings-changed',
        `There are ${findings.length} findings now, and ${answers.findings} were shown to you. Look at them again, then issue the report.`,
      )
    if (!answers.seen)
      invalid('delivery.report.findings-not-seen', [
        { field: 'seen', message: 'Look at the findings before you issue the report, and say that you did' },
      ])
    exportable(frozen, report.slice)
    mayBePrinted(report, figuresOf(changing))
    const former = await inside.tx
      .updateTable('delivery.report')
      .set({ state: 'replaced', version: sql`version + 1` })
      .where('round_id', '=', round.id)
      .where(sql<boolean>`slice is not distinct from ${report.slice}`)
      .where('state', '=', 'issued')
      .returning('id')
      .executeTakeFirst()
    await inside.tx
      .updateTable('delivery.report')
      .set({
        state: 'issued',
        frozen_id: frozen.id,
        audience: answers.audience,
        findings_seen: findings.length,
        replaces_id: former?.id ?? null,
        issued_at: inside.now,
        issued_by_person_id: personOf(inside),
        version: sql`version + 1`,
      })
      .where('id', '=', report.id)
      .execute()
    if (former !== undefined) inside.found('delivery.report', former.id)
    await inside.subject({
      id: report.id,
      module: 'delivery',
      noun: 'report',
      title: report.title,
      audience: answers.audience === 'public' ? 'public' : readersKeyOf(plan),
    })
    return {
      subject: report.id,
      result: { id: report.id, address: reportAddress(plan, round, report.slice), frozen: frozen.version },
      facts: {
        round: round.code,
        version: frozen.version,
        audience: answers.audience,
        findings: findings.length,
      },
    }
  },
})

/** What an author wrote for an earlier version may name a figure that a correction took away. */
function mayBePrinted(report: LockedReport, figures: ReadonlyMap<string, FigureRef>): void {
  for (const [section, words] of Object.entries(report.words)) {
    const heading = SECTIONS[section as SectionCode]
    const gone = partsOf(words).find((part) => part.kind === 'figure' && !figures.has(part.code))
    const [left] = numeralsIn(words)
    const what =
      gone?.kind === 'figure'
        ? `a figure that this version does not have (${gone.code})`
        : left === undefined
          ? undefined
          : `a number that is neither a figure nor asserted by anybody (“${left.text}”)`
    if (what !== undefined)
      refuse(
        'conflict',
        'delivery.report.numbers-unmarked',
        `Your words in the section “${heading}” hold ${what}. Change them, then issue the report.`,
      )
  }
}

export const proposeReport = action({
  name: 'delivery.report.propose',
  title: 'Put a report on a meeting’s agenda',
  doors: ['page', 'api', 'command'],
  fields: {
    report: field.id('Report'),
    kind: field.choice('What is asked of the meeting', { note: 'To note it', discuss: 'To discuss it' }),
  },
  async run(inside, answers) {
    const { plan, round } = await roundToChange(
      inside,
      'delivery.report.propose',
      await roundOf(inside, answers.report),
      'share',
    )
    const found =
      (await inside.tx
        .selectFrom('delivery.report')
        .selectAll()
        .where('id', '=', answers.report)
        .forShare()
        .executeTakeFirst()) ?? notFound('report')
    if (found.state !== 'issued')
      refuse(
        'conflict',
        'delivery.report.not-issued',
        'Only a report that is issued and stands goes to a meeting.',
      )
    const group =
      plan.group_id ??
      (plan.partnership_id === null ? undefined : (await decidingGroupOf(inside, plan.partnership_id))?.id)
    if (group === undefined)
      refuse(
        'conflict',
        'delivery.report.no-group',
        'The plan belongs to no group and no partnership that meets here. Take the PDF to the meeting, or name a group in the plan.',
      )
    const proposed = await inside.act(proposeItem, {
      group,
      title: found.title,
      kind: answers.kind,
      subject: found.id,
      address: reportAddress(plan, round, found.slice),
      recommendation:
        answers.kind === 'note'
          ? `To note the report “${found.title}”.`
          : `To discuss the report “${found.title}”.`,
      raisedBy: 'delivery',
    })
    return {
      subject: found.id,
      result: {
        id: proposed.id,
        meeting: proposed.meeting,
        address: reportAddress(plan, round, found.slice),
      },
      facts: { item: proposed.id },
    }
  },
})
