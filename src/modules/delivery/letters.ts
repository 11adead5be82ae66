// The letters that delivery writes: reminders of a round, a report that came back, and the answer to a request.
import type { Db } from '#platform/database/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import {
  mailChoice,
  NO_MAIL,
  type Letter,
  type Links,
  type MailList,
  type Template,
} from '#platform/notifications/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { ANSWERED_LETTER } from './actions/extensions.ts'
import { REMINDER_LETTER, ROUND_MAIL } from './actions/reminding.ts'
import { RETURNED_LETTER } from './actions/signing.ts'
import { remindersFor, type Reminded } from './queries/reminding.ts'
import { REMINDERS, STANDINGS, type Reminder } from './rules.ts'

export const roundMail: MailList = {
  name: ROUND_MAIL,
  words: 'mail that reminds you of what you have to report',
  again: 'To turn it on again, sign in and choose it at /delivery/rounds/mail.',
}

const WHY = 'You get this because you report on these activities, or direct them.'

const reminderLetter: Template = {
  name: REMINDER_LETTER,
  async render({ db, ids, to, links }) {
    if (to === null || (await mailChoice(db, to, ROUND_MAIL)) === NO_MAIL) return null
    const parts = await partsFor(db, ids['about'] ?? '', to)
    return parts.length === 0 ? null : letterOf(parts, links, links.stop(to, ROUND_MAIL))
  },
}

type Part = { readonly reminder: Reminder; readonly rows: readonly Reminded[] }

/** What is still to be done of what was told: between the queue and the sending people report. */
async function partsFor(db: Db, about: string, person: string): Promise<Part[]> {
  const parts: Part[] = []
  for (const one of about.split(' ')) {
    const [roundId = '', kind = ''] = one.split(':')
    const reminder = REMINDERS.find((known) => known === kind)
    if (reminder === undefined) continue
    const rows = await remindersFor({ db }, roundId, reminder, person)
    if (rows.length > 0) parts.push({ reminder, rows })
  }
  return parts
}

const things = (count: number): string => (count === 1 ? 'one activity' : `${count} activities`)

const SUBJECTS: Readonly<Record<Reminder, (round: string, count: number) => string>> = {
  open: (round, count) => `${round} is open: ${things(count)} to report`,
  midpoint: (round, count) => `${round} is half over: ${things(count)} not begun`,
  'five-days': (round, count) => `Five working days left in ${round}: ${things(count)} to report`,
  'one-day': (round, count) => `One day left in ${round}: ${things(count)} to report`,
  overdue: (round, count) => `${round} has closed: ${things(count)} not reported`,
}

function leadOf({ reminder, rows }: Part): string {
  const [first] = rows
  if (first === undefined) return ''
  const when = formatDateTime(first.closes_at)
  return reminder === 'overdue'
    ? `${first.round_title} closed on ${when}. What was not reported can still come late if you ask for more time on its page.`
    : `${first.round_title} is open until ${when}.`
}

const reportAt = (row: Reminded): string =>
  `/delivery/${row.plan_code}/rounds/${row.round_code}/activities/${row.number}`

function letterOf(parts: readonly Part[], links: Links, stop: string): Letter {
  const count = parts.reduce((sum, part) => sum + part.rows.length, 0)
  const [first] = parts
  const subject =
    parts.length === 1 && first !== undefined
      ? SUBJECTS[first.reminder](first.rows[0]?.round_title ?? '', count)
      : `Reports to make: ${things(count)}`
  return { subject, text: inText(parts, links, stop), html: inHtml(parts, links, stop), unsubscribe: stop }
}

function inText(parts: readonly Part[], links: Links, stop: string): string {
  const lists = parts.map(
    (part) =>
      `${leadOf(part)}\n\n${part.rows
        .map(
          (row) =>
            `* ${row.number} ${row.title} (${STANDINGS[row.standing].toLowerCase()})\n  ${links.at(reportAt(row))}\n`,
        )
        .join('\n')}`,
  )
  return `${lists.join('\n')}\n--\n${WHY}\nStop this mail: ${stop}\n`
}

function inHtml(parts: readonly Part[], links: Links, stop: string): Html {
  return html`<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>What you have to report</title></head>
<body style="font-family:sans-serif;font-size:16px;line-height:1.4;max-width:36em">
<h1 style="font-size:22px">What you have to report</h1>
${parts.map(
  (part) => html`<p>${leadOf(part)}</p>
<ul style="padding-left:20px">${part.rows.map((row) => html`<li style="margin-bottom:12px"><a href="${links.at(reportAt(row))}">${row.number} ${row.title}</a><br>${STANDINGS[row.standing]}</li>`)}</ul>`,
)}
<p style="font-size:14px">${WHY} <a href="${stop}">Stop this mail</a>.</p>
</body></html>`
}

const returnedLetter: Template = {
  name: RETURNED_LETTER,
  async render({ db, ids, links }) {
    const row = await db
      .selectFrom('delivery.submission as submission')
      .innerJoin('delivery.activity as activity', 'activity.id', 'submission.activity_id')
      .innerJoin('delivery.round as round', 'round.id', 'submission.round_id')
      .innerJoin('delivery.plan as plan', 'plan.id', 'round.plan_id')
      .select([
        'submission.state',
        'submission.returned_words',
        'activity.number',
        'activity.title',
        'round.code as round_code',
        'round.title as round_title',
        'plan.code as plan_code',
      ])
      .where('submission.id', '=', ids['submission'] ?? '')
      .executeTakeFirst()
    // Reported anew meanwhile: nothing to say any more.
    if (row === undefined || row.state !== 'returned') return null
    const at = links.at(`/delivery/${row.plan_code}/rounds/${row.round_code}/activities/${row.number}`)
    return {
      subject: `Returned to you: ${row.number} ${row.title}`.slice(0, 200),
      text: `Your report on ${row.number} ${row.title} in ${row.round_title} came back:\n\n${row.returned_words ?? ''}\n\nChange it here: ${at}\n`,
    }
  },
}

const answeredLetter: Template = {
  name: ANSWERED_LETTER,
  async render({ db, ids, links }) {
    const row = await db
      .selectFrom('delivery.extension as extension')
      .innerJoin('delivery.activity as activity', 'activity.id', 'extension.activity_id')
      .innerJoin('delivery.round as round', 'round.id', 'extension.round_id')
      .innerJoin('delivery.plan as plan', 'plan.id', 'round.plan_id')
      .select([
        'extension.state',
        'extension.until_at',
        'extension.answer_words',
        'activity.number',
        'activity.title',
        'round.code as round_code',
        'round.title as round_title',
        'plan.code as plan_code',
      ])
      .where('extension.id', '=', ids['extension'] ?? '')
      .executeTakeFirst()
    if (row === undefined || row.state === 'asked') return null
    const words = row.answer_words === null ? '' : `\n\n${row.answer_words}`
    const at = links.at(`/delivery/${row.plan_code}/rounds/${row.round_code}/activities/${row.number}`)
    return row.until_at === null
      ? {
          subject: `No more time for ${row.number} ${row.title}`.slice(0, 200),
          text: `You asked for more time to report on ${row.number} ${row.title} in ${row.round_title}. It was declined.${words}\n`,
        }
      : {
          subject: `More time for ${row.number} ${row.title}`.slice(0, 200),
          text: `You may report on ${row.number} ${row.title} in ${row.round_title} until ${formatDateTime(row.until_at)}. It will be marked late.${words}\n\nReport here: ${at}\n`,
        }
  },
}

export const letters: readonly Template[] = [reminderLetter, returnedLetter, answeredLetter]
