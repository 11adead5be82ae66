// What groups plugs into the house.
import { fill } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { module } from '#platform/module/index.ts'
import { partnershipPage, partnershipReport } from '#modules/partnerships/index.ts'
import { closeGroup, createGroup, editGroup } from './actions/groups.ts'
import { addMember, appointMember, endMembership, joinGroup, leaveGroup } from './actions/memberships.ts'
import { loadDemo } from './demo.ts'
import { groupsFile } from './imports.ts'
import { groupsPart, pages } from './pages.ts'
import { personal } from './personal.ts'
import { listGroups, listMembers, readGroup, rolesHeldBy } from './queries.ts'
import { groupCount, groupsSection, membershipCount } from './report.ts'

const OFFICERS = ['partnership-officer', 'administrator']
const OF_THE_GROUP = ['partnership-officer', 'group-chair', 'group-secretary', 'administrator']

const taken = (code: string, field: string, message: string) => () =>
  new Refusal('conflict', code, message, { faults: [{ field, message }] })

export const groups = module({
  name: 'groups',
  title: 'Groups',
  uses: ['organisations', 'partnerships'],
  roles: [
    { name: 'group-member', title: 'Member of a group', scope: 'group' },
    { name: 'group-chair', title: 'Chair or vice-chair of a group', scope: 'group' },
    { name: 'group-secretary', title: 'Secretary of a group', scope: 'group' },
    { name: 'decision-maker', title: 'Votes in the deciding group', scope: 'partnership' },
    { name: 'decision-chair', title: 'Presides over the deciding group', scope: 'partnership' },
  ],
  rolesHeld: (db, personId, now) => rolesHeldBy({ db, now }, personId),
  permissions: {
    'groups.group.read': ['visitor'],
    'groups.group.create': OFFICERS,
    'groups.group.edit': OF_THE_GROUP,
    'groups.group.close': OFFICERS,
    'groups.group.import': ['administrator'],
    'groups.membership.read': ['signed-in'],
    'groups.membership.join': ['signed-in'],
    'groups.membership.leave': ['group-member'],
    'groups.membership.add': OF_THE_GROUP,
    'groups.membership.end': OF_THE_GROUP,
    'groups.membership.appoint': ['partnership-officer', 'group-chair', 'administrator'],
  },
  actions: [
    createGroup,
    editGroup,
    closeGroup,
    joinGroup,
    addMember,
    leaveGroup,
    endMembership,
    appointMember,
  ],
  queries: [listGroups, readGroup, listMembers],
  pages,
  fills: [
    fill(partnershipPage, {
      name: 'groups.group.of-partnership',
      permission: 'groups.group.read',
      run: groupsPart,
    }),
    fill(partnershipReport, {
      name: 'groups.group.in-report',
      permission: 'groups.group.read',
      run: groupsSection,
    }),
  ],
  navigation: [{ label: 'Groups', href: '/groups', permission: 'groups.group.read' }],
  figures: [groupCount, membershipCount],
  personal,
  imports: [groupsFile],
  demo: loadDemo,
  refusals: {
    groups_group_code_unique: taken(
      'groups.group.code-taken',
      'code',
      'Another group has this code. Choose another',
    ),
    groups_group_one_deciding: taken(
      'groups.group.one-decides',
      'decides',
      'Another group decides for this partnership already',
    ),
    groups_membership_once: () =>
      new Refusal(
        'conflict',
        'groups.membership.already-in',
        'This person is already a member of the group.',
      ),
    groups_membership_one_chair: () =>
      new Refusal(
        'conflict',
        'groups.membership.chair-taken',
        'Somebody was just appointed chair. Look again.',
      ),
    groups_membership_one_secretary: () =>
      new Refusal(
        'conflict',
        'groups.membership.secretary-taken',
        'Somebody was just appointed secretary. Look again.',
      ),
  },
})
