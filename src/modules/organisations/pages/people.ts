// Addresses of people: the list, one person, their details, their leaving, and what is held about them.
import { notFound } from '#platform/errors/index.ts'
import { field, readLoosely } from '#platform/fields/index.ts'
import { csvOf, everyRow, fileOf, filterOf, formatOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { form, get, page, type Visit } from '#platform/http/index.ts'
import { html } from '#platform/html/index.ts'
import { download } from '#platform/http/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { bullets, heading, paragraph } from '#web/parts.ts'
import { personAccess } from '../access.ts'
import { forgetPerson, recordLeaver } from '../actions/leaving.ts'
import { editOwnDetails, editPerson } from '../actions/people.ts'
import { organisationsNamed } from '../queries/organisations.ts'
import { listPeople, officesHeldBy, officesOf, personById, postsOf, type Person } from '../queries/people.ts'
import { peopleList, personColumns, personView, recordView } from '../views/people.ts'

const filters = {
  search: field.text('Name, organisation, job title or office', { most: 100 }),
  organisation: field.id('Organisation'),
  state: field.choice('State', { active: 'Works here', left: 'Has left' }),
}

/** The person that the address names. */
export const personHere = (visit: Visit): Promise<Person> => personById(visit, visit.params['person'] ?? '')

/** The visitor's own page of details; anybody else's does not exist for them. */
async function selfHere(visit: Visit): Promise<Person> {
  const person = await personHere(visit)
  return visit.actor.kind === 'person' && visit.actor.id === person.id ? person : notFound('person')
}

export const personCrumbs = (person?: Person) => [
  { text: 'People and places', href: '/people-and-places' },
  { text: 'People', href: '/people' },
  ...(person === undefined ? [] : [{ text: person.name, href: `/people/${person.id}` }]),
]

const fixedPerson = (visit: Visit) => ({ person: visit.params['person'] })

export const personPages = [
  get('/people', {
    permission: 'organisations.person.list',
    async run(visit) {
      const { answers } = readLoosely(filters, visit.query)
      const wanted = {
        search: answers.search ?? null,
        organisation: answers.organisation ?? null,
        state: answers.state ?? null,
      }
      const format = formatOf(visit)
      if (format !== undefined) {
        const rows = await everyRow((after) =>
          listPeople.run(visit, { ...wanted, after: after ?? null, most: MOST_DOWNLOADED }),
        )
        const offices = await officesHeldBy(
          visit,
          rows.map((row) => row.id),
        )
        return fileOf(format, 'people', personColumns(offices), rows)
      }
      const listed = await listPeople.run(visit, {
        ...wanted,
        after: filterOf(visit, 'after') ?? null,
        most: 50,
      })
      const isFiltered = Object.values(wanted).some((value) => value !== null)
      return page({
        title: 'People',
        breadcrumbs: personCrumbs().slice(0, 1),
        body: peopleList({
          listed,
          offices: await officesHeldBy(
            visit,
            listed.rows.map((row) => row.id),
          ),
          query: visit.query,
          organisations: await organisationsNamed(visit),
          isFiltered,
        }),
      })
    },
  }),

  get('/people/:person', {
    permission: 'organisations.person.read',
    async run(visit) {
      const person = await personHere(visit)
      const posts = await postsOf(visit, person.id)
      const current = posts.filter((post) => post.ended_on === null)
      const leads = (permission: string, all = false): boolean => {
        const held = current.filter((post) =>
          visit.may(permission, { kind: 'organisation', id: post.organisation_id }),
        )
        return (
          visit.scopes(permission, 'organisation') === 'all' ||
          (all ? held.length === current.length && held.length > 0 : held.length > 0)
        )
      }
      const isSelf = visit.actor.kind === 'person' && visit.actor.id === person.id
      return page({
        title: person.name,
        breadcrumbs: personCrumbs(),
        body: personView({
          person,
          posts,
          offices: await officesOf(visit, person.id),
          held: (await officesHeldBy(visit, [person.id])).get(person.id) ?? [],
          isSelf,
          may: {
            edit: leads('organisations.person.edit'),
            leave: leads('organisations.person.leave', true),
            forget: visit.may('organisations.person.forget'),
            post: visit.may('organisations.employment.start'),
            office: visit.may('organisations.office.appoint'),
            access: isSelf || visit.may('organisations.person.forget'),
          },
          endable: new Set(
            posts
              .filter((post) =>
                visit.may('organisations.employment.end', { kind: 'organisation', id: post.organisation_id }),
              )
              .map((post) => post.id),
          ),
        }),
      })
    },
  }),

  form('/people/:person/edit', {
    action: editPerson,
    load: personHere,
    fixed: fixedPerson,
    values: (_visit, { name, mail, phone, version }) => ({
      name,
      mail: mail ?? '',
      phone: phone ?? '',
      version: String(version),
    }),
    view: (_visit, person, state) => ({
      title: `Change the details of ${person.name}`,
      breadcrumbs: personCrumbs(person),
      body: html`${errorSummary(state)}${heading('Change details', { caption: person.name })}${renderForm(state, { submit: 'Save', summary: false, cancel: { href: `/people/${person.id}` } })}`,
    }),
    then: ({ id }) => ({ to: `/people/${id}`, notice: 'The details were changed.' }),
  }),

  form('/people/:person/details', {
    action: editOwnDetails,
    load: selfHere,
    values: (_visit, { name, phone, version }) => ({ name, phone: phone ?? '', version: String(version) }),
    view: (_visit, person, state) => ({
      title: 'Change your details',
      breadcrumbs: personCrumbs(person),
      body: html`${errorSummary(state)}${heading('Change your details')}${paragraph('Your address is given by your organisation. Ask its lead to change it.')}${renderForm(state, { submit: 'Save', summary: false, cancel: { href: `/people/${person.id}` } })}`,
    }),
    then: ({ id }) => ({ to: `/people/${id}`, notice: 'Your details were changed.' }),
  }),

  form('/people/:person/leave', {
    action: recordLeaver,
    load: personHere,
    fixed: fixedPerson,
    values: (_visit, { version }) => ({ version: String(version) }),
    view: (_visit, person, state) => ({
      title: `Record that ${person.name} left`,
      breadcrumbs: personCrumbs(person),
      body: html`${errorSummary(state)}${heading('Record that somebody left', { caption: person.name })}${paragraph('When you record it:')}${bullets(
        [
          'their posts, offices and memberships end, and they are signed out everywhere',
          'their address and phone number are forgotten',
          'their name stays for six years where it says who decided or paid, and is forgotten then',
        ],
      )}${renderForm(state, { submit: 'Record that they left', look: 'warning', summary: false, cancel: { href: `/people/${person.id}` } })}`,
    }),
    then: ({ id }) => ({ to: `/people/${id}`, notice: 'Their leaving was recorded.' }),
  }),

  form('/people/:person/forget', {
    action: forgetPerson,
    load: personHere,
    fixed: fixedPerson,
    view: (_visit, person, state) => ({
      title: `Forget the name of ${person.name}`,
      breadcrumbs: personCrumbs(person),
      body: html`${errorSummary(state)}${heading('Forget a leaver’s name', { caption: person.name })}${paragraph('This cannot be undone. Wherever the name stood, it will say “A former member of staff”.')}${renderForm(state, { submit: 'Forget the name', look: 'warning', summary: false, cancel: { href: `/people/${person.id}` } })}`,
    }),
    then: ({ id }) => ({ to: `/people/${id}`, notice: 'The name was forgotten.' }),
  }),

  get('/people/:person/record', {
    permission: 'organisations.person.access',
    async run(visit) {
      const person = await personHere(visit)
      const { sections } = await visit.ask(personAccess, { person: person.id })
      if (formatOf(visit) === undefined)
        return page({
          title: `What is held about ${person.name}`,
          breadcrumbs: personCrumbs(person),
          body: recordView(person, sections),
        })
      const lines = sections.flatMap((section) =>
        section.rows.flatMap((row, at) =>
          Object.entries(row).map(([label, value]) => ({
            section: section.title,
            row: at + 1,
            label,
            value,
            fate: section.fate,
          })),
        ),
      )
      const text = (key: 'section' | 'label' | 'value' | 'fate', label: string) => ({
        key,
        label,
        kind: 'text' as const,
        value: (line: (typeof lines)[number]) => line[key],
      })
      return download({
        name: 'what-is-held.csv',
        type: 'text/csv; charset=utf-8',
        bytes: csvOf(
          [
            text('section', 'What'),
            {
              key: 'row',
              label: 'Number',
              kind: 'number' as const,
              value: (line: (typeof lines)[number]) => line.row,
            },
            text('label', 'Which'),
            text('value', 'Value'),
            text('fate', 'When you leave'),
          ],
          lines,
        ),
      })
    },
  }),
]
