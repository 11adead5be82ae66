// The list and the page of buildings.
import { html, type Html } from '#platform/html/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDate, formatDateRange, formatDateTime } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  card,
  details,
  downloads,
  emptyState,
  heading,
  inset,
  link,
  listPages,
  paragraph,
  searchForm,
  status,
  summaryList,
  table,
  type StatusWords,
} from '#web/parts.ts'
import type { Site, SiteSummary } from '../queries/organisations.ts'
import type { AccessRow, SiteException, SiteToday } from '../queries/sites.ts'
import { ACCESS_ANSWERS, ACCESS_FACTS, hoursInWords, WEEK, WEEKDAYS, type AccessAnswer } from '../rules.ts'
import type { PagePart } from '../slots.ts'

export const siteColumns: readonly Column<SiteSummary>[] = [
  {
    key: 'name',
    label: 'Site',
    kind: 'text',
    value: (row) => row.name,
    show: (row) => link(`/sites/${row.code}`, row.name),
  },
  { key: 'town', label: 'Town', kind: 'text', value: (row) => row.town },
  { key: 'owner', label: 'Organisation', kind: 'text', value: (row) => row.organisation_name },
  { key: 'code', label: 'Code', kind: 'text', value: (row) => row.code, downloadOnly: true },
]

export function siteList(listed: Listed<SiteSummary>, query: Readonly<Record<string, string>>): Html {
  const { search } = query
  const empty =
    search === undefined || search === ''
      ? emptyState(
          'No sites yet',
          'Buildings appear here once an organisation’s lead adds them, from the organisation’s page.',
          { href: '/organisations', text: 'Choose an organisation' },
        )
      : emptyState('No site matches', 'Try fewer letters of the name or the town.', {
          href: '/sites',
          text: 'Show all sites',
        })
  return html`${heading('Sites')}${searchForm({ action: '/sites', name: 'search', label: 'Name or town', value: search ?? '' })}
    ${table(siteColumns, listed.rows, { caption: 'Sites', captionHidden: true, sortedBy: 'By name', empty })}
    ${listPages('/sites', query, listed.next)}${listed.rows.length === 0 ? null : downloads('/sites', query)}`
}

type SiteView = {
  readonly site: Site
  readonly today: SiteToday
  readonly access: readonly AccessRow[]
  readonly parts: readonly PagePart[]
  readonly mayEdit: boolean
  readonly day: Temporal.PlainDate
}

export function siteView({ site, today, access, parts, mayEdit, day }: SiteView): Html {
  const at = `/sites/${site.code}`
  const ahead = today.exceptions.filter(
    (one) => one.withdrawnAt === null && Temporal.PlainDate.compare(one.to, day) >= 0,
  )
  return html`${heading(site.name, { caption: site.town })} ${inset(today.words)}
    ${summaryList([
      {
        key: 'Organisation',
        value: link(`/organisations/${site.organisation_code}`, site.organisation_name),
      },
      {
        key: 'Address',
        value: [site.address, site.town, site.postcode].filter((line) => line !== null).join('\n'),
      },
      site.reception_phone !== null && {
        key: 'Reception',
        value: link(`tel:${site.reception_phone.replaceAll(/[^+0-9]/g, '')}`, site.reception_phone),
      },
      site.transport !== null && { key: 'Trains and buses', value: site.transport },
      site.parking !== null && { key: 'Parking', value: site.parking },
      site.latitude !== null &&
        site.longitude !== null && { key: 'Coordinates', value: `${site.latitude}, ${site.longitude}` },
      site.uprn !== null && { key: 'UPRN', value: site.uprn },
    ])}
    ${heading('Opening hours', { level: 2 })} ${hoursPart(today)}
    ${ahead.length === 0 ? null : html`${heading('Other days', { level: 3 })}${bullets(ahead.map((one) => aheadLine(at, one, mayEdit)))}`}
    ${heading('Getting in and about', { level: 2 })} ${accessPart(access)}
    ${
      mayEdit
        ? actionsList([
            { href: `${at}/closures/new`, text: 'Say that it is closed', look: 'secondary' },
            { href: `${at}/hours`, text: 'Change the hours', look: 'link' },
            { href: `${at}/access`, text: 'Change the facts of access', look: 'link' },
            { href: `${at}/place`, text: 'Change where it is', look: 'link' },
            { href: `${at}/edit`, text: 'Change its details', look: 'link' },
          ])
        : null
    }
    ${mayEdit && today.exceptions.length > ahead.length ? pastPart(today.exceptions) : null}
    ${parts.map((part) => card(part.title, part.body))}`
}

const spanOfDays = (one: SiteException): string =>
  one.from.equals(one.to) ? formatDate(one.from) : formatDateRange(one.from, one.to)

const stateOf = (one: SiteException): string => (one.hours === null ? 'Closed' : hoursInWords([one.hours]))

const aheadLine = (at: string, one: SiteException, mayEdit: boolean): Html =>
  html`${spanOfDays(one)}: ${stateOf(one).toLowerCase()}. ${one.because}${mayEdit ? html` ${link(`${at}/closures/${one.id}/withdraw`, 'Withdraw', { hidden: one.because })}` : null}`

function hoursPart({ week }: SiteToday): Html {
  if (week.length === 0) return paragraph('Nobody recorded its hours yet.')
  return summaryList(
    WEEK.map((day, nth) => ({
      key: WEEKDAYS[day],
      value: hoursInWords(week.filter((span) => span.weekday === nth + 1)),
    })),
    { noBorder: true },
  )
}

const ANSWERED: StatusWords<AccessAnswer> = {
  yes: [ACCESS_ANSWERS.yes, 'green'],
  no: [ACCESS_ANSWERS.no, 'grey'],
  ask: [ACCESS_ANSWERS.ask, 'yellow'],
  unknown: [ACCESS_ANSWERS.unknown, 'grey'],
}

function accessPart(access: readonly AccessRow[]): Html {
  const known = access.filter((row) => row.answer !== 'unknown')
  const unknown = access.filter((row) => row.answer === 'unknown')
  return html`${
    known.length === 0
      ? null
      : summaryList(
          known.map((row) => ({
            key: ACCESS_FACTS[row.fact],
            value: html`${status(row.answer, ANSWERED)}${row.note === null ? null : html` ${row.note}`}`,
          })),
          { noBorder: true },
        )
  }${
    unknown.length === 0
      ? null
      : paragraph(
          `Not known: ${unknown.map((row) => ACCESS_FACTS[row.fact].toLowerCase()).join(', ')}. Ask before you go.`,
        )
  }`
}

function pastPart(exceptions: readonly SiteException[]): Html {
  return details(
    'What visitors were told before',
    table<SiteException>(
      [
        { key: 'days', label: 'Days', kind: 'text', value: spanOfDays },
        { key: 'what', label: 'What', kind: 'text', value: stateOf },
        { key: 'why', label: 'Why', kind: 'text', value: (row) => row.because },
        { key: 'said', label: 'Said', kind: 'text', value: (row) => formatDateTime(row.recordedAt) },
        {
          key: 'withdrawn',
          label: 'Withdrawn',
          kind: 'text',
          value: (row) => (row.withdrawnAt === null ? '' : formatDateTime(row.withdrawnAt)),
        },
      ],
      exceptions.toReversed(),
      { caption: 'Closures and other hours', captionHidden: true, sortedBy: 'Latest first' },
    ),
  )
}
