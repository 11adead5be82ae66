// The pages of how a workplace is used, and of the bookings behind the figures.
import { html } from '#platform/html/index.ts'
import { get, page, type Page } from '#platform/http/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { everyRow, fileOf, filterOf, formatOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { formatDate, formatMonth } from '#platform/time/index.ts'
import { downloads, emptyState, heading, listPages, paragraph, table } from '#web/parts.ts'
import { bookingsBehind, noShowsOf, refusedOf, USE, useOf, waitedFor, type BehindOf } from '../queries/use.ts'
import { RESOURCE_KINDS_PLURAL } from '../rules.ts'
import { addressOf, behindColumns, filterOfUse, listedUse, useColumns, usePage } from '../views/use.ts'
import { backFrom, managed, managingNavigation, useAsked } from './managed.ts'

const words = { kinds: RESOURCE_KINDS_PLURAL, day: formatDate }

const use = get('/workspaces/:site/manage/use', {
  permission: USE,
  async run(visit) {
    const at = await managed(visit, USE)
    const of = await useAsked(visit, at)
    const found = await useOf(visit, at, of, words)
    const format = formatOf(visit)
    if (format !== undefined)
      return fileOf(
        format,
        `use-${at.code}-${of.from.toPlainYearMonth().toString()}`,
        useColumns,
        listedUse(found),
      )
    const view = {
      at,
      of,
      use: found,
      noShows: await noShowsOf(visit, at, of),
      refused: await refusedOf(visit, at, of),
      waited: await waitedFor(visit, at, of),
    }
    return page({
      title: `How ${at.name} is used`,
      wide: true,
      back: backFrom(visit, at),
      body: html`${heading('How it is used', { caption: at.name })}${managingNavigation(visit, at, 'use')}
        ${filterOfUse(view, `/workspaces/${at.code}/manage/use`)}${usePage(view)}`,
    })
  },
})

const behind = get('/workspaces/:site/manage/use/bookings', {
  permission: USE,
  async run(visit) {
    const at = await managed(visit, USE)
    const asked = await useAsked(visit, at)
    const [zone, is] = [filterOf(visit, 'zone'), filterOf(visit, 'is')]
    const of: BehindOf = {
      ...asked,
      ...(zone !== undefined && isRecordId(zone) ? { zoneId: zone } : {}),
      ...(is === 'no-show' ? { noShowsOnly: true } : {}),
    }
    const columns = behindColumns(at)
    const format = formatOf(visit)
    if (format !== undefined)
      return fileOf(
        format,
        `bookings-${at.code}-${of.from.toPlainYearMonth().toString()}`,
        columns,
        await everyRow((after) => bookingsBehind(visit, at, of, { after, most: MOST_DOWNLOADED })),
      )
    const { rows, next } = await bookingsBehind(visit, at, of, { after: filterOf(visit, 'after') })
    const title = of.noShowsOnly === true ? 'Bookings to which nobody came' : 'Bookings behind the figures'
    const path = `/workspaces/${at.code}/manage/use/bookings`
    return page({
      title: `${title}: ${at.name}`,
      wide: true,
      back: { href: addressOf(at, of), text: 'How it is used' },
      body: html`${heading(title, { caption: `${at.name}, ${formatMonth(of.from)}` })}
        ${paragraph('Names are left out; a booking shows what its terms let you see.')}
        ${downloads(path, visit.query)}${table(columns, rows, {
          caption: title,
          captionHidden: true,
          sortedBy: 'The earliest first',
          empty: emptyState('There are none in this month.', 'Choose another month on the page before.'),
        })}${listPages(path, visit.query, next)}`,
    })
  },
})

export const usePages: readonly Page[] = [use, behind]
