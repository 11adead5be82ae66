// All that discussions plug into the house, for module.ts to spread.
import { tellPosts, discussionJobs, tellDaily, tellGroup } from './actions/telling.ts'
import { receivePost } from './actions/receiving.ts'
import {
  chooseThreadMail,
  closeThread,
  editPost,
  followThread,
  pinThread,
  startThread,
  withdrawPost,
  writePost,
} from './actions/threads.ts'
import { discussionLetters, discussionList } from './letters/discussions.ts'
import { discussionsOnGroup, threadPages } from './pages/threads.ts'
import { discussionReferences } from './personal/threads.ts'
import { listThreads, READ_OPEN_THREADS, READ_THREADS, readThread } from './queries/threads.ts'
import { threadKind } from './search/threads.ts'

const MEMBERS = ['group-member']
const MODERATORS = ['group-chair', 'group-secretary']

export const discussions = {
  permissions: {
    // Nobody reads along by an office outside the group (D1).
    [READ_THREADS]: MEMBERS,
    [READ_OPEN_THREADS]: ['partner-staff'],
    'groups.thread.list': ['group-member', 'partner-staff'],
    'groups.thread.start': MEMBERS,
    'groups.thread.follow': MEMBERS,
    'groups.thread.choose-mail': MEMBERS,
    'groups.thread.close': MODERATORS,
    'groups.thread.pin': MODERATORS,
    'groups.post.write': MEMBERS,
    'groups.post.edit': MEMBERS,
    'groups.post.withdraw': ['group-member', ...MODERATORS],
    'groups.post.receive': ['administrator'],
  },
  actions: [
    startThread,
    writePost,
    editPost,
    withdrawPost,
    closeThread,
    pinThread,
    followThread,
    chooseThreadMail,
    receivePost,
    tellPosts.action,
    tellDaily,
    tellGroup,
  ],
  queries: [listThreads, readThread],
  listeners: [tellPosts],
  jobs: discussionJobs,
  letters: discussionLetters,
  mailLists: [discussionList],
  fills: [discussionsOnGroup],
  search: [threadKind],
  personal: discussionReferences,
  pages: threadPages,
} as const
