// Addresses of posts and offices.
import { notFound } from '#platform/errors/index.ts'
import { form, type Visit } from '#platform/http/index.ts'
import { html } from '#platform/html/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { heading, paragraph } from '#web/parts.ts'
import { endEmployment, startEmployment } from '../actions/employment.ts'
import { appointToOffice, endOffice } from '../actions/offices.ts'
import { organisationsNamed } from '../queries/organisations.ts'
import { officesOf, postsOf } from '../queries/people.ts'
import { OFFICES } from '../rules.ts'
import { personCrumbs, personHere } from './people.ts'

const personAnd = async (visit: Visit) => ({
  person: await personHere(visit),
  organisations: await organisationsNamed(visit),
})

async function postHere(visit: Visit) {
  const person = await personHere(visit)
  const post = (await postsOf(visit, person.id)).find((one) => one.id === visit.params['post'])
  return { person, post: post ?? notFound('post') }
}

async function officeHere(visit: Visit) {
  const person = await personHere(visit)
  const office = (await officesOf(visit, person.id)).find((one) => one.id === visit.params['office'])
  return { person, office: office ?? notFound('office') }
}

export const employmentPages = [
  form('/people/:person/posts/add', {
    action: startEmployment,
    load: personAnd,
    fixed: (visit) => ({ person: visit.params['person'] }),
    options: (visit, { organisations }) => ({
      organisation: organisations
        .filter((one) => visit.may('organisations.employment.start', { kind: 'organisation', id: one.id }))
        .map((one) => ({ value: one.id, text: one.name })),
    }),
    view: (_visit, { person }, state) => ({
      title: 'Add a post',
      breadcrumbs: personCrumbs(person),
      body: html`${errorSummary(state)}${heading('Add a post', { caption: person.name })}${renderForm(state, { submit: 'Add the post', summary: false, cancel: { href: `/people/${person.id}` } })}`,
    }),
    then: ({ person }) => ({ to: `/people/${person}`, notice: 'The post was added.' }),
  }),

  form('/people/:person/posts/:post/end', {
    action: endEmployment,
    load: postHere,
    fixed: (visit) => ({ employment: visit.params['post'] }),
    view: (_visit, { person, post }, state) => ({
      title: 'End a post',
      breadcrumbs: personCrumbs(person),
      body: html`${errorSummary(state)}${heading('End a post', { caption: person.name })}${paragraph(`${post.job_title}, ${post.organisation_name}, since ${formatDate(post.started_on)}. Who has no post left cannot sign in. Who leaves altogether is recorded as having left instead.`)}${renderForm(state, { submit: 'End the post', summary: false, cancel: { href: `/people/${person.id}` } })}`,
    }),
    then: ({ person }) => ({ to: `/people/${person}`, notice: 'The end of the post was recorded.' }),
  }),

  form('/people/:person/offices/add', {
    action: appointToOffice,
    load: personAnd,
    fixed: (visit) => ({ person: visit.params['person'] }),
    options: (_visit, { organisations }) => ({
      organisation: organisations.map((one) => ({ value: one.id, text: one.name })),
    }),
    view: (_visit, { person }, state) => ({
      title: 'Appoint to an office',
      breadcrumbs: personCrumbs(person),
      body: html`${errorSummary(state)}${heading('Appoint to an office', { caption: person.name })}${renderForm(state, { submit: 'Appoint', summary: false, cancel: { href: `/people/${person.id}` } })}`,
    }),
    then: ({ person }) => ({ to: `/people/${person}`, notice: 'The appointment was recorded.' }),
  }),

  form('/people/:person/offices/:office/end', {
    action: endOffice,
    load: officeHere,
    fixed: (visit) => ({ office: visit.params['office'] }),
    view: (_visit, { person, office }, state) => ({
      title: 'End an office',
      breadcrumbs: personCrumbs(person),
      body: html`${errorSummary(state)}${heading('End an office', { caption: person.name })}${paragraph(`${OFFICES[office.role]}${office.organisation_name === null ? '' : `, ${office.organisation_name}`}, since ${formatDate(office.started_on)}. It ends today.`)}${renderForm(state, { submit: 'End the office', look: 'warning', summary: false, cancel: { href: `/people/${person.id}` } })}`,
    }),
    then: ({ person }) => ({ to: `/people/${person}`, notice: 'The end of the office was recorded.' }),
  }),
]
