// Where directors read and sign what was reported, and return what has to change.
import { notFound } from '#platform/errors/index.ts'
import { form, type Page, type Visit } from '#platform/http/index.ts'
import { personCard } from '#modules/organisations/index.ts'
import { formPage } from '#web/forms.ts'
import { returnSubmission, signSubmissions } from '../actions/signing.ts'
import { activityByNumber } from '../queries/activities.ts'
import { waitingForSignature, type ToSign } from '../queries/round-page.ts'
import { holdsFor, KEEP } from '../queries/seeing.ts'
import { submissionOf, type Submission } from '../queries/submissions.ts'
import { signatoryOf } from '../rules.ts'
import { reportHref, roundHref } from '../views/round-words.ts'
import { returnIntro, signOffView, type SignOffShown } from '../views/sign-off.ts'
import { numberOf } from './activity-asked.ts'
import { me, roundForReaders, type RoundFound } from './round-asked.ts'
import { maySign } from './rounds.ts'

async function toSign(visit: Visit): Promise<SignOffShown> {
  const found = await roundForReaders(visit)
  const [person, keeps] = [me(visit), holdsFor(visit, KEEP, found.plan)]
  const waiting = await waitingForSignature(visit, found.round.id)
  const mine = waiting.filter(({ signing }) => maySign(signing, person, keeps))
  const others = waiting.filter((one) => !mine.includes(one))
  // Whose signature is missing is for those who run the round.
  return { ...found, mine, others: keeps ? await waitingFor(visit, others) : [] }
}

async function waitingFor(visit: Visit, rows: readonly ToSign[]): Promise<SignOffShown['others']> {
  const names = new Map<string, string>()
  const found: SignOffShown['others'][number][] = []
  for (const row of rows) {
    const signatory = signatoryOf(row.signing)
    if (signatory !== null && !names.has(signatory))
      names.set(signatory, (await personCard(visit, signatory))?.name ?? 'its director')
    const waitsFor =
      signatory === null ? 'another officer, because you prepared it' : (names.get(signatory) ?? '')
    found.push({ ...row, waitsFor })
  }
  return found
}

const sign = form('/delivery/:plan/rounds/:round/sign-off', {
  action: signSubmissions,
  load: toSign,
  view: (_visit, shown, state) => ({
    title: `Sign off reports: ${shown.round.title}`,
    back: { href: roundHref(shown.plan, shown.round), text: shown.round.title },
    body: signOffView(shown, state),
  }),
  then: (result, _visit, { plan, round }) => ({
    to: `${roundHref(plan, round)}/sign-off`,
    notice: result.signed === 1 ? 'One report was signed off.' : `${result.signed} reports were signed off.`,
  }),
})

type ToReturn = RoundFound & {
  readonly submission: Submission
  readonly number: number
  readonly title: string
}

async function toReturn(visit: Visit): Promise<ToReturn> {
  const found = await roundForReaders(visit)
  const { activity } = await activityByNumber(visit, found.plan.code, numberOf(visit))
  const submission = await submissionOf(visit, found.round.id, activity.id)
  return {
    ...found,
    submission: submission ?? notFound('report'),
    number: activity.number,
    title: activity.title,
  }
}

const giveBack = form('/delivery/:plan/rounds/:round/activities/:number/return', {
  action: returnSubmission,
  load: toReturn,
  values: (_visit, { submission }) => ({ submission: submission.id, version: submission.version }),
  view: (_visit, { plan, round, number, title }, state) =>
    formPage(
      'Return the report',
      state,
      { href: reportHref(plan, round, number), text: `${number} ${title}` },
      {
        submit: 'Return it',
        fields: ['words', 'submission'],
        intro: returnIntro(),
      },
    ),
  then: (result, _visit, { plan, round }) => ({
    to: `${roundHref(plan, round)}/sign-off`,
    notice: `The report on activity ${result.number} was returned.`,
  }),
})

export const signingPages: readonly Page[] = [sign, giveBack]
