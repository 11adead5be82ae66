// The letters of the trace: that a question waits to be released, to be answered, or was answered. No CUI and no reason
// travels by mail.
import type { Db } from '#platform/database/index.ts'
import type { Template } from '#platform/notifications/index.ts'

type Told = { readonly visited: string; readonly home: string; readonly state: string }

async function told(db: Db, id: string | undefined): Promise<Told | undefined> {
  if (id === undefined) return undefined
  return db
    .selectFrom('roaming.question as question')
    .innerJoin('roaming.lookup as lookup', 'lookup.id', 'question.lookup_id')
    .innerJoin('roaming.member as visited', 'visited.id', 'lookup.member_id')
    .innerJoin(
      'organisations.organisation_card as visited_body',
      'visited_body.id',
      'visited.organisation_id',
    )
    .innerJoin('roaming.member as home', 'home.id', 'question.home_member_id')
    .innerJoin('organisations.organisation_card as home_body', 'home_body.id', 'home.organisation_id')
    .select(['visited_body.name as visited', 'home_body.name as home', 'question.state'])
    .where('question.id', '=', id)
    .executeTakeFirst()
}

const letter = (
  name: string,
  states: readonly string[],
  words: (about: Told) => { readonly subject: string; readonly text: string },
): Template => ({
  name,
  async render({ db, ids, links }) {
    const about = await told(db, ids['question'])
    if (about === undefined || !states.includes(about.state)) return null
    const { subject, text } = words(about)
    return { subject, text: `${text}\n\n${links.at(`/govroam/trace/questions/${ids['question']}`)}\n` }
  },
})

export const traceLetters: readonly Template[] = [
  letter('roaming.question.to-release', ['asked'], ({ home }) => ({
    subject: `Release a question to ${home}`,
    text: `A colleague asks ${home} who signed in to your Wi-Fi. A second security contact of your organisation has to release the question before ${home} sees it. Read why it is asked, then release it or leave it:`,
  })),
  letter('roaming.question.to-answer', ['released'], ({ visited }) => ({
    subject: `${visited} asks about one of your people`,
    text: `Somebody who signed in with your realm is part of an incident at ${visited}. Find out in your own system who it was, deal with it, and answer. Do not give the name:`,
  })),
  letter('roaming.question.answered', ['answered', 'refused'], ({ home }) => ({
    subject: `${home} has answered`,
    text: `${home} has answered your question about a login:`,
  })),
]
