// All that rounds plug into the house, for module.ts to spread.
import { Refusal } from '#platform/errors/index.ts'
import { endDelegation, giveDelegation } from './actions/delegations.ts'
import { askExtension, declineExtension, grantExtension } from './actions/extensions.ts'
import { chooseRoundMail, keepTime, roundJobs, tellPeople } from './actions/reminding.ts'
import { cancelRound, closeNow, editRound, lengthenRound, openNow, planRound } from './actions/rounds.ts'
import { returnSubmission, signSubmissions } from './actions/signing.ts'
import { correctRound, freezeRound, reopenActivities } from './actions/versions.ts'
import { roundsInCalendar } from './calendar.ts'
import { letters, roundMail } from './letters.ts'
import { reporterPages } from './pages/reporters.ts'
import { roundPages } from './pages/rounds.ts'
import { signingPages } from './pages/signing.ts'
import { versionPages } from './pages/versions.ts'
import { KEEPERS, REPORTERS } from './roles.ts'
import { roundDuties } from './round-duties.ts'

export const rounds = {
  permissions: {
    'delivery.round.plan': KEEPERS,
    'delivery.round.edit': KEEPERS,
    'delivery.round.cancel': KEEPERS,
    'delivery.round.open-now': KEEPERS,
    'delivery.round.close-now': KEEPERS,
    'delivery.round.lengthen': KEEPERS,
    'delivery.round.freeze': KEEPERS,
    'delivery.round.reopen': KEEPERS,
    'delivery.round.correct': KEEPERS,
    'delivery.round.choose-mail': ['signed-in'],
    'delivery.delegation.give': REPORTERS,
    'delivery.delegation.end': REPORTERS,
    'delivery.extension.ask': REPORTERS,
    'delivery.extension.grant': KEEPERS,
    'delivery.extension.decline': KEEPERS,
    'delivery.submission.sign': REPORTERS,
    'delivery.submission.return': REPORTERS,
  },
  actions: [
    planRound,
    editRound,
    cancelRound,
    openNow,
    closeNow,
    lengthenRound,
    keepTime,
    tellPeople,
    freezeRound,
    reopenActivities,
    correctRound,
    chooseRoundMail,
    giveDelegation,
    endDelegation,
    askExtension,
    grantExtension,
    declineExtension,
    signSubmissions,
    returnSubmission,
  ],
  jobs: roundJobs,
  letters,
  mailLists: [roundMail],
  fills: [roundDuties, roundsInCalendar],
  pages: [...roundPages, ...versionPages, ...signingPages, ...reporterPages],
  refusals: {
    delivery_round_code_unique: () =>
      new Refusal('conflict', 'delivery.round.code-taken', 'Another round has this code. Choose another', {
        faults: [{ field: 'code', message: 'Another round has this code. Choose another' }],
      }),
    delivery_round_one_open: () =>
      new Refusal(
        'conflict',
        'delivery.round.another-open',
        'Another round of the plan is open. Close it first: a plan has one round open at a time.',
      ),
    delivery_delegation_once: () =>
      new Refusal('conflict', 'delivery.delegation.already', 'It was given to this person already.', {
        faults: [{ field: 'person', message: 'This person has it already' }],
      }),
    delivery_extension_once: () =>
      new Refusal(
        'conflict',
        'delivery.extension.asked',
        'More time was asked for already. An officer has not answered yet.',
      ),
    delivery_submission_two_people: () =>
      new Refusal(
        'forbidden',
        'delivery.submission.own',
        'You prepared this report, so somebody else signs it off.',
      ),
    delivery_frozen_never_changes: () =>
      new Refusal(
        'conflict',
        'delivery.round.is-frozen',
        'A frozen version never changes. A mistake in it is put right by a correction.',
      ),
    delivery_frozen_number_unique: () =>
      new Refusal(
        'conflict',
        'delivery.round.is-frozen',
        'Somebody froze this round at the same moment. Look at it again.',
      ),
  },
} as const
