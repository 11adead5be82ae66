// Who comes to a workplace on a day, for those who receive people there; and who is in the building now.
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDateTime, formatTime } from '#platform/time/index.ts'
import {
  bullets,
  buttonLink,
  downloads,
  emptyState,
  filterPanel,
  heading,
  link,
  paragraph,
  statGrid,
  table,
  tag,
  warning,
  type TagColour,
} from '#web/parts.ts'
import { PRESENCE, type Arrival, type Presence } from '../queries/arrivals.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { EVACUATION_HOURS } from '../rules/day.ts'
import { dayInWords, timesInWords } from './when.ts'

const COLOURS: Readonly<Record<Presence, TagColour>> = {
  expected: 'blue',
  here: 'green',
  gone: 'grey',
  absent: 'orange',
}

export type ArrivalsPage = {
  readonly site: Workplace
  readonly on: Temporal.PlainDate
  readonly isToday: boolean
  readonly all: readonly Arrival[]
  readonly rows: readonly Arrival[]
  readonly query: Readonly<Record<string, string>>
  readonly csrf: string
}

export const arrivalColumns = (zone: string): readonly Column<Arrival>[] => [
  { key: 'name', label: 'Name', kind: 'text', value: (row) => row.name },
  { key: 'organisation', label: 'Organisation', kind: 'text', value: organisationWords },
  {
    key: 'who',
    label: 'Who',
    kind: 'text',
    value: (row) => (row.who === 'visitor' ? 'Visitor' : 'Staff'),
    downloadOnly: true,
  },
  { key: 'host', label: 'Host', kind: 'text', value: (row) => row.host ?? '', downloadOnly: true },
  {
    key: 'places',
    label: 'Where and when',
    kind: 'text',
    value: (row) => placesWords(row, zone).join('; '),
    show: (row) =>
      html`${placesWords(row, zone).map((one, at) => html`${at > 0 ? html`<br>` : null}${one}`)}`,
  },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => PRESENCE[row.presence],
    show: (row) => stateWords(row, zone),
  },
  { key: 'arrived', label: 'Arrived', kind: 'instant', value: (row) => row.arrivedAt, downloadOnly: true },
  { key: 'left', label: 'Left', kind: 'instant', value: (row) => row.leftAt, downloadOnly: true },
]

function organisationWords(row: Arrival): string {
  if (row.who === 'person') return row.organisation
  return `${row.from === null ? 'Visitor' : `${row.from}, visitor`} of ${row.host ?? 'nobody'}, ${row.organisation}`
}

const placesWords = (row: Arrival, zone: string): readonly string[] =>
  row.places.length === 0
    ? ['No place booked']
    : row.places.map(
        (one) =>
          `${one.name}, ${one.zone}, ${timesInWords({ starts_at: one.startsAt, ends_at: one.endsAt }, zone)}`,
      )

function stateWords(row: Arrival, zone: string): Html {
  const since = row.presence === 'here' ? row.arrivedAt : row.presence === 'gone' ? row.leftAt : null
  return html`${tag(PRESENCE[row.presence], COLOURS[row.presence])}${since === null ? null : html`<br>since ${formatTime(since, zone)}`}`
}

/** What reception can tick for somebody today: that they have come, that they have gone. */
function ticks(page: ArrivalsPage, row: Arrival): Html | null {
  if (!page.isToday) return null
  const button = (action: string, words: string): Html =>
    html`<form method="post" action="${action}" class="connects-one-button"><input type="hidden" name="_csrf" value="${page.csrf}">
      <button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">${words}<span class="govuk-visually-hidden">: ${row.name}</span></button></form>`
  if (row.who === 'visitor') {
    const at = `/workspaces/${page.site.code}/arrivals/${row.key}`
    return row.presence === 'here' ? button(`${at}/left`, 'Left') : button(`${at}/arrived`, 'Arrived')
  }
  const here = row.places.find((one) => one.state === 'checked-in')
  if (here !== undefined) return button(`/workspaces/bookings/${here.bookingId}/leave?to=arrivals`, 'Left')
  const next = row.places.find((one) => one.state === 'confirmed')
  return next === undefined
    ? null
    : button(`/workspaces/bookings/${next.bookingId}/check-in?to=arrivals`, 'Arrived')
}

export function arrivalsView(page: ArrivalsPage): View {
  const { site, on, all, rows, query } = page
  const path = `/workspaces/${site.code}/arrivals`
  const count = (presence: Presence): number => all.filter((one) => one.presence === presence).length
  const bodies = [...new Map(all.map((one) => [one.organisationId, one.organisation]))].toSorted(
    ([, a], [, b]) => a.localeCompare(b, 'en-GB'),
  )
  const [name, ...others] = arrivalColumns(site.time_zone)
  // Beside the name, so that a thumb finds it on a narrow screen.
  const tick: Column<Arrival> = {
    key: 'tick',
    label: 'At the desk',
    kind: 'text',
    value: () => '',
    show: (row) => ticks(page, row) ?? '',
  }
  const columns = [name!, ...(page.isToday ? [tick] : []), ...others]
  return {
    title: `Arrivals on ${dayInWords(on)}: ${site.name}`,
    back: { href: `/workspaces/${site.code}?on=${on.toString()}`, text: site.name },
    wide: true,
    body: html`${heading(`Arrivals on ${dayInWords(on)}`, { caption: site.name })}
      ${paragraph(html`${link(`${path}?on=${on.subtract({ days: 1 }).toString()}`, 'The day before')} · ${link(`${path}?on=${on.add({ days: 1 }).toString()}`, 'The day after')} · ${link(`/workspaces/${site.code}/evacuation`, 'Who is in the building now')}`)}
      ${statGrid((['expected', 'here', 'gone', 'absent'] as const).map((one) => ({ label: PRESENCE[one], value: count(one) })))}
      ${filterPanel({
        action: path,
        fields: [
          { kind: 'date', name: 'on', label: 'Day', value: on.toString() },
          { kind: 'text', name: 'q', label: 'Name', value: query['q'] },
          {
            kind: 'select',
            name: 'body',
            label: 'Organisation',
            value: query['body'],
            options: bodies.map(([value, text]) => ({ value, text })),
          },
          {
            kind: 'select',
            name: 'state',
            label: 'State',
            value: query['state'],
            options: Object.entries(PRESENCE).map(([value, text]) => ({ value, text })),
          },
        ],
      })}
      ${table(columns, rows, {
        caption: `Arrivals on ${dayInWords(on)}`,
        captionHidden: true,
        sortedBy: 'By name',
        empty: emptyState(
          all.length === 0 ? 'Nobody is expected' : 'Nobody like that is expected',
          'Whoever books a place here for this day, and every visitor whom a host has named, appears here.',
        ),
      })}${rows.length === 0 ? null : downloads(path, { ...query, on: on.toString() })}
      ${paragraph('That you look at names of other organisations’ people is recorded. The names of visitors are deleted after 30 days.', { small: true })}`,
  }
}

export type EvacuationPage = {
  readonly site: Workplace
  readonly arrivals: readonly Arrival[]
  readonly now: Temporal.Instant
}

/** Checked in, or ticked in; and those whose time it is and of whom nobody knows. */
export function inTheBuilding(arrivals: readonly Arrival[], now: Temporal.Instant) {
  const isTheirTime = (one: Arrival): boolean =>
    one.places.some(
      (place) =>
        Temporal.Instant.compare(place.startsAt, now) <= 0 && Temporal.Instant.compare(now, place.endsAt) < 0,
    )
  return {
    here: arrivals.filter((one) => one.presence === 'here'),
    perhaps: arrivals.filter((one) => one.presence === 'expected' && isTheirTime(one)),
  }
}

/** "Molly Gridref, Dover District Council. Desk 12, Zone A, First floor" */
function personWords(one: Arrival): string {
  const where = [...new Set(one.places.map((place) => `${place.name}, ${place.zone}, ${place.floor}`))].join(
    '; ',
  )
  return `${one.name}, ${organisationWords(one)}. ${where === '' ? 'No place booked' : where}`
}

export function evacuationView(page: EvacuationPage): View {
  const { site, now } = page
  const { here, perhaps } = inTheBuilding(page.arrivals, now)
  const at = `/workspaces/${site.code}/evacuation`
  return {
    title: `Who is in the building: ${site.name}`,
    back: { href: `/workspaces/${site.code}/arrivals`, text: 'Arrivals' },
    refreshSeconds: 120,
    body: html`${heading('Who is in the building', { caption: site.name })}
      ${paragraph(`As it stood on ${formatDateTime(now, site.time_zone)}.`)}
      ${site.evacuation_words === null ? null : paragraph(site.evacuation_words)}
      ${buttonLink(`${at}?format=file`, 'Save a copy that works without a network')}
      ${paragraph(`The copy opens on any computer or telephone and counts for ${EVACUATION_HOURS} hours; it is also made to be printed. Save one each morning.`)}
      ${heading(`Checked in: ${here.length}`, { level: 2 })}${here.length === 0 ? paragraph('Nobody has checked in. Whoever does, by the code on the desk or at reception, appears here.') : bullets(here.map(personWords))}
      ${heading(`Booked now, not checked in: ${perhaps.length}`, { level: 2 })}${perhaps.length === 0 ? paragraph('Nobody.') : bullets(perhaps.map(personWords))}
      ${warning('Only who has checked in or was ticked in at reception is known to be here. Look in every room.')}`,
  }
}

// It stands by itself: opened from a disk there is no server, no policy and no sign-in, only this page. After its time
// it hides what it says; where scripts do not run it says itself until when it counts.
export function evacuationFile(page: EvacuationPage): Uint8Array {
  const { site, now } = page
  const zone = site.time_zone
  const until = now.add({ hours: EVACUATION_HOURS })
  const { here, perhaps } = inTheBuilding(page.arrivals, now)
  const rows = (all: readonly Arrival[]): Html =>
    html`<table><thead><tr><th scope="col">Seen</th><th scope="col">Name</th><th scope="col">Organisation</th><th scope="col">Where</th></tr></thead><tbody>${all.map(
      (one) =>
        html`<tr><td><input type="checkbox" aria-label="${one.name} was seen outside"></td><th scope="row">${one.name}</th><td>${organisationWords(one)}</td><td>${one.places.map((place) => `${place.name}, ${place.zone}, ${place.floor}`).join('; ')}</td></tr> `,
    )}</tbody></table>`
  const text = html`<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>Who is in the building: ${site.name}</title>
<style>body{font:1.1rem/1.4 system-ui,sans-serif;margin:1rem auto;max-width:60rem;padding:0 1rem;color:#0b0c0c;background:#fff}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .5rem .4rem 0;border-bottom:1px solid #b1b4b6}input{width:1.6rem;height:1.6rem}.until{border:3px solid #0b0c0c;padding:.6rem;font-weight:bold}@media(max-width:30rem){table,tbody,tr,td,tbody th{display:block;border:0;padding:.1rem 0}thead{display:none}tr{border-bottom:1px solid #b1b4b6;padding:.5rem 0}}</style>
</head><body>
<h1>Who is in the building: ${site.name}</h1>
<p class="until" id="until">As it stood on ${formatDateTime(now, zone)}. It counts until ${formatDateTime(until, zone)}; delete it then.</p>
<main id="list">
${site.evacuation_words === null ? null : html`<p>${site.evacuation_words}</p>`}
<h2>Checked in: ${here.length}</h2>${here.length === 0 ? html`<p>Nobody had checked in.</p>` : rows(here)}
<h2>Booked at that time, not checked in: ${perhaps.length}</h2>${perhaps.length === 0 ? html`<p>Nobody.</p>` : rows(perhaps)}
<p>Only who has checked in or was ticked in at reception is known to have been here. Look in every room.</p>
</main>
<script>
(function () {
  var until = ${String(until.epochMilliseconds)};
  function look() {
    if (Date.now() < until) return;
    var list = document.getElementById('list');
    if (list) list.remove();
    document.getElementById('until').textContent = 'This list no longer counts: its time was over on ${formatDateTime(until, zone)}. Delete it and save a new one.';
  }
  look();
  setInterval(look, 30000);
})();
</script>
</body></html>`
  return new TextEncoder().encode(text.text)
}
