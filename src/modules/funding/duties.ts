// What funding asks of a person on their home page, and what it shows on a group's and on a project's page.
import { fill } from '#platform/actions/index.ts'
import { html } from '#platform/html/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import { groupPage } from '#modules/groups/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'
import { projectPage } from '#modules/projects/index.ts'
import { actionsList, emptyState, link, summaryList, table } from '#web/parts.ts'
import { assessmentOf, casesToScore } from './queries/assessment.ts'
import { caseList, mayIn, READ, WRITE, type CaseRow } from './queries/cases.ts'
import { fundOf } from './queries/programmes.ts'
import { awardOfProject, maySeeLedger, READ_LEDGER } from './queries/ledger.ts'
import { caseTag } from './views/words.ts'

const href = (record: { readonly reference: string }): string => `/funding/cases/${record.reference}`

/** Drafts of mine, cases that wait for my scores, and for the fund officer: cases to assign, to put to the decision, to bring back. */
export const fundingDuties = fill(duty, {
  name: 'funding.case.to-do',
  permission: READ,
  async run(reader) {
    if (reader.actor.kind !== 'person') return []
    const me = reader.actor.id
    const drafts = await caseList(reader, { author: me, states: ['draft'] })
    const toScore = await casesToScore(reader, me)
    const duties: Duty[] = [
      ...drafts.rows.map((row) => ({
        title: `Finish your business case ${row.reference}`,
        href: href(row),
        due: null,
        context: `${row.title}, ${row.groupName}`,
        step: 'Go on writing',
      })),
      ...toScore.map((row) => ({
        title: `Score business case ${row.reference}`,
        href: `${href(row)}/score`,
        due: null,
        context: `${row.title}, ${row.groupName}`,
        step: 'Score it',
      })),
    ]
    const { rows } = await caseList(reader, { states: ['submitted', 'deferred'] })
    for (const row of rows) {
      if (
        !mayIn(reader, 'funding.case.assess', {
          id: row.id,
          groupId: row.groupId,
          partnershipId: row.partnershipId,
        })
      )
        continue
      const context = `${row.title}, ${row.groupName}`
      if (row.state === 'deferred')
        duties.push({
          title: `Business case ${row.reference} was deferred`,
          href: `${href(row)}/resume`,
          due: null,
          context,
          step: 'Bring it back',
        })
      else duties.push(await nextForOfficer(reader, row, context))
    }
    return duties
  },
})

async function nextForOfficer(
  reader: Parameters<typeof assessmentOf>[0],
  row: CaseRow,
  context: string,
): Promise<Duty> {
  const { assessors, waiting, scored } = await assessmentOf(reader, row)
  if (assessors.length === 0)
    return {
      title: `Name the assessors of ${row.reference}`,
      href: `${href(row)}/assessors`,
      due: null,
      context,
      step: 'Name them',
    }
  if (waiting === 0 && scored >= row.leastAssessors)
    return {
      title: `Business case ${row.reference} is scored`,
      href: `${href(row)}/assess`,
      due: null,
      context,
      step: 'Put it to the decision',
    }
  return {
    title: `Business case ${row.reference} waits for ${waiting === 0 ? 'more assessors' : waiting === 1 ? 'one score' : `${waiting} scores`}`,
    href: `${href(row)}/assessment`,
    due: null,
    context,
    step: 'See who is missing',
  }
}

/** The business cases of a group, on its page. */
export const casesOnGroup = fill(groupPage, {
  name: 'funding.case.of-group',
  permission: READ,
  async run(reader, { groupId, code, partnershipId }): Promise<PagePart[]> {
    if ((await fundOf(reader, partnershipId)) === undefined) return []
    const { rows } = await caseList(reader, { group: groupId }, 10)
    const mayStart = reader.may(WRITE, { kind: 'group', id: groupId })
    const body = table<CaseRow>(
      [
        {
          key: 'case',
          label: 'Business case',
          kind: 'text',
          value: (row) => row.title,
          show: (row) =>
            html`${link(href(row), row.title)} <span class="connects-none">${row.reference}</span>`,
        },
        {
          key: 'state',
          label: 'State',
          kind: 'text',
          value: (row) => row.state,
          show: (row) => caseTag(row.state),
        },
        { key: 'asked', label: 'Asked', kind: 'money', value: (row) => row.askedPence },
      ],
      rows,
      {
        caption: 'Business cases of this group',
        captionHidden: true,
        sortedBy: 'Newest first',
        empty: emptyState(
          'No business cases yet',
          'The group asks the fund for money by a business case.',
          mayStart && { href: `/funding/cases/start?group=${code}`, text: 'Start one' },
        ),
      },
    )
    const more = actionsList([
      rows.length > 0 &&
        mayStart && {
          href: `/funding/cases/start?group=${code}`,
          text: 'Start a business case',
          look: 'secondary',
        },
      rows.length === 10 && {
        href: `/funding/cases?group=${code}`,
        text: 'All of its business cases',
        look: 'link',
      },
    ])
    return [{ order: 70, title: 'Business cases', body: html`${body}${more}` }]
  },
})

/** The award behind a project, on its page. */
export const awardOnProject = fill(projectPage, {
  name: 'funding.award.of-project',
  permission: READ_LEDGER,
  async run(reader, { projectId, partnershipId }): Promise<PagePart[]> {
    const award = maySeeLedger(reader, partnershipId) ? await awardOfProject(reader, projectId) : undefined
    if (award === undefined) return []
    const body = summaryList([
      {
        key: 'Business case',
        value: html`${link(`/funding/cases/${award.caseReference}`, award.caseReference)} ${award.title}`,
      },
      { key: 'Awarded', value: formatPounds(award.amountPence) },
      { key: 'Spent', value: formatPounds(award.spentPence) },
      { key: 'Released back to the fund', value: formatPounds(award.releasedPence) },
      {
        key: 'Left to spend',
        value: formatPounds(award.amountPence - award.spentPence - award.releasedPence),
      },
    ])
    return [{ order: 70, title: 'Award from the fund', body }]
  },
})
