// Business continuity in two steps: what cannot be used and until when, then what would happen to whom, then it is done.
import { html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { readDateTime } from '#platform/time/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { buttonLink, heading, inset, paragraph } from '#web/parts.ts'
import {
  continuityWords,
  endContinuity,
  invocationSpan,
  INVOKE,
  invokeContinuity,
  proposeContinuity,
} from '../actions/continuity.ts'
import { closedPlace, invocationsOf } from '../queries/closures.ts'
import { bookingsAhead, proposalsFor, type Proposal } from '../queries/displacing.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { sitesElsewhere } from '../rules/closing.ts'
import { invocationsTable, proposalsView } from '../views/closing.ts'
import { backFrom, managed, managingNavigation } from './managed.ts'

const MOST_SHOWN = 200

const continuityHref = (at: Workplace): string => `/workspaces/${at.code}/manage/continuity`

const list = get('/workspaces/:site/manage/continuity', {
  permission: INVOKE,
  async run(visit) {
    const at = await managed(visit, INVOKE)
    return page({
      title: `Business continuity: ${at.name}`,
      wide: true,
      back: backFrom(visit, at),
      body: html`${heading('Business continuity', { caption: at.name })}${managingNavigation(visit, at, 'continuity')}
        ${paragraph('When the workplace cannot be used at all: people are moved to equal desks in other workplaces that let them in, everybody is told, and nothing can be booked here until it ends.')}
        ${buttonLink(`${continuityHref(at)}/new`, 'Invoke business continuity')}
        ${invocationsTable(at, await invocationsOf(visit, at.site_id), visit.now)}`,
    })
  },
})

const propose = form('/workspaces/:site/manage/continuity/new', {
  action: proposeContinuity,
  load: (visit) => managed(visit, INVOKE),
  values: (visit, at) => ({ site: at.site_id, moves: 'anywhere', ...visit.query }),
  view: (_visit, at, state) => ({
    title: `Invoke business continuity: ${at.name}`,
    back: { href: continuityHref(at), text: 'Business continuity' },
    body: html`${errorSummary(state)}${heading('Invoke business continuity', { caption: at.name })}${renderForm(
      state,
      {
        submit: 'See what would happen',
        fields: ['from', 'until', 'reason', 'moves', 'site'],
        before: paragraph('Nothing happens yet: the next page shows whom it would hit.'),
        summary: false,
        cancel: { href: continuityHref(at) },
      },
    )}`,
  }),
  then: (result, _visit, at) => ({
    to: `${continuityHref(at)}/confirm?${new URLSearchParams({ ...result, site: at.site_id }).toString()}`,
  }),
})

const momentOf = (text: string | undefined): Temporal.Instant | null =>
  text === undefined || text === '' ? null : (readDateTime(text) ?? notFound())

type Weighed = { readonly at: Workplace; readonly because: string; readonly proposals: readonly Proposal[] }

async function weighed(visit: Visit): Promise<Weighed> {
  const at = await managed(visit, INVOKE)
  const { from, until, reason = '', moves } = visit.query
  if (moves !== 'anywhere' && moves !== 'nobody') return notFound()
  const span = invocationSpan(visit.now, { from: momentOf(from), until: momentOf(until) ?? notFound() })
  const ahead = await bookingsAhead(visit, { siteId: at.site_id, from: span.startsAt, until: span.endsAt })
  const { resourceIds } = await closedPlace(visit, at, at.site_id)
  const proposals = await proposalsFor(visit, ahead, { sites: sitesElsewhere(moves), avoid: resourceIds })
  return { at, because: continuityWords(at, reason, span.endsAt), proposals }
}

const confirm = form('/workspaces/:site/manage/continuity/confirm', {
  action: invokeContinuity,
  load: weighed,
  fixed: (visit) => {
    const { from, until, reason, moves, site } = visit.query
    return { from, until, reason, moves, site }
  },
  view: (visit, { at, because, proposals }, state) => ({
    title: `What invoking would do: ${at.name}`,
    wide: true,
    back: {
      href: `${continuityHref(at)}/new?${new URLSearchParams(visit.query).toString()}`,
      text: 'Change it',
    },
    body: html`${errorSummary(state)}${heading('What invoking business continuity would do', { caption: at.name })}
      ${inset(because)}${proposalsView(proposals, MOST_SHOWN)}${renderForm(
        { ...state, action: visit.path },
        {
          submit: 'Invoke business continuity',
          fields: [],
          look: 'warning',
          summary: false,
          cancel: { href: continuityHref(at) },
        },
      )}`,
  }),
  then: (result, _visit, { at }) => ({
    to: continuityHref(at),
    notice: `Business continuity is in force. Moved: ${result.moved}. Lost their place: ${result.stranded}.`,
  }),
})

const end = form('/workspaces/:site/manage/continuity/:invocation/end', {
  action: endContinuity,
  async load(visit) {
    const at = await managed(visit, INVOKE)
    const found = (await invocationsOf(visit, at.site_id)).find(
      (one) => one.id === visit.params['invocation'],
    )
    return { at, invocation: found ?? notFound('invocation') }
  },
  values: (_visit, { invocation }) => ({ invocation: invocation.id, version: invocation.version }),
  view: (_visit, { at, invocation }, state) => ({
    title: `End business continuity: ${at.name}`,
    back: { href: continuityHref(at), text: 'Business continuity' },
    body: html`${errorSummary(state)}${heading('End business continuity', { caption: at.name })}${inset(invocation.reason)}
      ${paragraph('The workplace can be booked again at once. Whoever was moved stays where they are now.')}
      ${renderForm(state, { submit: 'End it', fields: ['invocation'], summary: false, cancel: { href: continuityHref(at) } })}`,
  }),
  then: (_result, _visit, { at }) => ({ to: continuityHref(at), notice: 'Business continuity has ended.' }),
})

export const continuityPages: readonly Page[] = [list, propose, confirm, end]
