// A wing of roaming: getting people on.
import { describeProfile, PROFILE, publishProfile, withdrawProfile } from './actions/profiles.ts'
import { connectPages } from './pages/connect.ts'
import { KEEPERS } from './roles.ts'
import type { Wing } from '#platform/module/index.ts'

export const profiles: Wing = {
  actions: [describeProfile, publishProfile, withdrawProfile],
  pages: connectPages,
  permissions: { [PROFILE]: KEEPERS },
}
