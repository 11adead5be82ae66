// Showing a shared secret: once, to the member's named contact, after a fresh sign-in (G2). Servers with our agent fetch
// theirs by themselves; this is for those without.
import { action, personOf } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { Defect, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { linkById } from '../queries/rotation.ts'
import { holdsFor } from '../queries/seeing.ts'
import { SECRET_NAME } from '../rules/model.ts'
import { credentialRef } from './credentials.ts'

/** To be shown a shared secret: held by named contacts only, by nobody for all. */
export const SHOW = 'roaming.credential.show'

export const showCredential = action({
  name: SHOW,
  title: 'Show a shared secret once',
  doors: ['page'],
  fresh: true,
  secretResult: true,
  fields: { link: field.id('Link'), credential: field.id('Secret') },
  async run(inside, answers) {
    // Held first: of two who ask at once, one is shown it.
    await sql`select id from roaming.credential where id = ${answers.credential} for update`.execute(
      inside.tx,
    )
    const link = await linkById(inside, answers.link)
    const asked = personOf(inside)
    if (asked === null || !holdsFor(inside, SHOW, link))
      refuse(
        'forbidden',
        'roaming.credential.not-for-you',
        `A shared secret is shown only to the person whom ${link.organisation_name} named for it. Its contacts say who that is.`,
      )
    const credential = link.credentials.find((one) => one.id === answers.credential)
    if (credential === undefined || credential.state === 'retiring')
      refuse(
        'conflict',
        'roaming.credential.over',
        'This secret is over, or on its way out. Look which one stands now.',
      )
    if (credential.shown_at !== null)
      refuse(
        'conflict',
        'roaming.credential.shown-already',
        `It was shown to the contact who receives shared secrets on ${formatDateTime(credential.shown_at)}, and is shown once. If it was lost, change the secret: that makes a new one, without an outage.`,
      )
    const words = await inside.secret({ owner: credentialRef(credential.id), name: SECRET_NAME })
    if (words === undefined) throw new Defect(`The words of the credential ${credential.id} are not kept.`)
    await inside.tx
      .updateTable('roaming.credential')
      .set((row) => ({ shown_at: inside.now, shown_to: asked, version: row('version', '+', 1) }))
      .where('id', '=', credential.id)
      .execute()
    return {
      subject: link.member_id,
      result: { link: link.id, slot: credential.slot, words: words.reveal() },
      facts: { link: link.id, credential: credential.id },
    }
  },
})
