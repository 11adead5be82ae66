// What groups plugs into the house.
import { fill } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { job } from '#platform/jobs/index.ts'
import { module } from '#platform/module/index.ts'
import { personOffice } from '#modules/organisations/index.ts'
import { partnershipPage, partnershipReport } from '#modules/partnerships/index.ts'
import {
  correctBulletin,
  expireBulletins,
  forwardBulletin,
  publishBulletin,
  remarkBulletin,
  setMarkPeriod,
  shortenBulletin,
  withdrawBulletin,
} from './actions/bulletins.ts'
import { closeGroup, createGroup, editGroup, presentGroup } from './actions/groups.ts'
import { addMember, appointMember, endMembership, joinGroup, leaveGroup } from './actions/memberships.ts'
import {
  addResource,
  assignResource,
  replaceResource,
  retireResource,
  reviewResource,
} from './actions/resources.ts'
import { setRotation } from './actions/rotation.ts'
import { recordTerms } from './actions/terms.ts'
import { loadDemo } from './demo.ts'
import { discussions } from './discussions.ts'
import { duties } from './duties.ts'
import { groupsFile } from './imports.ts'
import { membersFile } from './imports/members.ts'
import { resourcesFile } from './imports/resources.ts'
import { bulletinLetter } from './letters.ts'
import { groupsPart, pages } from './pages.ts'
import { personal } from './personal.ts'
import { listGroups, listMembers, readGroup, rolesHeld } from './queries.ts'
import {
  listBulletins,
  MEMBERS,
  ORGANISATIONS,
  OVERSEE,
  PARTNERS,
  readBulletin,
} from './queries/bulletins.ts'
import { officesInGroups } from './queries/offices.ts'
import { listResources } from './queries/papers.ts'
import { groupCount, groupsSection, membershipCount } from './report.ts'
import { search } from './search.ts'

const OFFICERS = ['partnership-officer', 'administrator']
const OF_THE_GROUP = ['partnership-officer', 'group-chair', 'group-secretary', 'administrator']

// An owner is a member; whoever else looks after a group's resources is its officer.
const KEEPERS = [...OF_THE_GROUP, 'group-member']

const taken = (code: string, field: string, message: string) => () =>
  new Refusal('conflict', code, message, { faults: [{ field, message }] })

export const groups = module({
  name: 'groups',
  title: 'Groups',
  uses: ['organisations', 'partnerships'],
  roles: [
    { name: 'group-member', title: 'Member of a group', scope: 'group' },
    {
      name: 'group-organisation',
      title: 'Works for an organisation with a member in the group',
      scope: 'group',
    },
    { name: 'group-chair', title: 'Chair or vice-chair of a group', scope: 'group' },
    { name: 'group-secretary', title: 'Secretary of a group', scope: 'group' },
    { name: 'decision-maker', title: 'Votes in the deciding group', scope: 'partnership' },
    { name: 'decision-chair', title: 'Presides over the deciding group', scope: 'partnership' },
  ],
  rolesHeld,
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
    'groups.membership.appoint': OF_THE_GROUP,
    'groups.group.present': OF_THE_GROUP,
    'groups.rotation.set': OF_THE_GROUP,
    'groups.rotation.propose': ['partnership-officer', 'group-secretary'],
    // Who stands in which circle of a mark or an audience: nobody by an office outside the group.
    [MEMBERS]: ['group-member'],
    [ORGANISATIONS]: ['group-organisation'],
    [PARTNERS]: ['partner-staff'],
    'groups.bulletin.read': ['visitor'],
    'groups.bulletin.list': ['visitor'],
    [OVERSEE]: ['group-chair', 'group-secretary'],
    'groups.bulletin.publish': ['group-member'],
    'groups.bulletin.correct': ['group-member'],
    'groups.bulletin.remark': ['group-member'],
    'groups.bulletin.shorten': ['group-member'],
    'groups.bulletin.withdraw': ['group-member'],
    'groups.bulletin.forward': ['group-member'],
    'groups.bulletin.set-period': ['administrator'],
    'groups.resource.read': ['visitor'],
    'groups.resource.add': OF_THE_GROUP,
    'groups.resource.keep': OF_THE_GROUP,
    'groups.resource.adopt': ['group-secretary'],
    'groups.resource.review': KEEPERS,
    'groups.resource.replace': KEEPERS,
    'groups.resource.assign': KEEPERS,
    'groups.resource.retire': KEEPERS,
    'groups.resource.import': ['administrator'],
    'groups.terms.read': ['visitor'],
    'groups.terms.record': OF_THE_GROUP,
    ...discussions.permissions,
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
    presentGroup,
    setRotation,
    publishBulletin,
    correctBulletin,
    remarkBulletin,
    shortenBulletin,
    withdrawBulletin,
    forwardBulletin,
    setMarkPeriod,
    expireBulletins,
    addResource,
    reviewResource,
    replaceResource,
    assignResource,
    retireResource,
    recordTerms,
    ...discussions.actions,
  ],
  queries: [
    listGroups,
    readGroup,
    listMembers,
    listBulletins,
    readBulletin,
    listResources,
    ...discussions.queries,
  ],
  search: [...search, ...discussions.search],
  pages: [...pages, ...discussions.pages],
  listeners: discussions.listeners,
  jobs: [
    ...discussions.jobs,
    job({
      name: 'groups.bulletins.expire',
      title: 'Let go of bulletins whose time is over',
      action: expireBulletins,
      every: { dailyAt: '00:05' },
    }),
  ],
  letters: [bulletinLetter, ...discussions.letters],
  mailLists: discussions.mailLists,
  fills: [
    ...discussions.fills,
    ...duties,
    fill(personOffice, {
      name: 'groups.membership.offices',
      permission: 'groups.membership.read',
      run: officesInGroups,
    }),
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
  navigation: [
    {
      label: 'Groups',
      under: 'Groups and events',
      href: '/groups',
      permission: 'groups.group.read',
      also: ['/bulletins', '/resources'],
    },
  ],
  figures: [groupCount, membershipCount],
  personal: [...personal, ...discussions.personal],
  imports: [groupsFile, resourcesFile, membersFile],
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
    groups_resource_title_once: taken(
      'groups.resource.title-taken',
      'title',
      'The group has a resource of this title already. Replace that one, or choose another title',
    ),
    groups_bulletin_forward_key: () =>
      new Refusal('conflict', 'groups.bulletin.there-already', 'It was sent to this group already.'),
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
