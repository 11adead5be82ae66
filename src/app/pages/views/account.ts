// The account page and what can be done from it: sessions by device and last use, tokens by what they may do.
import type { DirectoryPerson, ListedSession, Token } from '#platform/auth/index.ts'
import { html } from '#platform/html/index.ts'
import type { FormState, Link, View } from '#platform/http/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import {
  bullets,
  buttonLink,
  emptyState,
  heading,
  link,
  none,
  paragraph,
  summaryList,
  table,
  tag,
  warning,
} from '#web/parts.ts'

type Account = {
  readonly person: DirectoryPerson
  readonly roles: readonly string[]
  readonly sessions: readonly ListedSession[]
  readonly tokens: readonly Token[]
  /** Whether the weekly mail of what needs them comes. */
  readonly weekly: boolean
}

export function accountPage({ person, roles, sessions, tokens, weekly }: Account): View {
  const body = html`${heading('Your account')}
  ${summaryList([
    { key: 'Name', value: person.name },
    { key: 'Email address', value: person.mail },
    { key: 'What you do here', value: roles.length === 0 ? none() : bullets(roles) },
  ])}
  ${paragraph(html`${link('/account/details', 'Choose who sees your address, numbers and job title')}.`)}
  ${heading('Your calendar', { level: 2 })}
  ${paragraph(html`${link('/account/calendars', 'Show your events and meetings in Outlook, Google or Apple Calendar')}.`)}
  ${heading('Mail', { level: 2 })}
  ${summaryList([
    {
      key: 'Weekly mail of what needs you',
      value: weekly ? 'On Mondays, when something needs you' : 'Stopped',
      actions: [{ href: '/account/mail', text: 'Change', hidden: 'the weekly mail' }],
    },
  ])}
  ${heading('Where you are signed in', { level: 2 })}
  ${sessionTable(sessions)}
  ${sessions.length > 1 ? buttonLink('/account/sessions/end-others', 'End all my other sessions', { look: 'secondary' }) : null}
  ${heading('Access tokens', { level: 2 })}
  ${paragraph('A token lets a program use Connects as you, with no more than you may do yourself.')}
  ${tokenTable(tokens)}
  ${tokens.length > 0 ? buttonLink('/account/tokens/new', 'Create an access token', { look: 'secondary' }) : null}`
  return { title: 'Your account', body }
}

const WAYS: Readonly<Record<ListedSession['way'], string>> = {
  code: 'Code by email',
  provider: 'Your organisation',
  cast: 'Demonstration',
}

function sessionTable(sessions: readonly ListedSession[]) {
  return table<ListedSession>(
    [
      {
        key: 'device',
        label: 'Device',
        kind: 'text',
        value: (row) => row.device,
        show: (row) => (row.isCurrent ? html`${row.device} ${tag('This session', 'green')}` : row.device),
      },
      { key: 'way', label: 'Signed in by', kind: 'text', value: (row) => WAYS[row.way] },
      { key: 'started', label: 'Since', kind: 'instant', value: (row) => row.startedAt },
      { key: 'seen', label: 'Last seen', kind: 'instant', value: (row) => row.lastSeenAt },
      {
        key: 'end',
        label: 'Action',
        kind: 'text',
        value: () => '',
        show: (row) =>
          row.isCurrent
            ? link('/sign-out', 'Sign out')
            : link(`/account/sessions/${row.id}/end`, 'End', { hidden: `the session of ${row.device}` }),
      },
    ],
    sessions,
    { caption: 'Your sessions', captionHidden: true, sortedBy: 'Last seen first' },
  )
}

function tokenTable(tokens: readonly Token[]) {
  return table<Token>(
    [
      { key: 'name', label: 'Name', kind: 'text', value: (row) => row.name },
      { key: 'scopes', label: 'May do', kind: 'text', value: scopesInWords },
      { key: 'expires', label: 'Expires', kind: 'instant', value: (row) => row.expiresAt },
      {
        key: 'used',
        label: 'Last used',
        kind: 'instant',
        value: (row) => row.lastUsedAt,
        show: (row) => (row.lastUsedAt === null ? none('Never') : formatDateTime(row.lastUsedAt)),
      },
      {
        key: 'revoke',
        label: 'Action',
        kind: 'text',
        value: () => '',
        show: (row) =>
          link(`/account/tokens/${row.id}/revoke`, 'Revoke', { hidden: `the token ${row.name}` }),
      },
    ],
    tokens,
    {
      caption: 'Your tokens',
      captionHidden: true,
      sortedBy: 'Newest first',
      empty: emptyState('No tokens', 'Tokens you create for programs would be listed here.', {
        href: '/account/tokens/new',
        text: 'Create an access token',
      }),
    },
  )
}

function scopesInWords({ scopes }: Token): string {
  if (scopes.includes('*')) return 'Everything you may do'
  return scopes.length === 1 ? (scopes[0] ?? '') : `${scopes.length} permissions`
}

/** Only what the person may do themselves is on offer; a token could not do more anyway. */
export function newTokenPage(form: FormState, may: (permission: string) => boolean, back: Link): View {
  const { scopes, ...others } = form.fields
  const offered = (scopes?.choices ?? []).filter(({ value }) => value === '*' || may(value))
  const fields = scopes === undefined ? others : { ...others, scopes: { ...scopes, choices: offered } }
  const body = html`${errorSummary(form)}${heading('Create an access token')}
  ${renderForm(
    { ...form, fields },
    { submit: 'Create', fields: ['name', 'days', 'scopes'], summary: false, cancel: { href: back.href } },
  )}`
  return { title: 'Create an access token', body, back }
}

export function mailPage(form: FormState, back: Link): View {
  return {
    title: 'Weekly mail',
    back,
    body: html`${errorSummary(form)}${heading('Weekly mail')}
      ${renderForm(form, { submit: 'Save', summary: false, cancel: { href: back.href } })}`,
  }
}

export function shownTokenPage(token: string, expiresAt: Temporal.Instant, back: Link): View {
  return {
    title: 'Your new token',
    back,
    body: html`${heading('Your new token')}
      ${warning('Copy it now. It is not shown again, and nobody can look it up.')}
      <p class="govuk-body"><code class="connects-token">${token}</code></p>
      ${paragraph(`It expires on ${formatDateTime(expiresAt)}. Treat it like a password: whoever has it can act as you.`)}
      <p class="govuk-body">${link(back.href, 'Back to your account')}</p>`,
  }
}

/** One question with one button, so that a link alone never ends or revokes anything. */
export function confirmPage(form: FormState, title: string, text: string, back: Link): View {
  return {
    title,
    back,
    body: html`${errorSummary(form)}${heading(title)}${paragraph(text)}
      ${renderForm(form, { submit: form.title, look: 'warning', fields: [], summary: false, cancel: { href: back.href } })}`,
  }
}

export function endOthersPage(form: FormState, back: Link): View {
  return confirmPage(
    form,
    'End all my other sessions',
    'Every other device must sign in again. This one stays signed in.',
    back,
  )
}
