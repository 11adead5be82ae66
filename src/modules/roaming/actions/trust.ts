// Whom to trust: the authorities of a member's devices, and those of the federation's own servers for RadSec.
import { action } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, type Fault } from '#platform/errors/index.ts'
import { field, type UploadedFile } from '#platform/fields/index.ts'
import { MOST_OF_A_CHAIN, readChain } from '../chain.ts'
import { KEEP, RUN, runsFederation } from '../queries/seeing.ts'
import { holdsPrivateKey, pemBlocks, pemOf, type CertificateFacts } from '../rules/certificates.ts'
import { refuseAuthority, TRUST_PURPOSES } from '../rules/trust.ts'
import type { Inside } from '#platform/actions/index.ts'
import { memberToChange } from './locking.ts'

const MOST_BYTES = 200_000

export const addTrust = action({
  name: 'roaming.trust.add',
  title: 'Trust a certificate authority',
  permission: KEEP,
  doors: ['page', 'api', 'command'],
  fields: {
    purpose: field.choice('Who is to trust it', TRUST_PURPOSES),
    member: field.pick('Member', { from: 'roaming.member' }).optional(),
    text: field
      .longText('Certificates', {
        most: MOST_BYTES,
        hint: 'One or several, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----. Never a private key.',
      })
      .optional(),
    file: field
      .file('Or a file', { accept: ['.pem', '.crt', '.cer', '.der'], mostBytes: 1024 * 1024 })
      .optional(),
  },
  async run(inside, answers) {
    const memberId = await whose(inside, answers)
    const found = authoritiesIn(answers, inside.now)
    const added = await inside.tx
      .insertInto('roaming.trust')
      .values(
        found.map((one) => ({
          id: inside.id(),
          member_id: memberId,
          purpose: answers.purpose,
          pem: one.pem,
          subject: one.subject,
          fingerprint: one.fingerprint,
          not_before: one.notBefore,
          not_after: one.notAfter,
          added_at: inside.now,
        })),
      )
      // Trusted already: once is enough.
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .execute()
    return {
      subject: null,
      result: { added: added.length, already: found.length - added.length },
      facts: { member: memberId, added: added.length },
    }
  },
})

type Asked = { readonly purpose: 'eap' | 'radsec'; readonly member: string | null }

async function whose(inside: Inside, { purpose, member }: Asked): Promise<string | null> {
  if (purpose === 'radsec') {
    mustRun(inside)
    return null
  }
  if (member === null)
    invalid('roaming.trust.member', [
      { field: 'member', message: 'Select the member whose devices are to trust it' },
    ])
  return (await memberToChange(inside, member)).id
}

function mustRun(inside: Pick<Inside, 'scopes'>): void {
  if (runsFederation(inside, RUN)) return
  refuse(
    'forbidden',
    'roaming.trust.not-yours',
    'Whom the federation’s servers trust is for those who run it. Ask one of them.',
  )
}

type Given = { readonly text: string | null; readonly file: UploadedFile | null }

/** The authorities in what was given, each of them fit to be trusted; everything that is wrong at once otherwise. */
function authoritiesIn({ text, file }: Given, now: Temporal.Instant): readonly CertificateFacts[] {
  const where = file === null ? 'text' : 'file'
  const wrong = (code: string, message: string): never => invalid(code, [{ field: where, message }])
  const words = file === null ? (text ?? '') : wordsOf(file)
  // Not looked at any further and kept nowhere: neither here nor in the form that is shown again.
  if (holdsPrivateKey(words))
    wrong(
      'roaming.trust.private-key',
      'This holds a private key, which must never leave its machine. Nothing of it was kept. Give only the certificate; and if others could see the key, make a new one',
    )
  const blocks = pemBlocks(words)
  const strange = blocks.find(({ label }) => label !== 'CERTIFICATE')
  if (strange !== undefined)
    wrong(
      'roaming.trust.no-certificate',
      `This holds a ${strange.label.toLowerCase()}, which is no certificate`,
    )
  if (blocks.length === 0)
    wrong(
      'roaming.trust.no-certificate',
      'There is no certificate in this. It begins with -----BEGIN CERTIFICATE-----, or is a file that an authority hands out',
    )
  if (blocks.length > MOST_OF_A_CHAIN)
    wrong(
      'roaming.trust.too-many',
      `Give ${MOST_OF_A_CHAIN} certificates or fewer at a time; there are ${blocks.length}`,
    )
  const read = blocks.map(({ der }) => readChain([pemOf(der)])[0])
  const faults: Fault[] = read.flatMap((one, at) => {
    const because = one === undefined ? 'cannot be read' : refuseAuthority(one, now)
    const name = one?.commonNames[0] ?? one?.subject ?? ''
    return because === null
      ? []
      : [{ field: where, message: `Certificate ${at + 1}${name === '' ? '' : `, “${name}”,`} ${because}` }]
  })
  if (faults.length > 0) invalid('roaming.trust.unfit', faults)
  const fit = read.flatMap((one) => one ?? [])
  return [...new Map(fit.map((one) => [one.fingerprint, one])).values()]
}

/** A file as text; one in DER, as Windows exports it, becomes PEM. */
function wordsOf(file: UploadedFile): string {
  if (file.bytes[0] === 0x30) return pemOf(file.bytes)
  return Buffer.from(file.bytes).toString('latin1').slice(0, MOST_BYTES)
}

export const endTrust = action({
  name: 'roaming.trust.end',
  title: 'No longer trust a certificate authority',
  permission: KEEP,
  doors: ['page', 'api', 'command'],
  fields: { trust: field.id('Authority') },
  async run(inside, answers) {
    const trust = await inside.tx
      .selectFrom('roaming.trust')
      .select(['id', 'member_id', 'ended_at'])
      .where('id', '=', answers.trust)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (trust === undefined) return notFound('authority')
    if (trust.member_id === null) mustRun(inside)
    else await memberToChange(inside, trust.member_id)
    await inside.tx
      .updateTable('roaming.trust')
      .set({ ended_at: trust.ended_at ?? inside.now })
      .where('id', '=', trust.id)
      .execute()
    return { subject: null, result: { id: trust.id }, facts: { trust: trust.id, member: trust.member_id } }
  },
})
