// What servers and devices trust each other by: shared secrets and their change, test accounts, keys, certificates.
import { job } from '#platform/jobs/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { addAccount, endAccount, replaceAccount } from './actions/accounts.ts'
import { forgetSecrets } from './actions/forgetting-secrets.ts'
import { makeMonthKeys } from './actions/keys.ts'
import {
  abandonRotation,
  beginRotation,
  finishRotation,
  IMPORT,
  importCredential,
  moveRotation,
  ROTATE,
} from './actions/rotating.ts'
import { SHOW, showCredential } from './actions/showing.ts'
import { addTrust, endTrust } from './actions/trust.ts'
import { warnOfCertificates } from './actions/warning.ts'
import { accountPages } from './pages/accounts.ts'
import { certificatePages } from './pages/certificates.ts'
import { secretPages } from './pages/secrets.ts'
import { KEEPERS, SECRET_HOLDERS } from './roles.ts'
import { secretsDuties } from './secrets-duties.ts'
import { secretsLetters } from './secrets-letters.ts'
import type { Wing } from '#platform/module/index.ts'

const already = (code: string, message: string) => () => new Refusal('conflict', code, message)

export const secrets: Wing = {
  actions: [
    showCredential,
    importCredential,
    beginRotation,
    moveRotation,
    finishRotation,
    abandonRotation,
    forgetSecrets,
    makeMonthKeys,
    addAccount,
    replaceAccount,
    endAccount,
    addTrust,
    endTrust,
    warnOfCertificates,
  ],
  pages: [...secretPages, ...accountPages, ...certificatePages],
  jobs: [
    job({
      name: warnOfCertificates.name,
      title: warnOfCertificates.title,
      action: warnOfCertificates,
      every: { dailyAt: '07:10' },
    }),
    job({
      name: forgetSecrets.name,
      title: forgetSecrets.title,
      action: forgetSecrets,
      every: { dailyAt: '03:55' },
    }),
    job({
      name: makeMonthKeys.name,
      title: makeMonthKeys.title,
      action: makeMonthKeys,
      // Ten days before it is needed, so that there is time for a generation.
      every: { monthlyOn: 20, at: '06:30' },
    }),
  ],
  fills: secretsDuties,
  letters: secretsLetters,
  permissions: {
    [SHOW]: SECRET_HOLDERS,
    [IMPORT]: [...KEEPERS, ...SECRET_HOLDERS],
    [ROTATE]: KEEPERS,
  },
  refusals: {
    roaming_credential_slot_once: already(
      'roaming.credential.elsewhere',
      'Somebody began to change this secret a moment ago. Look how far it is.',
    ),
    roaming_test_account_once: () =>
      new Refusal(
        'conflict',
        'roaming.account.already',
        'This realm has a test account already. Give that one a new password.',
        {
          faults: [
            {
              field: 'realm',
              message: 'This realm has a test account already. Give that one a new password',
            },
          ],
        },
      ),
  },
}
