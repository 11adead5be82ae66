// The providers of organisations as an administrator sees them: for which domains each speaks, and what to
// enter at the other end.
import { html } from '#platform/html/index.ts'
import type { Link, View } from '#platform/http/index.ts'
import { buttonLink, emptyState, heading, inset, link, paragraph, summaryList, table } from '#web/parts.ts'

type ListedProvider = {
  readonly id: string
  readonly issuer: string
  readonly clientId: string
  readonly ownerName: string
  readonly domains: readonly string[]
  readonly returnTo: string
}

type Named = {
  readonly person: string
  readonly name: string
  readonly reason: string
  readonly addedAt: Temporal.Instant
}

const HOME = '/running/sign-in'

export function providersPage(providers: readonly ListedProvider[], named: readonly Named[]): View {
  const body = html`${heading('How organisations sign in')}
  ${paragraph('An organisation with a provider signs its people in itself. All others get a code by email.')}
  ${heading('Providers', { level: 2 })}${providerTable(providers)}
  ${buttonLink(`${HOME}/providers/new`, 'Add a provider')}
  ${
    providers.length === 0
      ? null
      : html`<p class="govuk-body">${link(`${HOME}/accounts/release`, 'Release a person’s account')} when they have got a new one at their organisation.</p>`
  }
  ${heading('Emergency access', { level: 2 })}
  ${paragraph('These people may ask for a code although their organisation has a provider.')}${namedTable(named)}
  ${buttonLink(`${HOME}/emergency/new`, 'Name a person', { look: 'secondary' })}`
  return {
    title: 'How organisations sign in',
    body,
    wide: true,
    back: { href: '/running', text: 'Running Connects' },
  }
}

function providerTable(providers: readonly ListedProvider[]) {
  return table<ListedProvider>(
    [
      { key: 'organisation', label: 'Organisation', kind: 'text', value: (row) => row.ownerName },
      { key: 'issuer', label: 'Issuer', kind: 'text', value: (row) => row.issuer },
      { key: 'domains', label: 'Speaks for', kind: 'text', value: (row) => row.domains.join(', ') },
      {
        key: 'action',
        label: 'Action',
        kind: 'text',
        value: () => '',
        show: (
          row,
        ) => html`${link(`${HOME}/providers/${row.id}/check`, 'Check', { hidden: `the provider of ${row.ownerName}` })}
          ${link(`${HOME}/providers/${row.id}/remove`, 'Remove', { hidden: `the provider of ${row.ownerName}` })}`,
      },
    ],
    providers,
    {
      caption: 'Providers',
      captionHidden: true,
      empty: emptyState(
        'No providers',
        'Organisations that sign their people in themselves would be listed here.',
      ),
    },
  )
}

function namedTable(named: readonly Named[]) {
  return table<Named>(
    [
      { key: 'name', label: 'Person', kind: 'text', value: (row) => row.name },
      { key: 'reason', label: 'Why', kind: 'text', value: (row) => row.reason },
      { key: 'since', label: 'Since', kind: 'instant', value: (row) => row.addedAt },
      {
        key: 'action',
        label: 'Action',
        kind: 'text',
        value: () => '',
        show: (row) =>
          link(`${HOME}/emergency/${row.person}/remove`, 'Take back', { hidden: `from ${row.name}` }),
      },
    ],
    named,
    {
      caption: 'People named for emergency access',
      captionHidden: true,
      empty: emptyState(
        'Nobody is named',
        'People whom their organisation names for emergencies would be listed here.',
      ),
    },
  )
}

export function addedPage(
  added: { readonly id: string; readonly returnTo: string } | { alreadyShown: true },
  back: Link,
): View {
  const next =
    'id' in added
      ? html`${paragraph('Enter this address at the provider as the one to send people back to (redirect URI):')}
          ${inset(html`<code>${added.returnTo}</code>`)}
          ${buttonLink(`${HOME}/providers/${added.id}/check`, 'Check that it answers')}`
      : null
  return {
    title: 'The provider was added',
    back,
    body: html`${heading('The provider was added')}${next}<p class="govuk-body">${link(back.href, back.text)}</p>`,
  }
}

export function checkedPage(provider: ListedProvider, problem: string | null, back: Link): View {
  const title = problem === null ? 'The provider answers' : 'The provider does not answer as it should'
  return {
    title,
    back,
    body: html`${heading(title)}${problem === null ? null : paragraph(problem)}
      ${summaryList([
        { key: 'Organisation', value: provider.ownerName },
        { key: 'Issuer', value: provider.issuer },
        { key: 'Client ID', value: provider.clientId },
        { key: 'Address to send people back to', value: html`<code>${provider.returnTo}</code>` },
      ])}
      ${paragraph('Whether the client secret is right shows when the first person signs in.')}`,
  }
}
