// Bulletins: publishing one under its mark, correcting it, changing the mark, sending it on, withdrawing it, and
// letting go of those whose time is over. B1 to B10 of the README.
import { action, type Inside } from '#platform/actions/index.ts'
import { notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { membersOfGroup } from '../queries.ts'
import { bulletinSeen, markPeriods, MEMBERS, outsideAudience, OVERSEE } from '../queries/bulletins.ts'
import { mustBeOpen } from '../rules.ts'
import {
  MARK_CHOICES,
  MARKS,
  mayBeFor,
  mayCarryFile,
  mayForward,
  mayRemark,
  mustAnswerForIt,
  mustBeShown,
  titleOnRecord,
  visibleUntil,
  type BulletinState,
  type Mark,
} from '../rules/bulletins.ts'
import type { BulletinChangeKind } from '../schema.ts'
import { lockedGroup } from './groups.ts'

const mustBeCurrent = versionCheck('groups.bulletin.stale', 'bulletin')

export const BULLETIN_MAIL = 'groups.bulletin.told'

const FILES = ['pdf', 'docx', 'odt', 'xlsx', 'csv', 'txt', 'png', 'jpeg'] as const
const ACCEPT = ['pdf', 'docx', 'odt', 'xlsx', 'csv', 'txt', 'png', 'jpg'] as const

const words = {
  title: field.text('Title', { most: 160 }),
  body: field.longText('Text', { most: 20_000, hint: 'Plain paragraphs. An empty line begins a new one' }),
  source: field.text('Source', { most: 160, hint: 'Who wrote it, for example a national centre' }),
  link: field
    .text('Link', {
      most: 500,
      pattern: /^https?:\/\/\S+$/,
      wording: 'Link must be a whole address, like https://example.gov.uk/advice',
    })
    .optional(),
  file: field
    .file('File', { accept: ACCEPT, hint: 'Not for TLP:RED, which never leaves the page' })
    .optional(),
}

const recipients = field
  .picks('People it is for', {
    from: 'organisations.person',
    most: 100,
    hint: 'For TLP:RED only: members of the group, by name. You are among them',
  })
  .optional()

const reason = (label: string, hint?: string) =>
  field.longText(label, { most: 1000, ...(hint === undefined ? {} : { hint }) })

export const publishBulletin = action({
  name: 'groups.bulletin.publish',
  title: 'Publish a bulletin',
  doors: ['page'],
  fields: {
    group: field.id('Group'),
    mark: field.choice('Mark (Traffic Light Protocol)', MARK_CHOICES, {
      hint: 'As its originator marked it. If in doubt, ask them',
    }),
    recipients,
    ...words,
    visibleUntil: field
      .date('Shown until', { hint: 'Leave it empty for as long as the mark allows' })
      .optional(),
    readBy: field
      .date('To be read by', { hint: 'Asks everybody it is for to open it by this day' })
      .optional(),
  },
  async run(inside, answers) {
    const group = await lockedGroup(inside, answers.group)
    const author = authorOf(inside)
    if (!inside.may(MEMBERS, { kind: 'group', id: group.id }))
      refuse('forbidden', 'groups.bulletin.members-publish', `Only members of ${group.name} publish in it.`)
    mustBeOpen({ name: group.name, endedOn: group.ended_on })
    const { mark, title, body, source, link, file } = answers
    const today = londonDate(inside.now)
    const members = await memberIds(inside, group.id, today)
    const chosen = answers.recipients ?? []
    mayBeFor({ mark, recipients: chosen, members })
    if (file !== null) mayCarryFile(mark)
    const until = visibleUntil(mark, (await markPeriods(inside))[mark], answers.visibleUntil, today)
    readInTime(answers.readBy, until, today)
    const id = inside.id()
    await name(inside, { id, mark, title })
    const fileId = file === null ? null : await inside.keepFile(file, { owner: id, accept: FILES })
    await inside.tx
      .insertInto('groups.bulletin')
      .values({
        id,
        group_id: group.id,
        author_id: author,
        mark,
        title,
        body,
        source,
        link,
        file_id: fileId,
        published_at: inside.now,
        visible_until: until,
        read_by: answers.readBy,
      })
      .execute()
    if (mark === 'red') await nameRecipients(inside, id, [...chosen, author])
    const bulletin = { id, mark, title, body, version: 1 }
    await note(inside, bulletin, 'published')
    const told = await tell(inside, bulletin, [...members])
    return { subject: id, result: { id, group: group.code }, facts: { group: group.id, mark, told } }
  },
})

export const correctBulletin = action({
  name: 'groups.bulletin.correct',
  title: 'Correct a bulletin',
  doors: ['page'],
  fields: {
    bulletin: field.id('Bulletin'),
    ...words,
    reason: reason('What was wrong', 'Readers see it beside the new version'),
    version: field.version(),
  },
  async run(inside, answers) {
    const bulletin = await lockedBulletin(inside, answers.bulletin)
    mustAnswerForIt(standing(inside, bulletin))
    mustBeReadable(bulletin)
    mustBeCurrent(bulletin, answers.version)
    const { title, body, source, link, file } = answers
    if (file !== null) mayCarryFile(bulletin.mark)
    const fileId =
      file === null ? bulletin.file_id : await inside.keepFile(file, { owner: bulletin.id, accept: FILES })
    const version = bulletin.version + 1
    await inside.tx
      .updateTable('groups.bulletin')
      .set({ title, body, source, link, file_id: fileId, version })
      .where('id', '=', bulletin.id)
      .execute()
    await name(inside, { id: bulletin.id, mark: bulletin.mark, title })
    const corrected = { id: bulletin.id, mark: bulletin.mark, title, body, version }
    await note(inside, corrected, 'corrected', { reason: answers.reason })
    const members = await memberIds(inside, bulletin.group_id, londonDate(inside.now))
    const told = await tell(inside, corrected, [...members])
    return { subject: bulletin.id, result: { id: bulletin.id }, facts: { version, told } }
  },
})

export const remarkBulletin = action({
  name: 'groups.bulletin.remark',
  title: 'Change the mark of a bulletin',
  doors: ['page'],
  fields: {
    bulletin: field.id('Bulletin'),
    mark: field.choice('New mark', MARK_CHOICES),
    reason: reason('Why'),
    recipients,
    permission: field
      .text('Permission of the originator', {
        most: 300,
        hint: 'To lower a mark: who of the originator agreed, and when',
      })
      .optional(),
  },
  async run(inside, answers) {
    const bulletin = await lockedBulletin(inside, answers.bulletin)
    mustBeShown(bulletin.state)
    const { mark, permission } = answers
    const what = mayRemark({ from: bulletin.mark, to: mark, ...standing(inside, bulletin), permission })
    const today = londonDate(inside.now)
    const chosen = answers.recipients ?? []
    // A file that came with it stays on the record and is served to nobody once the mark is RED (B4).
    mayBeFor({
      mark,
      recipients: chosen,
      members: await memberIds(inside, bulletin.group_id, today),
    })
    const most = today.add({ days: (await markPeriods(inside))[mark] })
    await inside.tx
      .updateTable('groups.bulletin')
      .set({ mark, visible_until: earlier(bulletin.visible_until, most) })
      .where('id', '=', bulletin.id)
      .execute()
    await inside.tx.deleteFrom('groups.bulletin_recipient').where('bulletin_id', '=', bulletin.id).execute()
    if (mark === 'red')
      await nameRecipients(inside, bulletin.id, [...chosen, bulletin.author_id, authorOf(inside)])
    // The subject of the action, so search says the same as the mark from this transaction on.
    await name(inside, { id: bulletin.id, mark, title: bulletin.title })
    await note(inside, { ...bulletin, mark }, what, { reason: answers.reason, permission: permission ?? '' })
    return {
      subject: bulletin.id,
      result: { id: bulletin.id, what },
      facts: { from: bulletin.mark, to: mark, what },
    }
  },
})

export const shortenBulletin = action({
  name: 'groups.bulletin.shorten',
  title: 'Show a bulletin for less long',
  doors: ['page'],
  fields: { bulletin: field.id('Bulletin'), visibleUntil: field.date('Shown until') },
  async run(inside, answers) {
    const bulletin = await lockedBulletin(inside, answers.bulletin)
    mustAnswerForIt(standing(inside, bulletin))
    mustBeShown(bulletin.state)
    const today = londonDate(inside.now)
    const days = today.until(bulletin.visible_until, { largestUnit: 'days' }).days
    const until = visibleUntil(bulletin.mark, Math.max(days, 0), answers.visibleUntil, today)
    await inside.tx
      .updateTable('groups.bulletin')
      .set({ visible_until: until })
      .where('id', '=', bulletin.id)
      .execute()
    await note(inside, bulletin, 'shortened')
    return {
      subject: bulletin.id,
      result: { id: bulletin.id },
      facts: { from: bulletin.visible_until.toString(), to: until.toString() },
    }
  },
})

export const withdrawBulletin = action({
  name: 'groups.bulletin.withdraw',
  title: 'Withdraw a bulletin',
  doors: ['page'],
  fields: {
    bulletin: field.id('Bulletin'),
    reason: reason('Why', 'Those who could see it find this in its place'),
  },
  async run(inside, answers) {
    const bulletin = await lockedBulletin(inside, answers.bulletin)
    mustAnswerForIt(standing(inside, bulletin))
    mustBeShown(bulletin.state)
    await inside.tx
      .updateTable('groups.bulletin')
      .set({ state: 'withdrawn' })
      .where('id', '=', bulletin.id)
      .execute()
    await note(inside, bulletin, 'withdrawn', { reason: answers.reason })
    return { subject: bulletin.id, result: { id: bulletin.id }, facts: { mark: bulletin.mark } }
  },
})

export const forwardBulletin = action({
  name: 'groups.bulletin.forward',
  title: 'Send a bulletin to another group',
  doors: ['page'],
  fields: {
    bulletin: field.id('Bulletin'),
    group: field.pick('Group', {
      from: 'groups.group',
      hint: 'It is sent only where nobody would newly see it',
    }),
  },
  async run(inside, answers) {
    const bulletin = await lockedBulletin(inside, answers.bulletin)
    mustBeReadable(bulletin)
    const to = await lockedGroup(inside, answers.group)
    mustBeOpen({ name: to.name, endedOn: to.ended_on })
    if (to.id === bulletin.group_id)
      refuse('conflict', 'groups.bulletin.there-already', `The bulletin was published in ${to.name} itself.`)
    const reached = await membersOfGroup(inside, to.id, londonDate(inside.now))
    const outside = new Set(
      await outsideAudience(
        inside,
        bulletin,
        reached.map((one) => one.person_id),
      ),
    )
    const strangers = reached.filter((one) => outside.has(one.person_id))
    mayForward(
      bulletin.mark,
      to.name,
      strangers.map((one) => one.person_name),
    )
    await inside.tx
      .insertInto('groups.bulletin_forward')
      .values({
        bulletin_id: bulletin.id,
        group_id: to.id,
        person_id: authorOf(inside),
        forwarded_at: inside.now,
      })
      .execute()
    const told = await tell(
      inside,
      bulletin,
      reached.map((one) => one.person_id),
    )
    return {
      subject: bulletin.id,
      result: { id: bulletin.id, group: to.code },
      facts: { to: to.id, reached: reached.length, told },
    }
  },
})

export const setMarkPeriod = action({
  name: 'groups.bulletin.set-period',
  title: 'Set how long bulletins are shown',
  doors: ['page', 'command'],
  fields: {
    mark: field.choice('Mark', MARK_CHOICES),
    days: field.integer('Days at most', {
      least: 1,
      most: 1100,
      hint: 'For bulletins published from now on',
    }),
  },
  async run(inside, { mark, days }) {
    await inside.tx
      .insertInto('groups.mark_period')
      .values({ mark, days })
      .onConflict((conflict) => conflict.column('mark').doUpdateSet({ days }))
      .execute()
    return { subject: null, result: { mark, days }, facts: { mark, days } }
  },
})

/** B6: takes those whose time is over out of search and lists; reading refuses them from the day itself. */
export const expireBulletins = action({
  name: 'groups.bulletin.expire',
  title: 'Let go of bulletins whose time is over',
  doors: [],
  fields: {},
  async run(inside) {
    const over = await inside.tx
      .updateTable('groups.bulletin')
      .set({ state: 'expired' })
      .where('state', '=', 'published')
      .where('visible_until', '<', londonDate(inside.now))
      .returning('id')
      .execute()
    for (const one of over) inside.found('groups.bulletin', one.id)
    return { subject: null, result: { expired: over.length }, facts: { expired: over.length } }
  },
})

type Locked = Awaited<ReturnType<typeof lockedBulletin>>

/** The bulletin, locked, and how much of it the actor sees; not found for whoever sees nothing of it. */
async function lockedBulletin(inside: Inside, id: string) {
  const bulletin = await inside.tx
    .selectFrom('groups.bulletin as bulletin')
    .innerJoin('groups.group as group', 'group.id', 'bulletin.group_id')
    .selectAll('bulletin')
    .select('group.partnership_id')
    .where('bulletin.id', '=', id)
    .forUpdate('bulletin')
    .executeTakeFirst()
  const seen = await bulletinSeen(inside, id)
  return bulletin === undefined || seen === undefined
    ? notFound('bulletin')
    : { ...bulletin, state: stateToday(inside, bulletin), sight: seen.sight }
}

/** B6: over from its day on, whether or not the clock has been round to say so. */
const stateToday = (
  inside: Inside,
  of: { readonly state: BulletinState; readonly visible_until: Temporal.PlainDate },
): BulletinState =>
  of.state === 'published' && Temporal.PlainDate.compare(of.visible_until, londonDate(inside.now)) < 0
    ? 'expired'
    : of.state

/** Who knows only that it is there has no text to correct or send on. */
function mustBeReadable(bulletin: Locked): void {
  mustBeShown(bulletin.state)
  if (bulletin.sight !== 'text') notFound('bulletin')
}

const standing = (inside: Inside, bulletin: { readonly author_id: string; readonly group_id: string }) => ({
  isAuthor: inside.actor.kind === 'person' && inside.actor.id === bulletin.author_id,
  isOfficer: inside.may(OVERSEE, { kind: 'group', id: bulletin.group_id }),
})

function authorOf(inside: Inside): string {
  if (inside.actor.kind === 'person') return inside.actor.id
  return refuse(
    'conflict',
    'groups.bulletin.nobody',
    'A bulletin is published by a person, who answers for it.',
  )
}

function readInTime(
  readBy: Temporal.PlainDate | null,
  until: Temporal.PlainDate,
  today: Temporal.PlainDate,
): void {
  if (readBy === null) return
  const possible =
    Temporal.PlainDate.compare(readBy, today) >= 0 && Temporal.PlainDate.compare(readBy, until) <= 0
  if (possible) return
  refuse('invalid', 'groups.bulletin.read-by', 'The day to read it by lies while it is shown.', {
    faults: [{ field: 'readBy', message: 'To be read by must be a day on which the bulletin is shown' }],
  })
}

const earlier = (one: Temporal.PlainDate, other: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.compare(one, other) <= 0 ? one : other

async function memberIds(
  inside: Inside,
  groupId: string,
  today: Temporal.PlainDate,
): Promise<ReadonlySet<string>> {
  return new Set((await membersOfGroup(inside, groupId, today)).map((one) => one.person_id))
}

async function nameRecipients(inside: Inside, id: string, people: readonly string[]): Promise<void> {
  await inside.tx
    .insertInto('groups.bulletin_recipient')
    .values([...new Set(people)].map((person) => ({ bulletin_id: id, person_id: person })))
    .execute()
}

/** B3: what the record of what was done may call it. */
async function name(
  inside: Inside,
  bulletin: { readonly id: string; readonly mark: Mark; readonly title: string },
): Promise<void> {
  await inside.subject({
    id: bulletin.id,
    module: 'groups',
    noun: 'bulletin',
    title: titleOnRecord(bulletin.mark, bulletin.title),
    audience: 'staff',
  })
}

async function note(
  inside: Inside,
  bulletin: Pick<Locked, 'id' | 'mark' | 'title' | 'body' | 'version'>,
  what: BulletinChangeKind,
  more: { readonly reason?: string; readonly permission?: string } = {},
): Promise<void> {
  await inside.tx
    .insertInto('groups.bulletin_change')
    .values({
      id: inside.id(),
      bulletin_id: bulletin.id,
      what,
      version: bulletin.version,
      mark: bulletin.mark,
      title: bulletin.title,
      body: bulletin.body,
      person_id: authorOf(inside),
      changed_at: inside.now,
      ...more,
    })
    .execute()
}

/** B3: a mail to each member, which says what its mark allows when it is sent; for RED none at all. */
async function tell(
  inside: Inside,
  bulletin: { readonly id: string; readonly mark: Mark },
  people: readonly string[],
): Promise<number> {
  if (MARKS[bulletin.mark].told === 'nothing') return 0
  const others = people.filter((one) => one !== authorOf(inside))
  for (const person of others)
    await notify(inside, {
      to: { subject: person },
      template: BULLETIN_MAIL,
      ids: { bulletin: bulletin.id, person },
    })
  return others.length
}
