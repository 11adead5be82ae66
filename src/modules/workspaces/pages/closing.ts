// Closing in two steps: what is to be closed, then what would happen to whom, then it is done. And opening it again.
import { html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { buttonLink, heading, inset, link, paragraph, warning } from '#web/parts.ts'
import {
  CLOSE,
  closeForGood,
  closePlaces,
  closingOf,
  endClosure,
  proposeClosure,
} from '../actions/closing.ts'
import { bookingsOnClosedDays, closuresOf, placesToClose } from '../queries/closures.ts'
import { bookingsAhead, proposalsFor, type Proposal } from '../queries/displacing.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { MOVES, sitesFor, type Moves } from '../rules/closing.ts'
import { closedDaysTable, closuresTable, proposalsView } from '../views/closing.ts'
import { backFrom, managed, managingNavigation } from './managed.ts'

const MOST_SHOWN = 200

const closingHref = (at: Workplace): string => `/workspaces/${at.code}/manage/closing`

const list = get('/workspaces/:site/manage/closing', {
  permission: CLOSE,
  async run(visit) {
    const at = await managed(visit, CLOSE)
    const onClosedDays = await bookingsOnClosedDays(visit, at)
    return page({
      title: `Closing: ${at.name}`,
      wide: true,
      back: backFrom(visit, at),
      body: html`${heading('Closing', { caption: at.name })}${managingNavigation(visit, at, 'closing')}
        ${
          onClosedDays.length === 0
            ? null
            : html`${warning('Some people are booked on days or at hours when the building is closed. Close the workplace for these days, and they are moved and told.')}${closedDaysTable(onClosedDays)}`
        }${paragraph('Close the workplace, a floor or a zone for days. You see first whom it hits and where they would go.')}
        ${buttonLink(`${closingHref(at)}/new`, 'Close something for days')}
        ${closuresTable(at, await closuresOf(visit, at.site_id), visit.now)}
        ${paragraph(html`The office is given up? ${link(`${closingHref(at)}/for-good`, 'Close the workplace for good')}.`)}`,
    })
  },
})

const propose = form('/workspaces/:site/manage/closing/new', {
  action: proposeClosure,
  load: (visit) => managed(visit, CLOSE),
  values: (visit, at) => ({
    site: at.site_id,
    place: at.site_id,
    moves: 'anywhere',
    from: londonDate(visit.now).add({ days: 1 }).toString(),
    ...visit.query,
  }),
  options: async (visit, at) => ({ place: await placesToClose(visit, at) }),
  view: (_visit, at, state) => ({
    title: `Close something: ${at.name}`,
    back: { href: closingHref(at), text: 'Closing' },
    body: html`${errorSummary(state)}${heading('Close something for days', { caption: at.name })}${renderForm(
      state,
      {
        submit: 'See what would happen',
        fields: ['place', 'from', 'until', 'reason', 'moves', 'site'],
        more: { place: { as: 'select' } },
        before: paragraph('Nothing happens yet: the next page shows whom it would hit.'),
        summary: false,
        cancel: { href: closingHref(at) },
      },
    )}`,
  }),
  then: (result, _visit, at) => ({
    to: `${closingHref(at)}/confirm?${new URLSearchParams(result).toString()}`,
  }),
})

const isMoves = (text: string | undefined): text is Moves => text !== undefined && Object.hasOwn(MOVES, text)
const dateOf = (text: string | undefined): Temporal.PlainDate =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) ? Temporal.PlainDate.from(text) : notFound()

type Weighed = { readonly at: Workplace; readonly because: string; readonly proposals: readonly Proposal[] }

async function weighed(visit: Visit): Promise<Weighed> {
  const at = await managed(visit, CLOSE)
  const { place, from, until, reason = '', moves } = visit.query
  if (!isMoves(moves)) return notFound()
  const closing = await closingOf(visit, at, {
    place: place ?? '',
    from: dateOf(from),
    until: until === undefined || until === '' ? null : dateOf(until),
    reason,
  })
  const ahead = await bookingsAhead(visit, {
    siteId: at.site_id,
    ...(closing.place.kind === 'site' ? {} : { resourceIds: closing.place.resourceIds }),
    from: closing.startsAt,
    until: closing.endsAt,
  })
  const proposals = await proposalsFor(visit, ahead, {
    sites: sitesFor(moves, at.site_id),
    avoid: closing.place.resourceIds,
  })
  return { at, because: closing.because, proposals }
}

const confirm = form('/workspaces/:site/manage/closing/confirm', {
  action: closePlaces,
  load: weighed,
  // All that is asked was said on the page before, and stands in the address.
  fixed: (visit) => {
    const { place, from, until, reason, moves, site } = visit.query
    return { place, from, until, reason, moves, site }
  },
  view: (visit, { at, because, proposals }, state) => ({
    title: `What closing would do: ${at.name}`,
    wide: true,
    back: {
      href: `${closingHref(at)}/new?${new URLSearchParams(visit.query).toString()}`,
      text: 'Change what is closed',
    },
    body: html`${errorSummary(state)}${heading('What closing would do', { caption: at.name })}${inset(because)}
      ${proposalsView(proposals, MOST_SHOWN)}${renderForm(
        { ...state, action: visit.path },
        {
          submit: 'Close it',
          fields: [],
          look: 'warning',
          summary: false,
          cancel: { href: closingHref(at) },
        },
      )}`,
  }),
  then: (result, _visit, { at }) => ({
    to: closingHref(at),
    notice: result.left
      ? `It is closed. ${result.moved} were moved; the rest is being moved now.`
      : `It is closed. Moved: ${result.moved}. Lost their place: ${result.stranded}.`,
  }),
})

const open = form('/workspaces/:site/manage/closing/:closure/end', {
  action: endClosure,
  async load(visit) {
    const at = await managed(visit, CLOSE)
    const closure = (await closuresOf(visit, at.site_id)).find((one) => one.id === visit.params['closure'])
    return { at, closure: closure ?? notFound('closure') }
  },
  values: (_visit, { closure }) => ({ closure: closure.id, version: closure.version }),
  view: (_visit, { at, closure }, state) => ({
    title: `Open again: ${closure.place_name}`,
    back: { href: closingHref(at), text: 'Closing' },
    body: html`${errorSummary(state)}${heading(`Open ${closure.place_name} again`, { caption: at.name })}
      ${paragraph('It can be booked again at once. Whoever was moved stays where they are now.')}
      ${renderForm(state, { submit: 'Open it again', fields: ['closure'], summary: false, cancel: { href: closingHref(at) } })}`,
  }),
  then: (_result, _visit, { at }) => ({ to: closingHref(at), notice: 'It is open again.' }),
})

const forGood = form('/workspaces/:site/manage/closing/for-good', {
  action: closeForGood,
  load: (visit) => managed(visit, closeForGood.permission),
  values: (_visit, at) => ({
    site: at.site_id,
    lastOn: at.closes_on?.toString() ?? '',
    moves: 'anywhere',
    version: at.version,
  }),
  view: (_visit, at, state) => ({
    title: `Close for good: ${at.name}`,
    back: { href: closingHref(at), text: 'Closing' },
    body: html`${errorSummary(state)}${heading('Close the workplace for good', { caption: at.name })}
      ${warning('Whoever is booked after its last day is moved to an equal place elsewhere, or loses theirs, at once. Its history stays.')}
      ${renderForm(state, {
        submit: 'Close it for good',
        fields: ['lastOn', 'reason', 'moves', 'site'],
        look: 'warning',
        summary: false,
        cancel: { href: closingHref(at) },
      })}`,
  }),
  then: (result, _visit, at) => ({
    to: closingHref(at),
    notice: `Its last day is recorded. Moved: ${result.moved}. Lost their place: ${result.stranded}.`,
  }),
})

export const closingPages: readonly Page[] = [list, propose, confirm, open, forGood]
