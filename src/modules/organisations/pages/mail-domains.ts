// Addresses of an organisation's mail domains, for administrators.
import { notFound } from '#platform/errors/index.ts'
import { form, get, page, type Visit } from '#platform/http/index.ts'
import { html } from '#platform/html/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { actionsList, emptyState, heading, link, paragraph, table, tag } from '#web/parts.ts'
import { addMailDomain, proveMailDomain, removeMailDomain } from '../actions/mail-domains.ts'
import { mailDomainsOf, type MailDomain } from '../queries/mail-domains.ts'
import type { Organisation } from '../queries/organisations.ts'
import { organisationHere } from './organisations.ts'

const crumbs = (organisation: Organisation) => [
  { text: 'Organisations', href: '/organisations' },
  { text: organisation.name, href: `/organisations/${organisation.code}` },
]

async function domainHere(visit: Visit): Promise<{ organisation: Organisation; domain: MailDomain }> {
  const organisation = await organisationHere(visit)
  const domain = (await mailDomainsOf(visit, organisation.id)).find(
    (one) => one.id === visit.params['domain'],
  )
  return { organisation, domain: domain ?? notFound('mail domain') }
}

const columns = (at: string): readonly Column<MailDomain>[] => [
  { key: 'domain', label: 'Domain', kind: 'text', value: (row) => row.domain },
  {
    key: 'proof',
    label: 'Proof',
    kind: 'text',
    value: (row) => row.evidence,
    show: (row) =>
      row.proven_at === null
        ? tag('Not proven', 'yellow')
        : html`${tag('Proven', 'green')} ${formatDate(londonDate(row.proven_at))}: ${row.evidence}`,
  },
  {
    key: 'steps',
    label: 'Steps',
    kind: 'text',
    value: () => '',
    show: (row) =>
      html`${row.proven_at === null ? html`${link(`${at}/${row.id}/prove`, 'Record the proof', { hidden: `of ${row.domain}` })} ` : null}${link(`${at}/${row.id}/remove`, 'Remove', { hidden: row.domain })}`,
  },
]

const back = (visit: Visit): string => `/organisations/${visit.params['organisation']}/mail-domains`

export const mailDomainPages = [
  get('/organisations/:organisation/mail-domains', {
    permission: 'organisations.mail-domain.list',
    async run(visit) {
      const organisation = await organisationHere(visit)
      const at = `/organisations/${organisation.code}/mail-domains`
      return page({
        title: 'Mail domains',
        breadcrumbs: crumbs(organisation),
        body: html`${heading('Mail domains', { caption: organisation.name })}${paragraph('A provider’s sign-in is believed for addresses of proven domains only. A domain that many organisations share cannot be added.')}
          ${actionsList([visit.may('organisations.mail-domain.add') && { href: `${at}/add`, text: 'Add a mail domain' }])}
          ${table(columns(at), await mailDomainsOf(visit, organisation.id), { caption: 'Mail domains', captionHidden: true, empty: emptyState('No mail domain yet', 'Add the part after the @ of this organisation’s addresses, then record what proves it.') })}`,
      })
    },
  }),

  form('/organisations/:organisation/mail-domains/add', {
    action: addMailDomain,
    load: organisationHere,
    fixed: (visit) => ({ organisation: visit.params['organisation'] }),
    view: (visit, organisation, state) => ({
      title: 'Add a mail domain',
      breadcrumbs: crumbs(organisation),
      body: html`${errorSummary(state)}${heading('Add a mail domain', { caption: organisation.name })}${renderForm(state, { submit: 'Add the domain', summary: false, cancel: { href: back(visit) } })}`,
    }),
    then: (_result, visit) => ({
      to: back(visit),
      notice: 'The domain was added. It counts once its proof is recorded.',
    }),
  }),

  form('/organisations/:organisation/mail-domains/:domain/prove', {
    action: proveMailDomain,
    load: domainHere,
    fixed: (visit) => ({ domain: visit.params['domain'] }),
    view: (visit, { organisation, domain }, state) => ({
      title: `Record the proof of ${domain.domain}`,
      breadcrumbs: crumbs(organisation),
      body: html`${errorSummary(state)}${heading('Record the proof', { caption: domain.domain })}${paragraph(`You state that ${domain.domain} belongs to ${organisation.name} and to nobody else.`)}${renderForm(state, { submit: 'Record the proof', summary: false, cancel: { href: back(visit) } })}`,
    }),
    then: (_result, visit) => ({ to: back(visit), notice: 'The proof was recorded.' }),
  }),

  form('/organisations/:organisation/mail-domains/:domain/remove', {
    action: removeMailDomain,
    load: domainHere,
    fixed: (visit) => ({ domain: visit.params['domain'] }),
    view: (visit, { organisation, domain }, state) => ({
      title: `Remove ${domain.domain}`,
      breadcrumbs: crumbs(organisation),
      body: html`${errorSummary(state)}${heading('Remove a mail domain', { caption: domain.domain })}${paragraph('From now on a sign-in by a provider is no longer believed for addresses of this domain.')}${renderForm(state, { submit: 'Remove the domain', look: 'warning', summary: false, cancel: { href: back(visit) } })}`,
    }),
    then: (_result, visit) => ({ to: back(visit), notice: 'The domain was removed.' }),
  }),
]
