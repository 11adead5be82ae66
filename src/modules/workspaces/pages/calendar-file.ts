// Bringing in the calendar of a place: look first at what would come of each event, then bring it in.
import { html } from '#platform/html/index.ts'
import { form, page, type Page, type Visit } from '#platform/http/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { organisationsNamed } from '#modules/organisations/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { buttonLink, heading, none, paragraph, table, tag } from '#web/parts.ts'
import { importCalendar, type CalendarLine } from '../actions/calendar-file.ts'
import { notYours } from '../actions/locking.ts'
import { RECORD } from '../actions/recording.ts'
import { resourcesOf } from '../queries/estate.ts'
import { holdsAt } from '../queries/seeing.ts'
import { workplaceByCode, type Workplace } from '../queries/workplaces.ts'

async function workplaceHere(visit: Visit): Promise<Workplace> {
  const workplace = await workplaceByCode(visit, visit.params['site'] ?? '')
  return holdsAt(visit, RECORD, workplace) ? workplace : notYours(workplace)
}

const back = (workplace: Workplace) => ({ href: `/workspaces/${workplace.code}`, text: workplace.name })
const here = (workplace: Workplace): string => `/workspaces/${workplace.code}/manage/calendar-file`

const bringIn = form('/workspaces/:site/manage/calendar-file', {
  action: importCalendar,
  load: workplaceHere,
  values: (_visit, workplace) => ({
    bring: 'look',
    isPrivate: 'yes',
    organisation: workplace.owner_organisation_id,
  }),
  options: async (visit, workplace) => ({
    place: (await resourcesOf(visit, workplace.site_id)).map((one) => ({
      value: one.id,
      text: `${one.name}, ${one.zone_name}`,
    })),
    organisation: (await organisationsNamed(visit)).map((one) => ({ value: one.id, text: one.name })),
  }),
  view: (_visit, workplace, state) => ({
    title: 'Bring in the calendar of a place',
    back: back(workplace),
    body: html`${errorSummary(state)}${heading('Bring in the calendar of a place')}
      ${paragraph('Events of another program’s calendar become bookings. Those that overlap, or that the rules do not allow, are not taken; each says why. The same file again brings in nothing twice.')}
      ${renderForm(state, { submit: 'Go on', summary: false, cancel: { href: back(workplace).href }, more: { place: { as: 'select' }, organisation: { as: 'select' } } })}`,
  }),
  then: (result, _visit, workplace) =>
    page({
      title: result.isDone ? 'Brought in' : 'What would come',
      back: { href: here(workplace), text: 'Bring in the calendar of a place' },
      wide: true,
      body: html`${heading(result.isDone ? 'Brought in' : 'What would come')}
        ${paragraph(`New bookings: ${result.created}; here already: ${result.here}; cancelled: ${result.cancelled}; not taken: ${result.refused}.${result.isDone ? '' : ' Nothing is done yet.'}`)}
        ${table<CalendarLine>(
          [
            { key: 'line', label: 'Line', kind: 'number', value: (row) => row.line },
            {
              key: 'title',
              label: 'Event',
              kind: 'text',
              value: (row) => row.title,
              show: (row) => (row.title === '' ? none('No title') : row.title),
            },
            {
              key: 'starts',
              label: 'Starts',
              kind: 'text',
              value: (row) =>
                row.starts === null ? '' : formatDateTime(Temporal.Instant.from(row.starts), row.zone),
            },
            {
              key: 'what',
              label: 'What becomes of it',
              kind: 'text',
              value: (row) => row.what,
              show: (row) => (row.isRefused ? html`${tag('Not taken', 'red')} ${row.what}` : row.what),
            },
          ],
          result.lines,
          { caption: 'Events in the file', captionHidden: true, sortedBy: 'In the order of the file' },
        )}
        ${result.isDone ? buttonLink(back(workplace).href, workplace.name) : buttonLink(here(workplace), 'Choose the file again and bring it in')}`,
    }),
})

export const calendarFilePages: readonly Page[] = [bringIn]
