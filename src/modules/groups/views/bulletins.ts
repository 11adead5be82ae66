// Bulletins on their pages: the mark before everything else, then the words it allows this reader.
import type { Visit, View } from '#platform/http/index.ts'
import { html, type Content, type Html } from '#platform/html/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import {
  actionsList,
  details,
  downloads,
  emptyState,
  filterPanel,
  heading,
  hint,
  inset,
  link,
  listPages,
  paragraph,
  summaryList,
  table,
  tag,
  tags,
  timeline,
  type TagColour,
} from '#web/parts.ts'
import type { BulletinCard, BulletinRow, ChangeRow, Readership, SeenBulletin } from '../queries/bulletins.ts'
import type { GroupCard } from '../queries.ts'
import { MARKS, titleInMail, type Mark } from '../rules/bulletins.ts'

const COLOURS: Readonly<Record<Mark, TagColour>> = {
  red: 'red',
  'amber-strict': 'orange',
  amber: 'yellow',
  green: 'green',
  clear: 'grey',
}

const markTag = (mark: Mark): Html => tag(MARKS[mark].name, COLOURS[mark])

const HOME = { text: 'Home', href: '/' }
const BULLETINS = { text: 'Bulletins', href: '/bulletins' }

/** B4: what is marked RED is not printed. */
const onScreen = (content: Content): Html => html`<span class="govuk-!-display-none-print">${content}</span>`

const titleLink = (row: BulletinCard): Html =>
  row.mark === 'red' ? onScreen(link(bulletinHref(row), row.title)) : link(bulletinHref(row), row.title)

export const bulletinHref = (bulletin: { readonly id: string }): string => `/bulletins/${bulletin.id}`

/** What may stand in a file: the columns know nothing of the text. */
export const bulletinColumns: readonly Column<BulletinCard>[] = [
  {
    key: 'title',
    label: 'Bulletin',
    kind: 'text',
    value: (row) => row.title,
    show: titleLink,
  },
  {
    key: 'mark',
    label: 'Mark',
    kind: 'text',
    value: (row) => MARKS[row.mark].name,
    show: (row) => markTag(row.mark),
  },
  { key: 'group', label: 'Group', kind: 'text', value: (row) => row.group_name },
  { key: 'source', label: 'Source', kind: 'text', value: (row) => row.source },
  { key: 'published', label: 'Published', kind: 'instant', value: (row) => row.published_at },
  { key: 'until', label: 'Shown until', kind: 'date', value: (row) => row.visible_until },
]

const readColumn: Column<BulletinRow> = {
  key: 'read',
  label: 'You',
  kind: 'text',
  value: (row) => (row.is_read ? 'Read' : 'Not read'),
  show: (row) => (row.is_read ? 'Read' : tag('Not read', 'blue')),
}

const listColumns = (visit: Visit): readonly Column<BulletinRow>[] =>
  visit.actor.kind === 'person' ? [...bulletinColumns, readColumn] : bulletinColumns

export function bulletinsView(visit: Visit, listed: Listed<BulletinRow>): View {
  const { mark, search } = visit.query
  return {
    title: 'Bulletins',
    breadcrumbs: [HOME],
    body: html`${heading('Bulletins')}
      ${paragraph('Warnings and advice that groups pass on under the Traffic Light Protocol. You see those whose mark includes you.')}
      ${filterPanel({
        action: '/bulletins',
        fields: [
          { kind: 'text', name: 'search', label: 'Words in the title', value: search },
          {
            kind: 'select',
            name: 'mark',
            label: 'Mark',
            value: mark,
            options: Object.entries(MARKS).map(([value, rule]) => ({ value, text: rule.name })),
          },
        ],
      })}
      ${table(listColumns(visit), listed.rows, {
        caption: 'Bulletins',
        captionHidden: true,
        sortedBy: 'Latest first',
        empty: emptyState(
          'No bulletins for you',
          'A bulletin appears once a member of a group publishes it under a mark that includes you.',
        ),
      })}
      ${listed.rows.some((row) => MARKS[row.mark].exported) ? html`${downloads('/bulletins', visit.query)}${hint('The files hold TLP:GREEN and TLP:CLEAR only. What is stricter does not leave these pages.')}` : null}
      ${listPages('/bulletins', visit.query, listed.next)}`,
  }
}

export function groupBulletinsView(
  visit: Visit,
  group: GroupCard,
  listed: Listed<BulletinRow>,
  ended: readonly BulletinCard[],
): View {
  const at = `/groups/${group.code}`
  return {
    title: `Bulletins: ${group.name}`,
    back: { href: at, text: group.name },
    body: html`${heading('Bulletins', { caption: group.name })}
      ${publishLink(visit, group, { all: false })}
      ${table(listColumns(visit), listed.rows, {
        caption: 'Bulletins of the group',
        captionHidden: true,
        sortedBy: 'Latest first',
        empty: noBulletins,
      })}
      ${listPages(`${at}/bulletins`, visit.query, listed.next)}
      ${
        ended.length === 0
          ? null
          : html`${heading('Over or withdrawn', { level: 2 })}
            ${paragraph('Only the officers of the group see that these were here.')}
            ${table([...bulletinColumns, stateColumn], ended, { caption: 'Bulletins that are over', captionHidden: true, sortedBy: 'Latest first' })}`
      }`,
  }
}

const stateColumn: Column<BulletinCard> = {
  key: 'state',
  label: 'State',
  kind: 'text',
  value: (row) => (row.state === 'withdrawn' ? 'Withdrawn' : 'Over'),
}

const noBulletins = emptyState(
  'No bulletins for you here',
  'A bulletin appears once a member of the group publishes it under a mark that includes you.',
)

const publishLink = (visit: Visit, group: GroupCard, more: { readonly all: boolean }): Html | null =>
  actionsList([
    group.ended_on === null &&
      visit.may('groups.bulletin.publish', { kind: 'group', id: group.id }) && {
        href: `/groups/${group.code}/bulletins/new`,
        text: 'Publish a bulletin',
        look: 'secondary',
      },
    more.all && { href: `/groups/${group.code}/bulletins`, text: 'See all bulletins', look: 'link' },
  ])

/** On the group's page: the latest few, and the way to all of them. */
export function bulletinsPart(visit: Visit, group: GroupCard, rows: readonly BulletinRow[]): Html {
  return html`${
    rows.length === 0
      ? hint('No bulletins for you.')
      : html`<ul class="govuk-list govuk-list--spaced">
          ${rows.map(
            (row) =>
              html`<li>${markTag(row.mark)} ${titleLink(row)}${visit.actor.kind === 'person' && !row.is_read ? html` ${tag('Not read', 'blue')}` : null}<br /><span class="govuk-hint">${row.source}, ${formatDateTime(row.published_at)}</span></li>`,
          )}
        </ul>`
  }
  ${publishLink(visit, group, { all: rows.length > 0 })}`
}

export type Steps = {
  readonly answers: boolean
  readonly remarks: boolean
  readonly forwards: boolean
  readonly oversees: boolean
}

export function bulletinView(
  visit: Visit,
  seen: SeenBulletin,
  changes: readonly ChangeRow[],
  steps: Steps,
): View {
  const { bulletin, sight } = seen
  const at = bulletinHref(bulletin)
  const { mark } = bulletin
  const words = sight === 'text' ? textOf(seen, changes) : stoneOf(seen, changes)
  return {
    // The title of a window stays in the browser's history.
    title: titleInMail(mark, bulletin.title),
    breadcrumbs: [HOME, BULLETINS],
    body: html`${heading(mark === 'red' ? onScreen(bulletin.title) : bulletin.title, { caption: bulletin.group_name })}
      ${tags(markTag(mark), sight === 'stone' && tag(bulletin.state === 'withdrawn' ? 'Withdrawn' : 'Not shown', 'grey'))}
      ${inset(html`${MARKS[mark].name} is for ${MARKS[mark].audience}.${visit.actor.kind === 'person' && sight === 'text' ? ' That you opened it is recorded.' : null}`)}
      ${words}
      ${stepsOf(at, seen, steps)}`,
  }
}

function textOf({ bulletin }: SeenBulletin, changes: readonly ChangeRow[]): Html {
  const at = bulletinHref(bulletin)
  const words = html`${paragraph(bulletin.body)}
    ${summaryList([
      { key: 'Source', value: bulletin.source },
      { key: 'Published', value: `${formatDateTime(bulletin.published_at)} by ${bulletin.author_name}` },
      bulletin.read_by !== null && { key: 'To be read by', value: formatDate(bulletin.read_by) },
      { key: 'Shown until', value: formatDate(bulletin.visible_until) },
      bulletin.link !== null && { key: 'Link', value: link(bulletin.link, bulletin.link) },
      bulletin.file_id !== null && { key: 'File', value: link(`${at}/file`, 'Download the file') },
      { key: 'Version', value: bulletin.version },
    ])}
    ${changes.length < 2 ? null : details('What was changed', changesList(changes))}`
  return bulletin.mark === 'red' ? html`<div class="govuk-!-display-none-print">${words}</div>` : words
}

function stoneOf({ bulletin }: SeenBulletin, changes: readonly ChangeRow[]): Html {
  const withdrawn = changes.find((one) => one.what === 'withdrawn')
  return html`${paragraph(
    bulletin.state === 'withdrawn'
      ? 'This bulletin was withdrawn. Do not rely on it, and do not pass on what it said.'
      : bulletin.state === 'expired'
        ? 'The time of this bulletin is over. Its text is not shown any more.'
        : 'There is a bulletin here. Its text is for the people named on it.',
  )}
  ${summaryList([
    withdrawn !== undefined && bulletin.state === 'withdrawn' && { key: 'Why', value: withdrawn.reason },
    { key: 'Published', value: `${formatDateTime(bulletin.published_at)} by ${bulletin.author_name}` },
    { key: 'Shown until', value: formatDate(bulletin.visible_until) },
  ])}`
}

const DONE: Readonly<Record<ChangeRow['what'], string>> = {
  published: 'Published',
  corrected: 'Corrected',
  raised: 'Given a stricter mark',
  lowered: 'Given a less strict mark',
  withdrawn: 'Withdrawn',
  shortened: 'Shown for less long',
}

function changesList(changes: readonly ChangeRow[]): Html {
  return timeline(
    changes.map((change) => ({
      title: `${DONE[change.what]}: ${MARKS[change.mark].name}, version ${change.version}`,
      when: change.changed_at,
      by: change.person_name,
      text: html`${change.reason === '' ? null : paragraph(change.reason)}${
        change.permission === ''
          ? null
          : paragraph(`With the permission of the originator: ${change.permission}`)
      }${
        (change.what === 'published' || change.what === 'corrected') && change.title !== ''
          ? html`<p class="govuk-body govuk-!-font-weight-bold">${change.title}</p>${paragraph(change.body)}`
          : null
      }`,
    })),
    { level: 3 },
  )
}

function stepsOf(at: string, { bulletin, sight }: SeenBulletin, steps: Steps): Html | null {
  const isShown = bulletin.state === 'published'
  return actionsList([
    steps.oversees && { href: `${at}/readers`, text: 'Who has read it', look: 'secondary' },
    isShown &&
      sight === 'text' &&
      steps.answers && { href: `${at}/correct`, text: 'Correct it', look: 'secondary' },
    isShown && steps.remarks && { href: `${at}/mark`, text: 'Change the mark', look: 'link' },
    isShown &&
      sight === 'text' &&
      steps.forwards &&
      bulletin.mark !== 'red' && { href: `${at}/forward`, text: 'Send it to another group', look: 'link' },
    isShown && steps.answers && { href: `${at}/shorten`, text: 'Show it for less long', look: 'link' },
    isShown && steps.answers && { href: `${at}/withdraw`, text: 'Withdraw it', look: 'link' },
  ])
}

const readerColumns: readonly Column<Readership>[] = [
  {
    key: 'name',
    label: 'Name',
    kind: 'text',
    value: (row) => row.person_name,
    show: (row) => link(`/people/${row.person_id}`, row.person_name),
  },
  { key: 'organisation', label: 'For', kind: 'text', value: (row) => row.organisation_name },
  { key: 'version', label: 'Version', kind: 'number', value: (row) => row.version },
  { key: 'read', label: 'Read', kind: 'instant', value: (row) => row.read_at },
]

export function readersView({ bulletin }: SeenBulletin, rows: readonly Readership[]): View {
  const asked = rows.filter((row) => row.is_asked)
  const unread = asked.filter((row) => row.read_at === null)
  const stale = asked.filter((row) => row.version !== null && row.version < bulletin.version)
  const read = rows.filter((row) => row.read_at !== null)
  return {
    title: 'Who has read it',
    back: { href: bulletinHref(bulletin), text: titleInMail(bulletin.mark, bulletin.title) },
    body: html`${heading('Who has read it', { caption: titleInMail(bulletin.mark, bulletin.title) })}
      ${tags(markTag(bulletin.mark))}
      ${paragraph(`${asked.length - unread.length} of ${asked.length} ${bulletin.mark === 'red' ? 'people named on it' : 'members'} have opened it${stale.length === 0 ? '' : `, ${stale.length} of them not in its present version`}.`)}
      ${heading('Not yet', { level: 2 })}
      ${table(readerColumns.slice(0, 2), unread, {
        caption: 'Who has not read it',
        captionHidden: true,
        sortedBy: 'Offices first, then by name',
        empty: hint('Everybody it is for has opened it.'),
      })}
      ${heading('Read', { level: 2 })}
      ${table(readerColumns, read, {
        caption: 'Who has read it',
        captionHidden: true,
        sortedBy: 'Members first',
        empty: hint('Nobody has opened it yet.'),
      })}`,
  }
}

export type Period = { readonly mark: Mark; readonly days: number }

export function periodsTable(periods: readonly Period[]): Html {
  return table(
    [
      {
        key: 'mark',
        label: 'Mark',
        kind: 'text',
        value: (row: Period) => MARKS[row.mark].name,
        show: (row) => markTag(row.mark),
      },
      { key: 'audience', label: 'For', kind: 'text', value: (row) => MARKS[row.mark].audience },
      { key: 'days', label: 'Days at most', kind: 'number', value: (row) => row.days },
    ],
    periods,
    { caption: 'How long bulletins are shown', captionSize: 'm', sortedBy: 'Strictest first' },
  )
}
