// Getting people on: the public pages and files, and the member's own page about them.
import { qrOf, qrSvg } from '#platform/charts/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { download, form, get, page, type Page, type Visit, originOf } from '#platform/http/index.ts'
import { describeProfile, PROFILE, publishProfile, withdrawProfile } from '../actions/profiles.ts'
import { federationOf, type Federation } from '../queries/federation.ts'
import { memberByCode, ourMemberByCode, type Member } from '../queries/members.ts'
import { handedOut, offerings, profileOf, type HandedOut } from '../queries/profiles.ts'
import { DETAILS, holdsFor } from '../queries/seeing.ts'
import { kindsFor, PROFILE_FILES, profileText, type ProfileFacts } from '../rules/device-profiles.ts'
import { connectMemberView, connectView } from '../views/connect.ts'
import { memberHref } from '../views/frame.ts'
import { describeView, profileView, publishView, withdrawView } from '../views/profile.ts'

async function federationHere(visit: Visit): Promise<Federation> {
  return (await federationOf(visit.db)) ?? notFound('page')
}

/** The member that people look for: one that takes part today. */
async function offered(visit: Visit): Promise<Member> {
  const member = await memberByCode(visit, visit.params['code'] ?? '')
  return member.state === 'live' ? member : notFound('page')
}

const connect = get('/govroam/connect', {
  permission: 'public',
  run: async (visit) => page(connectView(await federationHere(visit), await offerings(visit))),
})

const connectMember = get('/govroam/connect/:code', {
  permission: 'public',
  async run(visit) {
    const federation = await federationHere(visit)
    const member = await offered(visit)
    const address = `${originOf(visit)}/govroam/connect/${member.code}`
    const code = qrOf(address)
    return page(
      connectMemberView({
        code: member.code,
        name: member.organisation_name,
        federation,
        realms: await handedOut(visit, member),
        helpdesk: { mail: member.helpdesk_mail, phone: member.helpdesk_phone, page: member.helpdesk_page },
        codeSvg: code === null ? '' : qrSvg(code, `Code that opens ${address}`),
        address,
      }),
    )
  },
})

/** What the devices of this realm are told; refuses in words while it may not be handed out (G12). */
async function factsHere(visit: Visit, member: Member): Promise<ProfileFacts> {
  const one = (await handedOut(visit, member)).find(({ realm }: HandedOut) => realm === visit.params['realm'])
  if (one === undefined) return notFound('page')
  if (one.because === null && one.facts !== null) return one.facts
  return refuse(
    'conflict',
    'roaming.profile.held-back',
    `${member.organisation_name} has no file to download at the moment: a file is offered only while it matches the organisation’s server. Ask its helpdesk.`,
  )
}

const file = get('/govroam/connect/:code/:realm/:file', {
  permission: 'public',
  async run(visit) {
    const member = await offered(visit)
    const facts = await factsHere(visit, member)
    const wanted = visit.params['file'] ?? ''
    if (wanted === 'authority.crt')
      return download({
        name: `${member.code}-authority.crt`,
        type: 'application/x-x509-ca-cert',
        bytes: Buffer.from(facts.anchor.der, 'base64'),
      })
    const kind = kindsFor(facts.methods).find((one) => wanted === `govroam${PROFILE_FILES[one].suffix}`)
    if (kind === undefined) return notFound('page')
    return download({
      name: wanted,
      type: PROFILE_FILES[kind].type,
      bytes: Buffer.from(profileText(kind, facts), 'utf8'),
    })
  },
})

const memberHere = (visit: Visit): Promise<Member> => ourMemberByCode(visit, visit.params['code'] ?? '')

const profile = get('/govroam/members/:code/profile', {
  permission: DETAILS,
  async run(visit) {
    const member = await memberHere(visit)
    return page(
      profileView({
        member,
        profile: await profileOf(visit.db, member.id),
        realms: await handedOut(visit, member),
        mayKeep: holdsFor(visit, PROFILE, member),
      }),
    )
  },
})

async function loadProfile(visit: Visit) {
  const member = await memberHere(visit)
  return { member, profile: await profileOf(visit.db, member.id) }
}

type Loaded = Awaited<ReturnType<typeof loadProfile>>

const then = (_result: unknown, _visit: Visit, { member }: Loaded) => ({
  to: memberHref(member, 'profile'),
  notice: 'Saved.',
})

const describe = form('/govroam/members/:code/profile/describe', {
  action: describeProfile,
  load: loadProfile,
  values: (_visit, { member, profile: known }) => ({
    member: member.id,
    version: known?.version ?? 0,
    displayName: known?.display_name ?? member.organisation_name,
    methods: known?.methods ?? [],
    serverNames: known?.server_names.join('\n') ?? '',
    outerName: known?.outer_name ?? 'anonymous',
  }),
  view: (_visit, { member }, state) => describeView(member, state),
  then,
})

const mustExist = ({ member, profile: known }: Loaded) => ({
  member: member.id,
  version: known?.version ?? notFound('profile'),
})

const publish = form('/govroam/members/:code/profile/publish', {
  action: publishProfile,
  load: loadProfile,
  values: (_visit, loaded) => mustExist(loaded),
  view: (_visit, { member }, state) => publishView(member, state),
  then,
})

const withdraw = form('/govroam/members/:code/profile/withdraw', {
  action: withdrawProfile,
  load: loadProfile,
  values: (_visit, loaded) => mustExist(loaded),
  view: (_visit, { member }, state) => withdrawView(member, state),
  then,
})

export const connectPages: readonly Page[] = [
  connect,
  connectMember,
  file,
  profile,
  describe,
  publish,
  withdraw,
]
