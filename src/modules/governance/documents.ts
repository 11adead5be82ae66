// The meeting pack as one document: front sheet, agenda, then each item with its paper, read on a page or as a
// tagged PDF from the same data, so that the two cannot differ. And an action plan to print.
import { paragraphsOf, type Block, type DocumentModel, type Section } from '#platform/documents/index.ts'
import { formatDate, formatDateTime, formatTime } from '#platform/time/index.ts'
import type { AgendaRow, PaperRow } from './queries/items.ts'
import type { MeetingCard } from './queries/meetings.ts'
import type { UndertakingRow } from './queries/undertakings.ts'
import { ITEM_KINDS, STANDINGS, standingOf } from './rules.ts'
import { underHeadings } from './views/plans.ts'

/** The pack for a reader; `mayRead` leaves out papers that are not theirs to see. */
export function packOf(
  meeting: MeetingCard,
  agenda: readonly AgendaRow[],
  around: { readonly notice: string; readonly mayRead: (paper: PaperRow) => boolean },
): DocumentModel {
  const items = agenda.filter((item) => item.state !== 'withdrawn')
  return {
    title: meeting.title,
    language: 'en-GB',
    frontSheet: [
      { label: 'Body', value: meeting.body_name },
      { label: 'When', value: `${formatDateTime(meeting.starts_at)} to ${formatTime(meeting.ends_at)}` },
      { label: 'Where', value: meeting.place },
      ...(meeting.joining === null ? [] : [{ label: 'Online', value: meeting.joining }]),
      { label: 'Notice', value: around.notice },
      ...(meeting.urgency === null
        ? []
        : [{ label: 'Urgency certified by the chair', value: meeting.urgency }]),
    ],
    sections: [agendaSection(items), ...items.map((item) => itemSection(item, around.mayRead))],
    footer: `${meeting.body_name}: ${meeting.title}`,
  }
}

function agendaSection(items: readonly AgendaRow[]): Section {
  const blocks: Block[] =
    items.length === 0
      ? [{ kind: 'paragraph', runs: 'Nothing is on the agenda yet.' }]
      : [
          {
            kind: 'table',
            caption: 'Agenda',
            columns: [
              { label: 'Item', align: 'right' },
              { label: 'Matter' },
              { label: 'Asked of the meeting' },
            ],
            rows: items.map((item) => [String(item.number), item.title, ITEM_KINDS[item.kind]]),
          },
        ]
  return { heading: 'Agenda', blocks }
}

function itemSection(item: AgendaRow, mayRead: (paper: PaperRow) => boolean): Section {
  const blocks: Block[] = []
  if (item.late_because !== null)
    blocks.push({ kind: 'paragraph', runs: `Taken although late, because: ${item.late_because}` })
  if (item.recommendation !== null)
    blocks.push({
      kind: 'paragraph',
      runs: [{ kind: 'strong', text: 'Recommendation: ' }, item.recommendation],
    })
  if (item.address !== null)
    blocks.push({ kind: 'paragraph', runs: [{ kind: 'link', text: 'What it is about', href: item.address }] })
  const { paper } = item
  if (paper !== undefined && mayRead(paper)) blocks.push(...paperBlocks(paper))
  if (blocks.length === 0)
    blocks.push({ kind: 'paragraph', runs: 'No paper: this item is taken at the meeting.' })
  return { heading: item.title, number: String(item.number), blocks }
}

function paperBlocks(paper: PaperRow): Block[] {
  const numbered = paragraphsOf(paper.body).map((block): Block =>
    block.kind === 'paragraph' ? { kind: 'numbered', runs: block.runs } : block,
  )
  return [
    ...paragraphsOf(paper.summary),
    ...(paper.recommendations.length === 0
      ? []
      : [
          { kind: 'subheading', text: 'Recommendations' } as const,
          { kind: 'bullets', points: paper.recommendations } as const,
        ]),
    { kind: 'subheading', text: paper.title },
    ...numbered,
    ...(paper.published_number === null || paper.published_number === 1
      ? []
      : [{ kind: 'paragraph', runs: `This is version ${paper.published_number} of the paper.` } as const]),
  ]
}

/** The action plan as it stands on a day: a table under each heading. */
export function planDocument(
  name: string,
  rows: readonly UndertakingRow[],
  today: Temporal.PlainDate,
): DocumentModel {
  const late = rows.filter((row) => standingOf(row, today) === 'overdue').length
  const done = rows.filter((row) => row.state === 'done').length
  return {
    title: `Action plan: ${name}`,
    language: 'en-GB',
    frontSheet: [
      { label: 'As it stood on', value: formatDate(today) },
      { label: 'Actions', value: `${rows.length}: ${done} done, ${late} overdue` },
    ],
    sections:
      rows.length === 0
        ? [{ heading: 'Actions', blocks: [{ kind: 'paragraph', runs: 'Nothing is planned yet.' }] }]
        : underHeadings(rows, today).map((part, at) => ({
            heading: part.heading,
            number: String(at + 1),
            blocks: [
              {
                kind: 'table',
                caption: part.heading,
                columns: [{ label: 'What' }, { label: 'By' }, { label: 'Due' }, { label: 'State' }],
                rows: part.rows.map((row) => [
                  `${row.what}${row.progress === null ? '' : ` (${row.progress})`}`,
                  `${row.owner_name}${row.owner_organisation === null ? '' : `, ${row.owner_organisation}`}`,
                  formatDate(row.due_on),
                  STANDINGS[standingOf(row, today)],
                ]),
              },
            ],
          })),
    footer: `${name}: action plan`,
  }
}
