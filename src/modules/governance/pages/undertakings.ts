// The action log, one undertaking, and the forms that give one or say what became of it.
import { notFound } from '#platform/errors/index.ts'
import { isRecordId, readFields } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type FormState, type Page, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { peopleNamed } from '#modules/organisations/index.ts'
import { membersOn, partnershipsNamed } from '#modules/partnerships/index.ts'
import { formPage } from '#web/forms.ts'
import { paragraph } from '#web/parts.ts'
import {
  closeUndertaking,
  dropUndertaking,
  handOverUndertaking,
  moveUndertaking,
  recordUndertaking,
  reportUndertaking,
} from '../actions/undertakings.ts'
import { bodiesFor, holdsFor, MEETING_READ } from '../queries/bodies.ts'
import {
  changesOf,
  listUndertakings,
  subjectFor,
  undertakingFor,
  type UndertakingRow,
} from '../queries/undertakings.ts'
import { groupOptions } from '../views/meetings.ts'
import { undertakingColumns, undertakingsView, undertakingView } from '../views/undertakings.ts'
import { idIn } from './asked.ts'

const RECORD = 'governance.undertaking.record'
const toList = { href: '/undertakings', text: 'Undertakings' }

const showUndertakings = get('/undertakings', {
  permission: MEETING_READ,
  async run(visit) {
    const { format, ...asked } = visit.query
    const today = londonDate(visit.now)
    const parameters = readFields(listUndertakings.parameters, asked)
    if (format === 'csv' || format === 'xlsx') {
      const rows = await everyRow((after) =>
        listUndertakings.run(visit, { ...parameters, after: after ?? null, most: MOST_DOWNLOADED }),
      )
      return fileOf(format, 'undertakings', undertakingColumns(today), rows)
    }
    return page(
      undertakingsView(visit, await listUndertakings.run(visit, parameters), {
        bodies: await bodiesFor(visit, MEETING_READ),
        today,
        gives: visit.may(RECORD),
      }),
    )
  },
})

/** What the address of the form names: the record, its page, the group or partnership whose action it is. */
async function askedFor(visit: Visit) {
  const { about, address, group, partnership } = visit.query
  const known = (id: string | undefined) => (id !== undefined && isRecordId(id) ? id : null)
  const aboutId = known(about)
  if (about !== undefined && aboutId === null) notFound('record')
  const record = aboutId === null ? null : await subjectFor(visit, aboutId)
  return {
    record,
    address: record === null || address === undefined ? null : address,
    group: known(group) ?? (record?.noun === 'group' ? record.id : null),
    partnership: known(partnership) ?? (record?.noun === 'partnership' ? record.id : null),
  }
}

const record = form('/undertakings/new', {
  action: recordUndertaking,
  load: askedFor,
  values: (visit, asked) => ({
    about: asked.record?.id ?? '',
    group: asked.group ?? '',
    partnership: asked.group === null ? (asked.partnership ?? '') : '',
    address: asked.address ?? '',
    heading: visit.query['heading'] ?? '',
    dueOn: londonDate(visit.now).add({ days: 28 }).toString(),
  }),
  options: async (visit) => {
    const bodies = await bodiesFor(visit, RECORD)
    const partnerships = (await partnershipsNamed(visit)).filter((one) =>
      visit.may(RECORD, { kind: 'partnership', id: one.id }),
    )
    return {
      group: groupOptions(bodies),
      partnership: partnerships.map((one) => ({ value: one.id, text: one.name })),
      owner: await ownersIn(visit, [
        ...new Set([
          ...bodies.flatMap((body) => body.partnership_id ?? []),
          ...partnerships.map((one) => one.id),
        ]),
      ]),
    }
  },
  view: (_visit, asked, state) =>
    formPage(
      'Record an undertaking',
      state,
      {
        ...(asked.address !== null && /^\/[a-z0-9]/i.test(asked.address)
          ? { href: asked.address, text: asked.record?.title ?? 'Back' }
          : toList),
        caption: asked.record?.title ?? 'Undertakings',
      },
      {
        submit: 'Record the undertaking',
        fields: ['what', 'owner', 'dueOn', 'heading', ...whose(state)],
        more: { owner: { as: 'select' }, group: { as: 'select' }, partnership: { as: 'select' } },
        before: html`${carried(state, 'about')}${carried(state, 'address')}`,
        intro: paragraph('Its owner sees it on their home page until they say that it is done.'),
      },
    ),
  then: (result, _visit, asked) => ({
    to: asked.address ?? `/undertakings/${result.id}`,
    notice: 'The undertaking was recorded.',
  }),
})

/** Whose action it is is asked where there is a choice. */
const whose = (state: FormState): string[] =>
  ['group', 'partnership'].filter((name) => (state.options[name] ?? []).length > 0)

const carried = (state: FormState, name: string) => {
  const value = state.values[name]
  return typeof value === 'string' && value !== ''
    ? html`<input type="hidden" name="${name}" value="${value}" />`
    : null
}

/** Everybody who works for a partner of these partnerships today, by name. */
async function ownersIn(visit: Visit, partnershipIds: readonly string[]) {
  const today = londonDate(visit.now)
  const partners = new Set<string>()
  for (const id of partnershipIds)
    for (const member of await membersOn(visit, id, today)) partners.add(member.organisation_id)
  const people = await peopleNamed(visit, { organisationIds: [...partners], most: 5000 })
  return people.map((one) => ({ value: one.id, text: `${one.name}, ${one.organisation_name ?? ''}` }))
}

const undertakingOf = (visit: Visit): Promise<UndertakingRow> =>
  undertakingFor(visit, idIn(visit, 'undertaking', 'undertaking'))

const show = get('/undertakings/:undertaking', {
  permission: 'governance.undertaking.report',
  async run(visit) {
    const row = await undertakingOf(visit)
    const keeps = holdsFor(visit, RECORD, row)
    const isOwn = visit.actor.kind === 'person' && visit.actor.id === row.owner_person_id
    return page(
      undertakingView(row, {
        past: await changesOf(visit, row.id),
        today: londonDate(visit.now),
        acts: isOwn || keeps,
        keeps,
      }),
    )
  },
})

const values = (_visit: Visit, row: UndertakingRow) => ({ undertaking: row.id, version: row.version })
const around = (row: UndertakingRow) => ({
  href: `/undertakings/${row.id}`,
  text: 'The undertaking',
  caption: row.what,
})
const then = (notice: string) => (result: { readonly id: string }) => ({
  to: `/undertakings/${result.id}`,
  notice,
})

const report = form('/undertakings/:undertaking/report', {
  action: reportUndertaking,
  load: undertakingOf,
  values: (visit, row) => ({ ...values(visit, row), progress: row.progress ?? '' }),
  view: (_visit, row, state) =>
    formPage('Say how it stands', state, around(row), {
      submit: 'Save',
      more: { progress: { lines: 4 } },
    }),
  then: then('What you said was saved.'),
})

const move = form('/undertakings/:undertaking/move', {
  action: moveUndertaking,
  load: undertakingOf,
  values: (visit, row) => ({ ...values(visit, row), dueOn: row.due_on.toString() }),
  view: (_visit, row, state) =>
    formPage('Another day', state, around(row), {
      submit: 'Change the day',
      more: { because: { lines: 3 } },
      intro: paragraph('The former day and the reason stay readable.'),
    }),
  then: then('The day was changed.'),
})

const handOver = form('/undertakings/:undertaking/hand-over', {
  action: handOverUndertaking,
  load: undertakingOf,
  values,
  options: async (visit, row) => ({
    owner: await ownersIn(visit, row.partnership_id === null ? [] : [row.partnership_id]),
  }),
  view: (_visit, row, state) =>
    formPage('Give it to somebody else', state, around(row), {
      submit: 'Give it to them',
      more: { owner: { as: 'select' }, because: { lines: 3 } },
    }),
  then: then('The undertaking has a new owner.'),
})

const close = form('/undertakings/:undertaking/close', {
  action: closeUndertaking,
  load: undertakingOf,
  values,
  view: (_visit, row, state) =>
    formPage('Close the undertaking', state, around(row), {
      submit: 'Close it',
      more: { note: { lines: 3 } },
    }),
  then: then('The undertaking was closed.'),
})

const drop = form('/undertakings/:undertaking/drop', {
  action: dropUndertaking,
  load: undertakingOf,
  values,
  view: (_visit, row, state) =>
    formPage('Drop the undertaking', state, around(row), {
      submit: 'Drop it',
      look: 'warning',
      more: { because: { lines: 3 } },
    }),
  then: then('The undertaking was dropped.'),
})

export const undertakingPages: readonly Page[] = [
  showUndertakings,
  record,
  show,
  report,
  move,
  handOver,
  close,
  drop,
]
