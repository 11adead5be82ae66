// The states of the register as tags: a word first, a colour beside it.
import type { Html } from '#platform/html/index.ts'
import { status, type StatusWords } from '#web/parts.ts'
import { MEMBER_STATE_WORDS, REALM_STATE_WORDS } from '../rules/members.ts'
import { SERVER_STATE_WORDS } from '../rules/servers.ts'
import type { MemberState, RealmState, ServerState } from '../rules/words.ts'

const MEMBER: StatusWords<MemberState> = {
  boarding: [MEMBER_STATE_WORDS.boarding, 'blue'],
  live: [MEMBER_STATE_WORDS.live, 'green'],
  suspended: [MEMBER_STATE_WORDS.suspended, 'red'],
  left: [MEMBER_STATE_WORDS.left, 'grey'],
}
const REALM: StatusWords<RealmState> = {
  claimed: [REALM_STATE_WORDS.claimed, 'yellow'],
  proven: [REALM_STATE_WORDS.proven, 'green'],
  withdrawn: [REALM_STATE_WORDS.withdrawn, 'grey'],
}
const SERVER: StatusWords<ServerState> = {
  planned: [SERVER_STATE_WORDS.planned, 'blue'],
  live: [SERVER_STATE_WORDS.live, 'green'],
  retired: [SERVER_STATE_WORDS.retired, 'grey'],
}

export const memberTag = (state: MemberState): Html => status(state, MEMBER)
export const realmTag = (state: RealmState): Html => status(state, REALM)
export const serverTag = (state: ServerState): Html => status(state, SERVER)
