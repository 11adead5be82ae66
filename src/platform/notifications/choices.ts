// Which mail a person wants: for each list of mail, their choice. A list is a name ('home.digest') or a name and a
// record ('groups.discussions.<id>'); what can be chosen is for whoever writes to it to say, but "none" always can.
import { action } from '#platform/actions/index.ts'
import type { Db } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import type { KeyRing } from '#platform/secrets/index.ts'
import { isStopSeal } from './links.ts'

/** The choice that stops a list. */
export const NO_MAIL = 'none'

/** A kind of mail that comes again and again. */
export type MailList = {
  /** 'home.digest'; lists about one record each begin with it. */
  readonly name: string
  /** Behind "You get no more": 'weekly mail of what needs you'. Where it is about a record, its title follows. */
  readonly words: string
  /** How it is turned on again, as a sentence. */
  readonly again: string
}

/** Records what a person chose for a list. Called inside an action. */
export async function chooseMail(
  inside: { readonly tx: Db; readonly now: Temporal.Instant },
  chosen: { readonly person: string; readonly list: string; readonly choice: string },
): Promise<void> {
  await inside.tx
    .insertInto('platform.mail_choice')
    .values({ subject: chosen.person, list: chosen.list, choice: chosen.choice, chosen_at: inside.now })
    .onConflict((conflict) =>
      conflict.columns(['subject', 'list']).doUpdateSet({ choice: chosen.choice, chosen_at: inside.now }),
    )
    .execute()
}

/** What the person chose for the list; undefined for somebody who never chose. */
export async function mailChoice(db: Db, person: string, list: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('platform.mail_choice')
    .select('choice')
    .where('subject', '=', person)
    .where('list', '=', list)
    .executeTakeFirst()
  return row?.choice
}

/** What everybody who ever chose has chosen for the list, by person. */
export async function mailChoices(db: Db, list: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('platform.mail_choice')
    .select(['subject', 'choice'])
    .where('list', '=', list)
    .execute()
  return new Map(rows.map((row) => [row.subject, row.choice]))
}

/** Stops a list for whoever has its sealed address: the reader of the mail, or their mail program for them. */
export function stopMail(ring: KeyRing) {
  return action({
    name: 'notifications.mail.stop',
    title: 'Stop this mail',
    permission: 'public',
    doors: ['page'],
    fields: {
      person: field.id('Person'),
      list: field.text('List', { most: 100 }),
      seal: field.text('Seal', { most: 100 }),
    },
    async run(inside, { person, list, seal }) {
      if (!isStopSeal(ring, { person, list, seal })) notFound()
      await chooseMail(inside, { person, list, choice: NO_MAIL })
      return { subject: person, result: { list }, facts: { person, list } }
    },
  })
}

const UNKNOWN: MailList = { name: '', words: 'mail of this kind', again: 'It is not sent any more.' }

/** What the list is, and how it is turned on again: "weekly mail of what needs you", "mail from the discussions of GIS Group". */
export async function listInWords(
  db: Db,
  lists: readonly MailList[],
  list: string,
): Promise<Pick<MailList, 'words' | 'again'>> {
  const found = lists.find(({ name }) => list === name || list.startsWith(`${name}.`)) ?? UNKNOWN
  if (found === UNKNOWN || found.name === list) return found
  const subject = await db
    .selectFrom('platform.subject')
    .select('title')
    .where('id', '=', list.slice(found.name.length + 1))
    .executeTakeFirst()
  return subject === undefined ? found : { words: `${found.words} ${subject.title}`, again: found.again }
}
