// The addresses of bulletins. Opening one asks a query that discloses, so that who read which version is recorded
// before the text is shown (B7).
import { notFound } from '#platform/errors/index.ts'
import { readFields } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, ownedFile, page, type FormState, type View, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { errorSummary, formPage, renderForm, type FormPageMore } from '#web/forms.ts'
import { heading, paragraph } from '#web/parts.ts'
import {
  correctBulletin,
  forwardBulletin,
  publishBulletin,
  remarkBulletin,
  setMarkPeriod,
  shortenBulletin,
  withdrawBulletin,
} from '../actions/bulletins.ts'
import { groupsOf, membersOfGroup } from '../queries.ts'
import {
  bulletinSeen,
  bulletinsSeen,
  changesOf,
  endedBulletins,
  listBulletins,
  markPeriods,
  OVERSEE,
  readBulletin,
  readershipOf,
  type SeenBulletin,
} from '../queries/bulletins.ts'
import { MARKS, mustAnswerForIt, titleInMail, type Mark } from '../rules/bulletins.ts'
import {
  bulletinColumns,
  bulletinHref,
  bulletinsView,
  bulletinView,
  groupBulletinsView,
  periodsTable,
  readersView,
} from '../views/bulletins.ts'
import { formView, groupOf } from './parts.ts'

const seenHere = async (visit: Visit): Promise<SeenBulletin> =>
  (await bulletinSeen(visit, visit.params['bulletin'] ?? '')) ?? notFound('bulletin')

/** Opens a bulletin: with a receipt for a person; a visitor reads what is CLEAR and is known to nobody. */
async function open(visit: Visit): Promise<SeenBulletin> {
  const bulletin = visit.params['bulletin'] ?? ''
  if (visit.actor.kind !== 'person' || (await bulletinSeen(visit, bulletin)) === undefined)
    return seenHere(visit)
  return visit.ask(readBulletin, { bulletin })
}

const showBulletins = get('/bulletins', {
  permission: 'groups.bulletin.read',
  async run(visit) {
    const { format, ...asked } = visit.query
    if (format === 'csv' || format === 'xlsx') {
      // What is stricter than GREEN stands in no file (B5), whatever the page was filtered by.
      const mark = asked['mark'] === 'green' || asked['mark'] === 'clear' ? { mark: asked['mark'] } : {}
      const parameters = readFields(listBulletins.parameters, {
        ...mark,
        ...(asked['search'] === undefined ? {} : { search: asked['search'] }),
      })
      const rows = await everyRow((after) =>
        listBulletins.run(visit, { ...parameters, after: after ?? null, most: MOST_DOWNLOADED }),
      )
      return fileOf(format, 'bulletins', bulletinColumns, rows)
    }
    const mark = Object.hasOwn(MARKS, asked['mark'] ?? '') ? (asked['mark'] as Mark) : null
    const search = asked['search']?.trim().slice(0, 100) ?? ''
    const listed = await bulletinsSeen(visit, {
      mark,
      search: search === '' ? null : search,
      after: asked['after'] ?? null,
    })
    return page(bulletinsView(visit, listed))
  },
})

const showGroupBulletins = get('/groups/:group/bulletins', {
  permission: 'groups.bulletin.read',
  async run(visit) {
    const group = await groupOf(visit)
    const listed = await bulletinsSeen(visit, { groupId: group.id, after: visit.query['after'] ?? null })
    return page(groupBulletinsView(visit, group, listed, await endedBulletins(visit, group.id)))
  },
})

const showBulletin = get('/bulletins/:bulletin', {
  permission: 'groups.bulletin.read',
  async run(visit) {
    const seen = await open(visit)
    const { bulletin } = seen
    const group = { kind: 'group', id: bulletin.group_id } as const
    const oversees = visit.may(OVERSEE, group)
    const isAuthor = visit.actor.kind === 'person' && visit.actor.id === bulletin.author_id
    return page(
      bulletinView(visit, seen, await changesOf(visit, bulletin), {
        oversees,
        answers: oversees || isAuthor,
        remarks: oversees || isAuthor,
        forwards: visit.may('groups.bulletin.forward'),
      }),
    )
  },
})

const downloadFile = get('/bulletins/:bulletin/file', {
  permission: 'groups.bulletin.read',
  async run(visit) {
    const { bulletin } = await open(visit)
    if (bulletin.file_id === null) return notFound('file')
    return ownedFile({ file: bulletin.file_id, owner: bulletin.id })
  },
})

const showReaders = get('/bulletins/:bulletin/readers', {
  permission: OVERSEE,
  async run(visit) {
    const seen = await seenHere(visit)
    if (!visit.may(OVERSEE, { kind: 'group', id: seen.bulletin.group_id })) return notFound('bulletin')
    return page(readersView(seen, await readershipOf(visit, seen.bulletin)))
  },
})

const membersToName = async (visit: Visit, groupId: string) =>
  (await membersOfGroup(visit, groupId, londonDate(visit.now))).map((one) => ({
    value: one.person_id,
    text: `${one.person_name}, ${one.organisation_name}`,
  }))

const publish = form('/groups/:group/bulletins/new', {
  action: publishBulletin,
  load: groupOf,
  values: (_visit, group) => ({ group: group.id }),
  options: async (visit, group) => ({ recipients: await membersToName(visit, group.id) }),
  view: formView('Publish a bulletin', {
    submit: 'Publish the bulletin',
    sections: [
      { title: 'What it says', fields: ['title', 'source', 'body', 'link', 'file', 'group'] },
      { title: 'Who may see it', fields: ['mark', 'recipients'] },
      { title: 'For how long', fields: ['visibleUntil', 'readBy'] },
    ],
    more: { body: { lines: 12 } },
  }),
  then: (result) => ({ to: `/bulletins/${result.id}`, notice: 'The bulletin was published.' }),
})

/** A form about one bulletin whose text its reader sees. */
const bulletinForm =
  (title: string, more: FormPageMore) =>
  (_visit: Visit, { bulletin }: SeenBulletin, state: FormState): View =>
    formPage(
      title,
      state,
      { href: bulletinHref(bulletin), text: titleInMail(bulletin.mark, bulletin.title) },
      more,
    )

const textHere = async (visit: Visit): Promise<SeenBulletin> => {
  const seen = await seenHere(visit)
  return seen.sight === 'text' ? seen : notFound('bulletin')
}

/** The form to correct it shows the text: to those who answer for it only, and with a receipt like its page (B7). */
async function toCorrect(visit: Visit): Promise<SeenBulletin> {
  const { bulletin } = await textHere(visit)
  mustAnswerForIt({
    isAuthor: visit.actor.kind === 'person' && visit.actor.id === bulletin.author_id,
    isOfficer: visit.may(OVERSEE, { kind: 'group', id: bulletin.group_id }),
  })
  return open(visit)
}

const to =
  (notice: string) =>
  (_result: unknown, _visit: Visit, { bulletin }: SeenBulletin) => ({
    to: bulletinHref(bulletin),
    notice,
  })

const correct = form('/bulletins/:bulletin/correct', {
  action: correctBulletin,
  load: toCorrect,
  values: (_visit, { bulletin }) => ({
    bulletin: bulletin.id,
    title: bulletin.title,
    body: bulletin.body,
    source: bulletin.source,
    link: bulletin.link ?? '',
    version: bulletin.version,
  }),
  view: bulletinForm('Correct the bulletin', {
    submit: 'Publish the new version',
    before: paragraph(
      'What it said before stays on the record. Everybody it is for is asked to read it again.',
    ),
    fields: ['title', 'source', 'body', 'link', 'file', 'reason', 'version', 'bulletin'],
    more: { body: { lines: 12 } },
  }),
  then: to('The bulletin was corrected.'),
})

const remark = form('/bulletins/:bulletin/mark', {
  action: remarkBulletin,
  load: seenHere,
  values: (_visit, { bulletin }) => ({ bulletin: bulletin.id }),
  options: async (visit, { bulletin }) => ({ recipients: await membersToName(visit, bulletin.group_id) }),
  view: (visit, seen, state) =>
    bulletinForm('Change the mark', {
      submit: 'Change the mark',
      before: paragraph(
        `It is marked ${MARKS[seen.bulletin.mark].name} now. A stricter mark holds at once, here and in search. Only whoever published it may lower it, with the permission of its originator.`,
      ),
    })(visit, seen, state),
  then: to('The mark was changed.'),
})

const shorten = form('/bulletins/:bulletin/shorten', {
  action: shortenBulletin,
  load: seenHere,
  values: (_visit, { bulletin }) => ({ bulletin: bulletin.id, visibleUntil: bulletin.visible_until }),
  view: bulletinForm('Show it for less long', { submit: 'Save' }),
  then: to('The bulletin is shown for less long.'),
})

const withdraw = form('/bulletins/:bulletin/withdraw', {
  action: withdrawBulletin,
  load: seenHere,
  values: (_visit, { bulletin }) => ({ bulletin: bulletin.id }),
  view: bulletinForm('Withdraw the bulletin', {
    submit: 'Withdraw it',
    look: 'warning',
    before: paragraph('Its text is shown no more. That it was here stays on the record.'),
  }),
  then: to('The bulletin was withdrawn.'),
})

const forward = form('/bulletins/:bulletin/forward', {
  action: forwardBulletin,
  load: textHere,
  values: (_visit, { bulletin }) => ({ bulletin: bulletin.id }),
  options: async (visit, { bulletin }) => ({
    group: (await groupsOf(visit, bulletin.partnership_id))
      .filter((one) => one.id !== bulletin.group_id)
      .map((one) => ({ value: one.id, text: one.name })),
  }),
  view: (visit, seen, state) =>
    bulletinForm('Send it to another group', {
      submit: 'Send it',
      before: paragraph(
        `${MARKS[seen.bulletin.mark].name} is for ${MARKS[seen.bulletin.mark].audience}. It is sent only where nobody would newly see it.`,
      ),
    })(visit, seen, state),
  then: (result) => ({ to: `/groups/${result.group}/bulletins`, notice: 'The bulletin was sent.' }),
})

const periods = form('/bulletins/periods', {
  action: setMarkPeriod,
  load: (visit) => markPeriods(visit),
  view: (_visit, days, state) => ({
    title: 'How long bulletins are shown',
    back: { href: '/bulletins', text: 'Bulletins' },
    body: html`${errorSummary(state)}${heading('How long bulletins are shown')}
      ${periodsTable((Object.keys(MARKS) as Mark[]).map((mark) => ({ mark, days: days[mark] })))}
      ${renderForm(state, { submit: 'Set the days', summary: false, cancel: { href: '/bulletins' } })}`,
  }),
  then: () => ({ to: '/bulletins/periods', notice: 'The days were set.' }),
})

export const bulletinPages = [
  showBulletins,
  periods,
  showGroupBulletins,
  publish,
  showBulletin,
  downloadFile,
  showReaders,
  correct,
  remark,
  shorten,
  withdraw,
  forward,
]
