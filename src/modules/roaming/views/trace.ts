// The pages of the trace: look-ups, what one found, and the questions it leads to.
import { html, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { renderForm } from '#web/forms.ts'
import {
  actionsList,
  buttonLink,
  emptyState,
  heading,
  inset,
  link,
  paragraph,
  status,
  subNavigation,
  summaryList,
  table,
  type StatusWords,
} from '#web/parts.ts'
import { ANSWERS } from '../actions/lookups.ts'
import { isOver, type Lookup, type Question, type Sighting } from '../queries/lookups.ts'
import { MOST_SHOWN } from '../rules/lookups.ts'
import type { QuestionState } from '../rules/words.ts'
import { GOVROAM } from './frame.ts'

const TRACE_LINK = { href: '/govroam/trace', text: 'Trace an incident' }

const QUESTION_WORDS: StatusWords<QuestionState> = {
  asked: ['To be released', 'yellow'],
  released: ['With the home organisation', 'blue'],
  answered: ['Answered', 'green'],
  refused: ['Not answered', 'red'],
  expired: ['Expired', 'grey'],
}

const tabs = (current: 'lookups' | 'questions'): Html =>
  subNavigation('Pages of the trace', [
    { href: '/govroam/trace', text: 'Look-ups', current: current === 'lookups' },
    { href: '/govroam/trace/questions', text: 'Questions', current: current === 'questions' },
  ])

export function lookupsView(lookups: readonly Lookup[], now: Temporal.Instant): View {
  const columns: readonly Column<Lookup>[] = [
    {
      key: 'asked',
      label: 'Looked up',
      kind: 'text',
      value: (one) => formatDateTime(one.asked_at),
      show: (one) => link(`/govroam/trace/${one.id}`, formatDateTime(one.asked_at)),
    },
    { key: 'by', label: 'By', kind: 'text', value: (one) => one.asked_by_name },
    { key: 'why', label: 'Why', kind: 'text', value: (one) => one.reason },
    {
      key: 'found',
      label: 'Logins',
      kind: 'number',
      value: (one) => one.found,
      show: (one) => (one.found > MOST_SHOWN ? `Over ${MOST_SHOWN}` : String(one.found)),
    },
    {
      key: 'until',
      label: 'Readable',
      kind: 'text',
      value: (one) => (isOver(one, now) ? 'No longer' : `Until ${formatDateTime(one.expires_at)}`),
    },
  ]
  return {
    title: 'Trace an incident',
    breadcrumbs: [GOVROAM],
    wide: true,
    body: html`${heading('Trace an incident')}${tabs('lookups')}
      ${paragraph('Find the login behind an incident at your own sites, then ask its home organisation who it was. You see times, places and opaque names, never people. Each look-up is recorded with its reason.')}
      ${buttonLink('/govroam/trace/new', 'Look up logins')}
      ${
        lookups.length === 0
          ? emptyState(
              'Nothing was looked up yet',
              'Each look-up of your organisation appears here, with who made it and why.',
            )
          : table(columns, lookups, { caption: 'Look-ups of your organisation', sortedBy: 'Latest first' })
      }`,
  }
}

export function newLookupView(form: FormState): View {
  return {
    title: 'Look up logins',
    breadcrumbs: [GOVROAM, TRACE_LINK],
    body: html`${heading('Look up logins')}
      ${paragraph('Give the time of the incident, and what you know of the device. Without a device or an opaque name, at most two hours at once.')}
      ${renderForm(form, { submit: 'Look up', cancel: { href: '/govroam/trace' } })}`,
  }
}

type Found = {
  readonly lookup: Lookup
  readonly sightings: readonly Sighting[]
  readonly questions: readonly Question[]
  readonly now: Temporal.Instant
}

export function lookupView({ lookup, sightings, questions, now }: Found): View {
  const over = isOver(lookup, now)
  const columns: readonly Column<Sighting>[] = [
    { key: 'at', label: 'Time', kind: 'text', value: (one) => formatDateTime(one.seen_at) },
    { key: 'site', label: 'Site', kind: 'text', value: (one) => one.site_name ?? one.nas ?? 'Not known' },
    {
      key: 'home',
      label: 'Home organisation',
      kind: 'text',
      value: (one) => one.home_name ?? `${one.realm} (elsewhere)`,
    },
    {
      key: 'result',
      label: 'Login',
      kind: 'text',
      value: (one) =>
        one.result === 'ok' ? 'Let in' : `Refused${one.cause === null ? '' : `: ${one.cause}`}`,
    },
    { key: 'cui', label: 'Opaque name', kind: 'text', value: (one) => one.cui ?? 'None was sent' },
    {
      key: 'ask',
      label: 'Next',
      kind: 'text',
      value: () => '',
      show: (one) =>
        one.cui === null || one.home_member_id === null || one.home_member_id === lookup.member_id
          ? html`<span class="connects-none">${one.home_member_id === lookup.member_id ? 'See your own log' : 'Cannot be asked here'}</span>`
          : link(`/govroam/trace/${lookup.id}/ask/${one.id}`, 'Ask who it was', {
              hidden: `at ${formatDateTime(one.seen_at)}`,
            }),
    },
  ]
  return {
    title: `Look-up of ${formatDateTime(lookup.asked_at)}`,
    breadcrumbs: [GOVROAM, TRACE_LINK],
    wide: true,
    body: html`${heading('What the look-up found', { caption: lookup.organisation_name })}
      ${over ? inset('This look-up has expired or was closed. What it found is not shown any more. Look it up again, with its reason, if it is still needed.') : null}
      ${summaryList([
        { key: 'Why', value: lookup.reason },
        lookup.reference !== null && { key: 'Reference', value: lookup.reference },
        { key: 'By', value: `${lookup.asked_by_name}, ${formatDateTime(lookup.asked_at)}` },
        { key: 'Time', value: `${formatDateTime(lookup.from_at)} to ${formatDateTime(lookup.until_at)}` },
        lookup.site_name !== null && { key: 'Site', value: lookup.site_name },
        !over && { key: 'Readable until', value: formatDateTime(lookup.expires_at) },
      ])}
      ${
        over
          ? null
          : sightings.length === 0
            ? emptyState(
                'No login was seen there then',
                'The trace holds logins that went through the federation’s proxies. Local logins of your own people are in your own server’s log. Widen the time, or leave out the site.',
              )
            : table(columns, sightings, {
                caption:
                  lookup.found > MOST_SHOWN
                    ? `The first ${MOST_SHOWN} logins: narrow it down to see the others`
                    : 'Logins',
                sortedBy: 'Earliest first',
              })
      }
      ${questions.length === 0 ? null : questionTable(questions, 'Questions from this look-up')}
      ${over ? null : actionsList([{ href: `/govroam/trace/${lookup.id}/close`, text: 'Close this look-up', look: 'secondary' }])}`,
  }
}

function questionTable(questions: readonly Question[], caption: string): Html {
  const columns: readonly Column<Question>[] = [
    {
      key: 'asked',
      label: 'Asked',
      kind: 'text',
      value: (one) => formatDateTime(one.asked_at),
      show: (one) => link(`/govroam/trace/questions/${one.id}`, formatDateTime(one.asked_at)),
    },
    { key: 'visited', label: 'By', kind: 'text', value: (one) => one.visited_name },
    { key: 'home', label: 'To', kind: 'text', value: (one) => one.home_name },
    {
      key: 'state',
      label: 'State',
      kind: 'text',
      value: (one) => one.state,
      show: (one) => status(one.state, QUESTION_WORDS),
    },
  ]
  return table(columns, questions, { caption, sortedBy: 'Latest first' })
}

export function questionsView(questions: readonly Question[]): View {
  return {
    title: 'Questions about logins',
    breadcrumbs: [GOVROAM],
    wide: true,
    body: html`${heading('Trace an incident')}${tabs('questions')}
      ${
        questions.length === 0
          ? emptyState(
              'No questions',
              'Questions that your organisation asks others, and that others ask about your people, appear here. Start with a look-up.',
              { href: '/govroam/trace/new', text: 'Look up logins' },
            )
          : questionTable(questions, 'Questions')
      }`,
  }
}

type Asked = {
  readonly question: Question
  /** Whether this reader's organisation asks, and whether it is asked. */
  readonly asks: boolean
  readonly isAsked: boolean
  /** Why this reader cannot release it; null when they can. */
  readonly whyNot: string | null
}

export function questionView({ question, asks, isAsked, whyNot }: Asked): View {
  return {
    title: `Question to ${question.home_name}`,
    breadcrumbs: [GOVROAM, TRACE_LINK, { href: '/govroam/trace/questions', text: 'Questions' }],
    body: html`${heading('Who signed in?', { caption: `${question.visited_name} asks ${question.home_name}` })}
      <p class="govuk-body">${status(question.state, QUESTION_WORDS)}</p>
      ${summaryList([
        { key: 'Why', value: question.reason },
        { key: 'Login', value: formatDateTime(question.seen_at) },
        {
          key: 'Opaque name (CUI)',
          value: question.cui === '' ? 'Forgotten, as it has expired' : question.cui,
        },
        asks && { key: 'Asked by', value: question.asked_by_name },
        question.released_at !== null && { key: 'Released', value: formatDateTime(question.released_at) },
        question.answer !== null && { key: 'Answer', value: ANSWERS[question.answer] },
        question.answer_words !== null && { key: 'In words', value: question.answer_words },
        { key: 'Open until', value: formatDateTime(question.expires_at) },
      ])}
      ${
        asks && question.state === 'asked'
          ? whyNot === null
            ? buttonLink(`/govroam/trace/questions/${question.id}/release`, 'Release it')
            : inset(whyNot)
          : null
      }
      ${
        isAsked && question.state === 'released'
          ? html`${paragraph('Search your own server’s log for this opaque name at this time: your server made it from the person’s user name and the visited organisation. Deal with it in your own system. Who it is stays with you.')}${buttonLink(`/govroam/trace/questions/${question.id}/answer`, 'Answer')}`
          : null
      }`,
  }
}

/** A form of one step about something of the trace. */
export function stepView(
  title: string,
  words: string,
  form: FormState,
  more: { readonly submit: string; readonly back: string; readonly fields: readonly string[] },
): View {
  return {
    title,
    breadcrumbs: [GOVROAM, TRACE_LINK],
    body: html`${heading(title)}${paragraph(words)}
      ${renderForm(form, { submit: more.submit, fields: more.fields, cancel: { href: more.back } })}`,
  }
}
