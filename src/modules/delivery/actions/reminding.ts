// The clock of rounds: writes down what opened and closed, and reminds those who report. A person gets one mail at a
// time with all their activities, however many rounds remind at once.
import { action, type Inside } from '#platform/actions/index.ts'
import { holidays } from '#platform/calendar/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { job } from '#platform/jobs/index.ts'
import { chooseMail, mailChoices, NO_MAIL, notifyOnce } from '#platform/notifications/index.ts'
import { peopleToRemind } from '../queries/reminding.ts'
import { remindersDue, remindersOf, stateNow, type Reminder } from '../rules.ts'
import { keepClock, KEEP_TIME } from './rounds.ts'

/** The letter's name. */
export const REMINDER_LETTER = 'delivery.round.reminder'
/** The list of mail that its readers may stop. */
export const ROUND_MAIL = 'delivery.rounds'

const TELL = 'delivery.round.tell'
const PEOPLE_IN_A_BATCH = 50

export const keepTime = action({
  name: KEEP_TIME,
  title: 'Open, close and remind of rounds by the clock',
  doors: [],
  fields: { due: field.text('When it fell due').optional() },
  async run(inside) {
    const { opened, closed } = await keepClock(inside, null)
    const told = await remind(inside)
    return { subject: null, result: { opened, closed, told }, facts: { opened, closed, told } }
  },
})

/** Settles every reminder that is due and queues its mail. How many people are told. */
async function remind(inside: Inside): Promise<number> {
  const rounds = await inside.tx
    .selectFrom('delivery.round')
    .select(['id', 'state', 'opens_at', 'closes_at'])
    .where('state', 'in', ['open', 'closed'])
    .where('is_imported', '=', false)
    .execute()
  if (rounds.length === 0) return 0
  const free = await holidays(inside.tx)
  const of = new Map<string, string[]>()
  for (const round of rounds) {
    const { opens_at: opensAt, closes_at: closesAt } = round
    if (opensAt === null || closesAt === null || stateNow(round, inside.now) === 'planned') continue
    const reminder = await settle(inside, round.id, remindersOf({ opensAt, closesAt }, free))
    const people = reminder === null ? [] : await peopleToRemind(inside, round.id, reminder)
    for (const person of people) of.set(person, [...(of.get(person) ?? []), `${round.id}:${reminder}`])
  }
  await queueBatches(inside, of)
  return of.size
}

/** Writes down what is told and what is overtaken; the reminder that goes out, if another worker was not first. */
async function settle(
  inside: Inside,
  roundId: string,
  moments: Readonly<Record<Reminder, Temporal.Instant>>,
): Promise<Reminder | null> {
  const done = await inside.tx
    .selectFrom('delivery.reminder')
    .select('kind')
    .where('round_id', '=', roundId)
    .execute()
  const { tell, overtaken } = remindersDue(
    moments,
    done.map((one) => one.kind),
    inside.now,
  )
  if (tell === null) return null
  const row = (kind: Reminder) => ({
    id: inside.id(),
    round_id: roundId,
    kind,
    settled_at: inside.now,
    is_overtaken: kind !== tell,
  })
  const written = await inside.tx
    .insertInto('delivery.reminder')
    .values([tell, ...overtaken].map(row))
    .onConflict((conflict) => conflict.columns(['round_id', 'kind']).doNothing())
    .returning('kind')
    .execute()
  return written.some((one) => one.kind === tell) ? tell : null
}

/** People who are told of the same go together, fifty at a time. */
async function queueBatches(inside: Inside, of: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const together = Map.groupBy(of.keys(), (person) => (of.get(person) ?? []).toSorted().join(' '))
  for (const [about, people] of together)
    for (let at = 0; at < people.length; at += PEOPLE_IN_A_BATCH)
      await inside.queue(TELL, {
        about,
        people: people.slice(at, at + PEOPLE_IN_A_BATCH).join(' '),
        at: inside.now.toString(),
      })
}

export const tellPeople = action({
  name: TELL,
  title: 'Remind people of what they have to report',
  doors: [],
  fields: {
    about: field.text('Rounds and reminders', { most: 5000 }),
    people: field.text('People', { most: 5000 }),
    at: field.text('When it fell due'),
  },
  async run(inside, { about, people, at }) {
    const choices = await mailChoices(inside.tx, ROUND_MAIL)
    let told = 0
    for (const person of people.split(' ')) {
      if (choices.get(person) === NO_MAIL) continue
      const isNew = await notifyOnce(inside, {
        to: { subject: person },
        template: REMINDER_LETTER,
        ids: { about },
        once: `${REMINDER_LETTER}:${about}:${at}`,
      })
      if (isNew) told += 1
    }
    return { subject: null, result: { told }, facts: { told } }
  },
})

export const chooseRoundMail = action({
  name: 'delivery.round.choose-mail',
  title: 'Choose whether mail about rounds comes',
  doors: ['page', 'api'],
  fields: {
    mail: field.yesNo('Do you want to be reminded by mail of what you have to report?', {
      hint: 'What you have to report stands on your home page in any case',
    }),
  },
  async run(inside, { mail }) {
    const { actor } = inside
    if (actor.kind !== 'person')
      refuse('conflict', 'delivery.round.nobody', 'Only a person gets mail. Sign in to choose it.')
    await chooseMail(inside, { person: actor.id, list: ROUND_MAIL, choice: mail ? 'all' : NO_MAIL })
    return { subject: actor.id, result: { mail }, facts: { mail } }
  },
})

export const roundJobs = [
  job({
    name: KEEP_TIME,
    title: 'Open, close and remind of rounds by the clock',
    action: keepTime,
    // The window's own moments are queued; this finds the mornings on which people are reminded.
    every: { seconds: 3600 },
  }),
  job({ name: TELL, title: 'Remind people of what they have to report', action: tellPeople }),
]
