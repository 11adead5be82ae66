// The registers there are, one of them as page, file and document, its heat map, and the forms that open and change it.
import { notFound } from '#platform/errors/index.ts'
import type { Choice } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import { PDF_MEDIA, pdfOf } from '#platform/documents/index.ts'
import { download, form, get, originOf, page, type Page, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, formatOf } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { groupsOf } from '#modules/groups/index.ts'
import { organisationsNamed, peopleNamed, personChoice } from '#modules/organisations/index.ts'
import { partnershipsNamed } from '#modules/partnerships/index.ts'
import { formPage } from '#web/forms.ts'
import { heading, paragraph, subNavigation, warning, hint } from '#web/parts.ts'
import {
  appointOfficer,
  closeRegister,
  createRegister,
  editRegister,
  endOfficer,
} from '../actions/registers.ts'
import { registerDocument } from '../documents.ts'
import { loadableColumns } from '../loadable.ts'
import { categories, matrixCards } from '../queries/matrices.ts'
import { aboutFor } from '../queries/parts.ts'
import { countsByBand, officersOf, registersSeen, type RegisterCard } from '../queries/registers.ts'
import { allRisksOf, originsIn, ownersIn, risksOf } from '../queries/risks.ts'
import { holdsFor, READ } from '../queries/seeing.ts'
import { MEASURES, type Measure } from '../rules.ts'
import { heatTable, movement } from '../views/heat-map.ts'
import { registerColumns, registersView, registerView, riskColumns } from '../views/registers.ts'
import { HOME, registerHref, RISKS } from '../views/words.ts'
import {
  heatMapOf,
  measureOf,
  personChoices,
  quarterOf,
  registerForm,
  riskFilter,
  theRegister,
  todayOf,
} from './asked.ts'

const showRegisters = get('/risks', {
  permission: READ,
  async run(visit) {
    const closed = visit.query['state'] === 'closed'
    const registers = await registersSeen(visit, { closed })
    const counts = await countsByBand(
      visit,
      registers.map((one) => one.id),
    )
    const format = formatOf(visit)
    if (format !== undefined) return fileOf(format, 'risk-registers', registerColumns(counts), registers)
    return page(
      registersView(visit, { registers, counts, closed, mayOpen: visit.may('risk.register.create') }),
    )
  },
})

const showRegister = get('/risks/:register', {
  permission: READ,
  async run(visit) {
    const register = await theRegister(visit)
    const filter = riskFilter(visit)
    const today = todayOf(visit)
    const format = formatOf(visit)
    if (format !== undefined) {
      const { after: _, ...rest } = filter
      const rows = await everyRow((after) =>
        risksOf(visit, register.id, { ...rest, ...(after === undefined ? {} : { after }) }, 1000),
      )
      return fileOf(format, `${register.code}-risks`, riskColumns(register, today), rows)
    }
    return page(
      registerView(visit, {
        register,
        about:
          register.about_subject_id === null
            ? undefined
            : (await aboutFor(visit, register.about_subject_id))?.title,
        today,
        listed: await risksOf(visit, register.id, filter),
        counts: await countsByBand(visit, [register.id]),
        officers: await officersOf(visit, register.id),
        owners: await ownersIn(visit, register.id),
        origins: await originsIn(visit, register.id),
        categories: await categories(visit),
        drafts: (await risksOf(visit, register.id, { state: 'draft' }, 1000)).rows.length,
      }),
    )
  },
})

/** The register's own risks in the columns of the file it can be loaded from. */
const loadable = get('/risks/:register/loadable.csv', {
  permission: READ,
  async run(visit) {
    const register = await theRegister(visit)
    const rows = await allRisksOf(visit, register.id, { from: 'own' })
    return fileOf('csv', `${register.code}-risks-to-load`, loadableColumns, rows)
  },
})

const showHeatMap = get('/risks/:register/heat-map', {
  permission: READ,
  async run(visit) {
    const register = await theRegister(visit)
    const measure = measureOf(visit)
    const { map, rows } = await heatMapOf(visit, register, measure)
    const href = registerHref(register)
    const left = rows.length - map.placed.length
    const since = formatDate(quarterOf(todayOf(visit)))
    return page({
      title: `Heat map: ${register.name}`,
      wide: true,
      breadcrumbs: [HOME, RISKS, { href, text: register.name }],
      body: html`${heading('Heat map', { caption: register.name })}
        ${subNavigation(
          'Scores',
          (Object.keys(MEASURES) as Measure[]).map((one) => ({
            href: `${href}/heat-map?measure=${one}`,
            text: MEASURES[one],
            current: one === measure,
          })),
        )}
        ${heatTable(
          map,
          (likelihood, impact) => `${href}?measure=${measure}&likelihood=${likelihood}&impact=${impact}`,
        )}
        ${left === 0 ? null : hint(`${left === 1 ? 'One open risk has' : `${left} open risks have`} no ${measure} score on this matrix.`)}
        ${movement(map, since)}`,
    })
  },
})

const registerPdf = get('/risks/:register/register.pdf', {
  permission: READ,
  async run(visit) {
    const register = await theRegister(visit)
    const { map, rows } = await heatMapOf(visit, register, 'residual')
    const on = todayOf(visit)
    const document = registerDocument({ register, rows, heat: map, address: originOf(visit), on })
    const bytes = await pdfOf(document, { now: visit.now })
    return download({
      name: `${register.code}-risks-${on.toString()}.pdf`,
      type: PDF_MEDIA,
      bytes,
      inline: true,
    })
  },
})

const someName = (rows: readonly { readonly id: string; readonly name: string }[]): Choice[] =>
  rows.map((one) => ({ value: one.id, text: one.name }))

async function placesToOpen(visit: Visit) {
  const partnerships = await partnershipsNamed(visit)
  const groups = []
  for (const one of partnerships)
    for (const group of await groupsOf(visit, one.id))
      if (
        visit.may('risk.register.create', { kind: 'partnership', id: one.id }) ||
        visit.may('risk.register.create', { kind: 'group', id: group.id })
      )
        groups.push({ id: group.id, name: `${group.name}, ${one.name}`, partnership: one.id })
  const organisations = (await organisationsNamed(visit)).filter((one) =>
    visit.may('risk.register.create', { kind: 'organisation', id: one.id }),
  )
  const allowed = new Set(groups.map((group) => group.partnership))
  return {
    groups,
    organisations,
    partnerships: partnerships.filter(
      (one) => allowed.has(one.id) || visit.may('risk.register.create', { kind: 'partnership', id: one.id }),
    ),
  }
}

const inUse = async (visit: Visit): Promise<Choice[]> =>
  someName((await matrixCards(visit)).filter((matrix) => matrix.retired_on === null))

const newRegister = form('/risks/new', {
  action: createRegister,
  values: (visit) => ({ about: visit.query['about'] ?? '', appetite: 'medium' }),
  options: async (visit) => {
    const places = await placesToOpen(visit)
    return {
      partnership: someName(places.partnerships),
      organisation: someName(places.organisations),
      group: someName(places.groups),
      parent: someName(await registersSeen(visit)),
      matrix: await inUse(visit),
      owner: (await peopleNamed(visit)).map(personChoice),
    }
  },
  view: (visit, _loaded, state) =>
    formPage(
      'Open a register',
      state,
      { href: '/risks', text: 'Risks' },
      {
        submit: 'Open the register',
        sections: [
          { title: 'The register', fields: ['code', 'name', 'level', 'owner'] },
          {
            title: 'Whose it is',
            text: 'A register belongs to a partnership or to one organisation.',
            fields: ['partnership', 'group', 'organisation', 'audience'],
          },
          { title: 'How it works', fields: ['parent', 'matrix', 'appetite'] },
        ],
        more: { owner: { as: 'select' }, matrix: { as: 'select' }, parent: { as: 'select' } },
        before: carriedAbout(visit),
      },
    ),
  // Whoever opens a restricted register may not be one of those who see it.
  then: (result) =>
    result.audience === 'restricted'
      ? { to: '/risks', notice: 'The register was opened. Its owner and officers see it.' }
      : { to: registerHref(result), notice: 'The register was opened. Raise its first risk.' },
})

const carriedAbout = (visit: Visit) => {
  const about = visit.query['about']
  return about === undefined || about === ''
    ? null
    : html`<input type="hidden" name="about" value="${about}" />`
}

const editable =
  (permission: string) =>
  async (visit: Visit): Promise<RegisterCard> => {
    const register = await theRegister(visit)
    return holdsFor(visit, permission, register) && register.ended_on === null
      ? register
      : notFound('register')
  }

const changeRegister = form('/risks/:register/edit', {
  action: editRegister,
  load: editable('risk.register.edit'),
  values: (_visit, register) => ({
    register: register.id,
    name: register.name,
    level: register.level,
    parent: register.parent_id ?? '',
    matrix: register.matrix_id,
    appetite: register.appetite,
    audience: register.audience,
    owner: register.owner_person_id ?? '',
    version: register.version,
  }),
  options: async (visit, register) => ({
    parent: someName((await registersSeen(visit)).filter((one) => one.id !== register.id)),
    matrix: await inUse(visit),
    owner: await personChoices(visit, register),
  }),
  view: registerForm('Change the register', {
    submit: 'Save',
    fields: ['name', 'level', 'owner', 'audience', 'parent', 'matrix', 'appetite', 'register'],
    more: { owner: { as: 'select' }, matrix: { as: 'select' }, parent: { as: 'select' } },
  }),
  then: (result) => ({ to: registerHref(result), notice: 'The register was changed.' }),
})

const endRegister = form('/risks/:register/close', {
  action: closeRegister,
  load: editable('risk.register.close'),
  values: (_visit, register) => ({ register: register.id, version: register.version }),
  view: registerForm('Close the register', {
    submit: 'Close the register',
    look: 'warning',
    before: warning('A closed register takes no risks and is not opened again. Its record stays.'),
  }),
  then: (result) => ({ to: registerHref(result), notice: 'The register was closed.' }),
})

const nameOfficer = form('/risks/:register/officers/new', {
  action: appointOfficer,
  load: editable('risk.officer.appoint'),
  values: (_visit, register) => ({ register: register.id }),
  options: async (visit, register) => ({ person: await personChoices(visit, register) }),
  view: registerForm('Name an officer', {
    submit: 'Name the officer',
    fields: ['person', 'register'],
    more: { person: { as: 'select' } },
    intro: paragraph(
      'An officer sees the register, opens what is raised in it and answers what is escalated to it.',
    ),
  }),
  then: (result) => ({ to: registerHref(result), notice: 'The officer was named.' }),
})

const releaseOfficer = form('/risks/:register/officers/:officer/end', {
  action: endOfficer,
  load: editable('risk.officer.end'),
  values: (visit, register) => ({ register: register.id, officer: visit.params['officer'] ?? '' }),
  view: async (visit, register, state) => {
    const officer =
      (await officersOf(visit, register.id)).find((one) => one.id === visit.params['officer']) ??
      notFound('officer')
    return registerForm('End the office', {
      submit: 'End the office',
      look: 'warning',
      before: paragraph(`${officer.name} no longer keeps this register from today.`),
    })(visit, register, state)
  },
  then: (result) => ({ to: registerHref(result), notice: 'The office was ended.' }),
})

export const registerPages: readonly Page[] = [
  showRegisters,
  newRegister,
  showRegister,
  loadable,
  showHeatMap,
  registerPdf,
  changeRegister,
  endRegister,
  nameOfficer,
  releaseOfficer,
]
