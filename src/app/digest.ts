// The week's mail: on Monday morning everybody whom something needs is told what, as their home page says it. It
// goes out in batches, person by person, so that five thousand people hold nothing up; a batch that begins again
// after a lost worker finds whom it has told.
import { action, perform, type Context, type House, type Reader } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import type { Db } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { job, type Job } from '#platform/jobs/index.ts'
import { duty, module, type Duty, type Module } from '#platform/module/index.ts'
import {
  chooseMail,
  mailChoice,
  mailChoices,
  NO_MAIL,
  notifyOnce,
  toldOnce,
  type Letter,
  type Links,
  type Template,
} from '#platform/notifications/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { activePeople } from '#modules/organisations/index.ts'
import { dueInWords, groupsOfDuties, WHEN, type DutyGroup } from './duties.ts'

export const DIGEST = 'home.digest'
const LETTER = 'home.digest.weekly'
const LOOK = 'home.digest.look'

const PEOPLE_IN_A_BATCH = 50
// A mail is read on a telephone on Monday morning; the whole list is on the home page.
const TOLD_OF_EACH = 10

type Running = {
  readonly house: () => House
  readonly db: () => Db
  /** What this person may see and do at that moment. */
  readonly readerFor: (personId: string, now: Temporal.Instant) => Promise<Reader>
}

/** Its room: the round of Monday morning, the letter, and the choice not to get it. */
export function digestRoom(running: Running): Module {
  return module({
    name: 'home',
    title: 'Home',
    uses: ['organisations'],
    actions: [beginDigest, sendDigest, chooseDigest],
    permissions: { 'home.digest.choose': ['signed-in'], 'home.digest.begin': ['administrator'] },
    jobs: [
      job({
        name: 'home.digest.start',
        title: 'Send the week’s mail of what needs people',
        action: beginDigest,
        every: { weeklyOn: 1, at: '07:30' },
      }),
      lookJob(running),
    ],
    letters: [letter(running)],
    mailLists: [
      {
        name: DIGEST,
        words: 'weekly mail of what needs you',
        again: 'To turn it on again, sign in and look at your account.',
      },
    ],
  })
}

const beginDigest = action({
  name: 'home.digest.begin',
  title: 'Send the week’s mail of what needs people',
  doors: ['command'],
  fields: { due: field.text('When it fell due', { hint: 'Left empty, the week is today’s' }).optional() },
  async run(inside, { due }) {
    const moment = due === null ? inside.now : momentOf(due)
    const week = mondayOf(londonDate(moment)).toString()
    const people = (await activePeople(inside.tx)).map(({ id }) => id).toSorted()
    for (let at = 0; at < people.length; at += PEOPLE_IN_A_BATCH) {
      const batch = people.slice(at, at + PEOPLE_IN_A_BATCH)
      await inside.queue(LOOK, { week, people: batch.join(' ') })
    }
    return { subject: null, result: { week, people: people.length }, facts: { week, people: people.length } }
  },
})

const sendDigest = action({
  name: 'home.digest.send',
  title: 'Tell a person what needs them this week',
  doors: [],
  fields: { person: field.id('Person'), week: field.date('Week') },
  async run(inside, { person, week }) {
    const queued = await notifyOnce(inside, {
      to: { subject: person },
      template: LETTER,
      ids: { week: week.toString() },
      once: onceIn(week.toString()),
    })
    return { subject: person, result: { queued }, facts: { week: week.toString(), queued } }
  },
})

/** The room as declarations only, with no installation behind it: for the list of commands and its help. */
export const digestPart: Module = module({
  name: 'home',
  title: 'Home',
  uses: ['organisations'],
  actions: [beginDigest],
})

/** On the account page: whether the week's mail comes. */
export const chooseDigest = action({
  name: 'home.digest.choose',
  title: 'Choose whether the weekly mail comes',
  doors: ['page', 'api'],
  fields: {
    weekly: field.yesNo('Do you want a mail each Monday that says what needs you?', {
      hint: 'It says the same as your home page, and does not come when nothing needs you',
    }),
  },
  async run(inside, { weekly }) {
    const { actor } = inside
    if (actor.kind !== 'person')
      refuse('conflict', 'home.digest.nobody', 'Only a person gets the weekly mail. Sign in to choose it.')
    await chooseMail(inside, { person: actor.id, list: DIGEST, choice: weekly ? 'weekly' : NO_MAIL })
    return { subject: actor.id, result: { weekly }, facts: { weekly } }
  },
})

/** Whether the weekly mail comes to this person. */
export async function wantsDigest(db: Db, personId: string): Promise<boolean> {
  return (await mailChoice(db, personId, DIGEST)) !== NO_MAIL
}

function lookJob({ house, db, readerFor }: Running): Job {
  return job({
    name: LOOK,
    title: 'See whom something needs this week',
    async run({ week = '', people = '' }, about) {
      const asked = people.split(' ')
      const choices = await mailChoices(db(), DIGEST)
      const told = await toldOnce(db(), asked, onceIn(week))
      for (const id of asked) {
        if (told.has(id) || choices.get(id) === NO_MAIL) continue
        if ((await (await readerFor(id, about.now)).fills(duty, {})).length === 0) continue
        const context: Context = {
          db: db(),
          now: about.now,
          actor: { kind: 'system', because: about.job },
          grants: [],
          door: 'job',
          requestId: about.id,
        }
        await perform(house(), sendDigest, context, { person: id, week })
      }
    },
  })
}

// The letter looks again: between Monday's round and a mail server that was away, things get done.
function letter({ readerFor }: Running): Template {
  return {
    name: LETTER,
    async render({ db, now, to, links }) {
      if (to === null || !(await wantsDigest(db, to))) return null
      const duties = await (await readerFor(to, now)).fills(duty, {})
      return duties.length === 0 ? null : digestLetter(duties, londonDate(now), links, links.stop(to, DIGEST))
    },
  }
}

/** The mail itself, in the order and words of the home page. */
export function digestLetter(
  duties: readonly Duty[],
  today: Temporal.PlainDate,
  links: Links,
  stop: string,
): Letter {
  const groups = groupsOfDuties(duties, today)
  const subject =
    duties.length === 1 ? 'One thing needs you' : `${duties.length.toLocaleString('en-GB')} things need you`
  return {
    subject,
    text: inText(groups, links, stop),
    html: inHtml(groups, links, stop),
    unsubscribe: stop,
  }
}

const WHY = 'This mail comes on Mondays, and only when something needs you.'

function inText(groups: readonly DutyGroup[], links: Links, stop: string): string {
  const lists = groups.map(({ title, when, duties }) => {
    const shown = duties.slice(0, TOLD_OF_EACH).map((one) => {
      const due = dueInWords(one.due, when)
      return `* ${one.title}\n  ${[one.context, due].filter((part) => part !== null && part !== '').join(', ')}\n  ${one.step}: ${links.at(one.href)}\n`
    })
    return `${title}\n\n${shown.join('\n')}${restOf(duties, (rest) => `\n* And ${rest} more: ${links.at(`/?when=${when}`)}\n`)}`
  })
  return `What needs you\n\n${lists.join('\n')}\n--\n${WHY}\nAll of it: ${links.at('/')}\nStop this mail: ${stop}\n`
}

function inHtml(groups: readonly DutyGroup[], links: Links, stop: string): Html {
  const lists = groups.map(
    ({ title, when, duties }) => html`<h2 style="font-size:18px">${title}</h2>
<ul style="padding-left:20px">${duties.slice(0, TOLD_OF_EACH).map((one) => {
      const due = dueInWords(one.due, when)
      return html`<li style="margin-bottom:12px"><strong>${one.title}</strong><br>${[one.context, due].filter((part) => part !== null && part !== '').join(', ')}<br><a href="${links.at(one.href)}">${one.step}</a></li>`
    })}${restOf(duties, (rest) => html`<li><a href="${links.at(`/?when=${when}`)}">And ${rest} more</a> under ${WHEN[when]}</li>`)}</ul>`,
  )
  return html`<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>What needs you</title></head>
<body style="font-family:sans-serif;font-size:16px;line-height:1.4;max-width:36em">
<h1 style="font-size:22px">What needs you</h1>
${lists}
<p style="font-size:14px">${WHY} <a href="${links.at('/')}">All of it</a>. <a href="${stop}">Stop this mail</a>.</p>
</body></html>`
}

function restOf<T>(duties: readonly Duty[], words: (rest: string) => T): T | '' {
  const rest = duties.length - TOLD_OF_EACH
  return rest <= 0 ? '' : words(rest.toLocaleString('en-GB'))
}

const onceIn = (week: string): string => `${DIGEST}:${week}`

const mondayOf = (day: Temporal.PlainDate): Temporal.PlainDate => day.subtract({ days: day.dayOfWeek - 1 })

function momentOf(due: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(due)
  } catch {
    refuse('invalid', 'home.digest.moment', 'The moment must be like 2026-11-23T07:30:00Z.')
  }
}
