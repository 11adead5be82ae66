// Choosing who sees how to reach me, and comparing an organisation's people with its own list of staff.
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, page, type Visit } from '#platform/http/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { bullets, heading, link, paragraph } from '#web/parts.ts'
import { shareDetails } from '../actions/contact.ts'
import { reconcileStaff, type Reconciled } from '../actions/reconciling.ts'
import { contactChoicesOf, pastChoicesOf } from '../queries/contact.ts'
import { personById } from '../queries/people.ts'
import { pastChoices } from '../views/people.ts'
import { organisationHere } from './organisations.ts'

async function selfHere(visit: Visit) {
  if (visit.actor.kind !== 'person') return notFound('person')
  const person = await personById(visit, visit.actor.id)
  const choices = await contactChoicesOf(visit, person.id)
  return { person, choices, past: await pastChoicesOf(visit, person.id) }
}

export const contactPages = [
  form('/account/details', {
    action: shareDetails,
    load: selfHere,
    values: (_visit, { person, choices }) => ({
      mobile: person.mobile ?? '',
      mail: choices?.mail ?? '',
      phone: choices?.phone ?? '',
      mobileFor: choices?.mobile ?? '',
      jobTitle: choices?.job_title ?? '',
      version: String(person.version),
    }),
    view: (_visit, { person, past }, state) => ({
      title: 'Who sees your details',
      breadcrumbs: [
        { text: 'Your account', href: '/account' },
        { text: person.name, href: `/people/${person.id}` },
      ],
      body: html`${errorSummary(state)}${heading('Who sees your details')}
      ${paragraph(
        'Your name and where you work are seen by everybody who is signed in. The rest is yours to choose, and counts at once: on pages, in lists and files, and in search.',
      )}
      ${paragraph(
        html`Your address is ${person.mail ?? ''}${person.phone === null ? null : html`, your number ${person.phone}`}.
        ${link(`/people/${person.id}/details`, 'Change your name or number')}`,
      )}
      ${renderForm(state, {
        submit: 'Save',
        summary: false,
        fields: ['mail', 'phone', 'jobTitle', 'mobile', 'mobileFor'],
        cancel: { href: `/people/${person.id}` },
      })}
      ${past.length === 0 ? null : pastChoices(past)}`,
    }),
    then: ({ id }) => ({ to: `/people/${id}`, notice: 'Your choice counts from now on.' }),
  }),

  form('/organisations/:organisation/staff', {
    action: reconcileStaff,
    load: async (visit) => {
      const organisation = await organisationHere(visit)
      const scope = { kind: 'organisation', id: organisation.id }
      return visit.may('organisations.staff.reconcile', scope) ? organisation : notFound('organisation')
    },
    fixed: (visit) => ({ organisation: visit.params['organisation'] }),
    values: () => ({ rehearse: 'yes' }),
    view: (_visit, organisation, state) => ({
      title: `Compare the staff of ${organisation.name}`,
      back: { href: `/organisations/${organisation.code}`, text: organisation.name },
      body: html`${errorSummary(state)}${heading('Compare with the list of staff', { caption: organisation.name })}
      ${paragraph(
        'Whoever stands in your list no more is recorded as having left today. Who works for another organisation too only loses the post here. Look first at what would happen.',
      )}
      ${renderForm(state, {
        submit: 'Compare',
        summary: false,
        fields: ['mails', 'rehearse', 'confirmed'],
        more: { mails: { lines: 10 } },
        cancel: { href: `/organisations/${organisation.code}` },
      })}`,
    }),
    then: (result, _visit, organisation) =>
      page({
        title: `Compared with the list of ${organisation.name}`,
        back: { href: `/organisations/${organisation.code}`, text: organisation.name },
        body: comparedView(result, organisation),
      }),
  }),
]

function comparedView(result: Reconciled, organisation: { readonly name: string; readonly code: string }) {
  const { left, unknown, stay, rehearsed } = result
  const people = (count: number): string => `${count} ${count === 1 ? 'person' : 'people'}`
  return html`${heading(rehearsed ? 'What would happen' : 'What was done', { caption: organisation.name })}
  ${paragraph(`${people(left.length)} ${rehearsed ? 'would leave' : 'left'}, ${people(stay)} ${rehearsed ? 'would stay' : 'stayed'}.`)}
  ${
    left.length === 0
      ? null
      : bullets(left.map((one) => `${one.name}, ${one.mail}${one.elsewhere ? ' (only the post here)' : ''}`))
  }
  ${
    unknown.length === 0
      ? null
      : html`${heading('In your list, and not here', { level: 2 })}${paragraph(
          'Nobody here has these addresses. Add them on the page of the organisation, or by a file of people.',
        )}${bullets(unknown.slice(0, 500))}`
  }
  ${rehearsed ? paragraph(link(`/organisations/${organisation.code}/staff`, 'Back to the list, to carry it out')) : null}`
}
