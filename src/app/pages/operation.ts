// The pages of whoever runs the installation: who may do what, jobs in trouble, what was done, the API's index,
// and loading files.
import { notFound } from '#platform/errors/index.ts'
import { get, form, page, type Page, type Visit } from '#platform/http/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { troubles, workOf } from '#platform/jobs/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { stateOfIndex, type IndexState } from '#platform/search/index.ts'
import type { Module } from '#platform/module/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { moj } from '#web/moj.ts'
import { actionsList, emptyState, heading, link, pagination, paragraph, summaryList } from '#web/parts.ts'
import { drop, history, retry } from '../operation.ts'
import { rebuild } from '../search.ts'
import type { Matrix } from '../matrix.ts'
import type { Connects } from '../open.ts'

type Row = readonly (string | Html)[]

function plainTable(caption: string, headers: readonly string[], rows: readonly Row[]): Html {
  return html`<div class="connects-scroll" tabindex="0" role="region" aria-label="${caption}"><table class="govuk-table connects-compact"><caption class="govuk-table__caption govuk-table__caption--m">${caption}</caption>
    <thead class="govuk-table__head"><tr class="govuk-table__row">${headers.map((text) => html`<th scope="col" class="govuk-table__header">${text}</th>`)}</tr></thead>
    <tbody class="govuk-table__body">${rows.map((row) => html`<tr class="govuk-table__row">${row.map((cell, at) => (at === 0 ? html`<th scope="row" class="govuk-table__header">${cell}</th>` : html`<td class="govuk-table__cell">${cell}</td>`))}</tr>`)}</tbody></table></div>`
}

/** The administrator's pages. The matrix is asked for late, because it lists every page, these among them. */
export function operationPages(connects: Connects, matrix: () => Matrix): readonly Page[] {
  return [
    get('/running', {
      permission: 'operation.job.list',
      async run(visit) {
        const stopped = await troubles(visit.db)
        return page({
          title: 'Running Connects',
          body: html`${heading('Running Connects')}
          ${stopped.length === 0 ? null : moj.alert({ variant: 'warning', title: 'Jobs in trouble', showTitleAsHeading: true, text: `${stopped.length === 1 ? 'One job has' : `${stopped.length} jobs have`} stopped after all attempts and wait for you.` })}
          ${summaryList([
            { key: 'Database', value: connects.database.promise },
            {
              key: 'Jobs in trouble',
              value: link('/running/jobs', stopped.length === 0 ? 'None' : String(stopped.length)),
            },
            { key: 'Search', value: indexWords(await stateOfIndex(visit.db)) },
            { key: 'What was done', value: link('/running/history', 'The audit’s history') },
            { key: 'Sign-in', value: link('/running/sign-in', 'How organisations sign in') },
            { key: 'Who may do what', value: link('/permissions', 'The permission table') },
            { key: 'Loading files', value: link('/running/load', 'Load a file of records') },
            { key: 'For programs', value: link('/api', 'The API') },
          ])}`,
        })
      },
    }),
    get('/running/jobs', {
      permission: 'operation.job.list',
      async run(visit) {
        const stopped = await troubles(visit.db)
        return page({
          title: 'Jobs in trouble',
          wide: true,
          back: { href: '/running', text: 'Running Connects' },
          body: html`${heading('Jobs in trouble')}${
            stopped.length === 0
              ? emptyState(
                  'No job is in trouble',
                  'A job that failed after all its attempts would be listed here, with what stood in its way.',
                )
              : plainTable(
                  'Stopped jobs',
                  ['Job', 'What happened', 'Attempts', 'Waiting behind it', ''],
                  stopped.map((one) => [
                    one.job,
                    `${one.trouble.message} (${one.trouble.code})`,
                    String(one.attempts),
                    String(one.heldUp),
                    actionsList([
                      { href: `/running/jobs/${one.id}/retry`, text: 'Try again', look: 'link' },
                      { href: `/running/jobs/${one.id}/drop`, text: 'Give up', look: 'link' },
                    ]) ?? html``,
                  ]),
                )
          }`,
        })
      },
    }),
    form('/running/search', {
      action: rebuild,
      view: (_visit, _loaded, state) => ({
        title: 'Build the search index again',
        back: { href: '/running', text: 'Running Connects' },
        body: html`${errorSummary(state)}${heading('Build the search index again')}${paragraph('Every record is read and written to the index anew, some hundreds at a time. Everybody works on meanwhile, and finds what they found before until it is done.')}${renderForm(state, { submit: 'Build the index again', summary: false, cancel: { href: '/running' } })}`,
      }),
      then: () => ({ to: '/running', notice: 'The search index is being built again.' }),
    }),
    form('/running/jobs/:job/retry', {
      action: retry,
      fixed: (visit) => ({ job: visit.params['job'] }),
      then: () => ({ to: '/running/jobs', notice: 'The job is tried again.' }),
    }),
    form('/running/jobs/:job/drop', {
      action: drop,
      fixed: (visit) => ({ job: visit.params['job'] }),
      then: (result) => ({
        to: '/running/jobs',
        notice: result.dropped ? 'The job was given up.' : 'Nothing was changed.',
      }),
    }),
    get('/running/history', {
      permission: 'operation.entry.list',
      async run(visit) {
        const { rows, next } = await history.run(visit, {
          subject: uuidOrNull(visit.query['subject']),
          after: uuidOrNull(visit.query['after']),
        })
        return page({
          title: 'What was done',
          wide: true,
          back: { href: '/running', text: 'Running Connects' },
          body: html`${heading('What was done')}
          ${paragraph('Every change, newest first. Entries hold identifiers and numbers; who they stand for is looked up only by those who may.')}
          ${
            rows.length === 0
              ? emptyState('Nothing was recorded', 'No entry matches.')
              : plainTable(
                  'Entries',
                  ['When', 'What', 'Door', 'By', 'Record', 'Facts'],
                  rows.map((row) => [
                    formatDateTime(row.at),
                    row.action,
                    row.door,
                    row.actorKind === 'person'
                      ? 'a person'
                      : row.actorKind === 'device'
                        ? 'a program of ours'
                        : (row.actor ?? row.actorKind).slice(0, 40),
                    row.subject === null
                      ? ''
                      : link(`/running/history?subject=${row.subject}`, 'this record’s history'),
                    Object.entries(row.facts)
                      .filter(([, value]) => value !== null)
                      .map(([name, value]) => `${name}: ${String(value)}`)
                      .join(', '),
                  ]),
                )
          }
          ${pagination({ next: next === undefined ? null : { href: `/running/history?${new URLSearchParams({ ...(visit.query['subject'] === undefined ? {} : { subject: visit.query['subject'] }), after: next }).toString()}` } })}`,
        })
      },
    }),
    get('/permissions', {
      permission: 'operation.permission.read',
      async run() {
        const { roles, rows } = matrix()
        return page({
          title: 'Who may do what',
          wide: true,
          body: html`${heading('Who may do what')}
          ${paragraph('Every page, action and query with the roles that may use it. A role is held for one organisation, partnership or group; what it allows there is decided again on each record.')}
          ${(['page', 'action', 'query'] as const).map((kind) =>
            plainTable(
              { page: 'Pages', action: 'Actions', query: 'Queries' }[kind],
              ['Name', 'What it does', 'Reached by', 'Who may'],
              rows
                .filter((row) => row.kind === kind)
                .map((row) => [row.name, row.title, row.doors, who(row.roles, roles)]),
            ),
          )}`,
        })
      },
    }),
    get('/api', {
      permission: 'public',
      run: async () => page({ title: 'API', wide: true, body: apiIndex(connects) }),
    }),
    ...loadPages(connects),
  ]
}

function who(names: readonly string[], roles: Matrix['roles']): string {
  if (names.length === 0) return 'Connects itself'
  if (names.includes('visitor')) return 'Everybody'
  if (names.includes('signed-in')) return 'Anybody signed in'
  return names.map((name) => roles.find((role) => role.name === name)?.title ?? name).join(', ')
}

function apiIndex(connects: Connects): Html {
  const path = (name: string): string => `/api/${name.replaceAll('.', '/')}`
  const rowsOf = (
    all: Iterable<{ name: string; title: string; permission: string; doors: readonly string[] }>,
  ): Row[] =>
    [...all]
      .filter((one) => one.doors.includes('api'))
      .map((one) => [path(one.name), one.title, one.permission])
  return html`${heading('API')}
    ${paragraph(html`Everything that has the API door, made from the same declarations as the pages. The full description is ${link('/api/openapi.json', 'openapi.json')} (OpenAPI 3.1).`)}
    <ul class="govuk-list govuk-list--bullet">
      <li>Send a personal token, made on ${link('/account', 'your account page')}, as <code>Authorization: Bearer …</code>. Cookies are not taken.</li>
      <li>Money is whole pence, dates are ISO 8601. A list answers <code>rows</code> and, when there is more, <code>next</code>: ask again with it as <code>after</code>.</li>
      <li>Send an <code>Idempotency-Key</code> with what changes something, and repeat it safely. Send <code>If-None-Match</code> with the ETag you have.</li>
      <li>What is refused comes as <code>application/problem+json</code>, its <code>type</code> a permanent code.</li>
    </ul>
    ${plainTable('To ask (GET)', ['Address', 'What it answers', 'Permission'], rowsOf(connects.house.queries.values()))}
    ${plainTable('To do (POST)', ['Address', 'What it does', 'Permission'], rowsOf(connects.house.actions.values()))}`
}

function loadPages(connects: Connects): readonly Page[] {
  const begin = connects.house.actions.get('import.file.begin')
  if (begin === undefined) return []
  const kinds = connects.parts.flatMap((part: Module) => part.imports ?? [])
  const back = { href: '/running/load', text: 'Load a file of records' }
  return [
    form('/running/load', {
      action: begin,
      values: () => ({ dryRun: 'yes' }),
      view: (_visit, _loaded, drawn) => ({
        title: 'Load a file of records',
        body: html`${errorSummary(drawn)}${heading('Load a file of records')}
        ${paragraph('All or nothing: if any line cannot be taken, every such line is named and nothing is written. Loading the same file twice changes nothing.')}
        ${plainTable(
          'The kinds of file',
          ['Kind', 'What it holds', 'Columns'],
          kinds.map((kind) => [
            kind.kind,
            kind.title,
            [...kind.headers, ...(kind.optionalHeaders ?? []).map((name) => `${name} (may be missing)`)].join(
              ', ',
            ),
          ]),
        )}
        ${renderForm(drawn, { submit: 'Load the file', summary: false })}`,
      }),
      then: (result) => ({ to: `/running/loads/${(result as { work: string }).work}` }),
    }),
    get('/running/loads/:work', {
      permission: 'import.file.begin',
      async run(visit) {
        const work = await ownWork(visit)
        const isRunning = work.state === 'running'
        return page({
          title: work.title,
          back,
          ...(isRunning ? { refreshSeconds: 3 } : {}),
          body: html`${heading(work.title, { caption: { running: 'Under way', finished: 'Finished', failed: 'Not loaded' }[work.state] })}
          ${
            isRunning
              ? html`<p class="govuk-body" data-live="/running/loads/${work.id}/live" role="status">It is being loaded. This page follows it; you may also come back later.</p>`
              : (work.message ?? '')
                  .split('\n')
                  .slice(0, 205)
                  .map((line) => paragraph(line))
          }
          ${work.state === 'failed' ? paragraph(link('/running/load', 'Put the file right and load it again')) : null}`,
        })
      },
    }),
    get('/running/loads/:work/live', {
      permission: 'import.file.begin',
      async run(visit) {
        const state = async () => ({ finished: (await ownWork(visit)).state !== 'running' })
        if (!String(visit.headers['accept'] ?? '').includes('text/event-stream'))
          return { kind: 'json', value: await state() }
        const topics = [`work/${visit.params['work'] ?? ''}`]
        return {
          kind: 'stream',
          start: (response, headers) =>
            connects.live.stream(
              response,
              { session: visit.sessionId ?? visit.address, topics, state },
              headers,
            ),
        }
      },
    }),
  ]
}

// An index that lied is told, although it was put right: something did not say that a record had changed.
function indexWords({ builtAt, checkedAt, checked, repaired }: IndexState): Html {
  const built = builtAt === null ? 'Not built from the records yet' : `Built ${formatDateTime(builtAt)}`
  const looked =
    checkedAt === null
      ? ''
      : repaired === 0
        ? `, ${checked} records looked at ${formatDateTime(checkedAt)}: all right`
        : `, ${checked} records looked at ${formatDateTime(checkedAt)}`
  const lied =
    repaired === 0
      ? null
      : html` <strong class="govuk-tag govuk-tag--red">${repaired} said something else</strong> They were put right. Please report it, because the index should never differ.`
  return html`${built}${looked}.${lied} ${link('/running/search', 'Build it again')}`
}

// Whoever started it follows it; nobody else learns of it.
async function ownWork(visit: Visit) {
  const id = uuidOrNull(visit.params['work'])
  const work = id === null ? notFound('piece of work') : await workOf(visit.db, id)
  return visit.actor.kind === 'person' && work.startedBy === visit.actor.id ? work : notFound('piece of work')
}

const uuidOrNull = (text: string | undefined): string | null =>
  text !== undefined && /^[0-9a-f-]{36}$/.test(text) ? text : null
