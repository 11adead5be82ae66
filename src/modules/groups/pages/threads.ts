// The addresses of a group's discussions: the list, one of them with the form to answer, and what is done with it.
import { randomUUID } from 'node:crypto'
import { fill, type Action } from '#platform/actions/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { readFields } from '#platform/fields/index.ts'
import { form, get, page, type FormState, type Page, type Visit } from '#platform/http/index.ts'
import { mailChoice } from '#platform/notifications/index.ts'
import { formPage } from '#web/forms.ts'
import { paragraph } from '#web/parts.ts'
import {
  chooseThreadMail,
  closeThread,
  editPost,
  followThread,
  pinThread,
  startThread,
  withdrawPost,
  writePost,
} from '../actions/threads.ts'
import { groupById, type GroupCard } from '../queries.ts'
import {
  audiencesOf,
  discussionsOf,
  isFollowed,
  isInGroup,
  listThreads,
  postById,
  postsOf,
  threadsOf,
  threadWithGroup,
  type PostRow,
  type ThreadRow,
} from '../queries/threads.ts'
import { mailChosen } from '../rules/threads.ts'
import { groupPage } from '../slot.ts'
import { discussionsAt, discussionsPart, editingHint, threadsView, threadView } from '../views/threads.ts'
import { groupOf } from './parts.ts'

const LIST = 'groups.thread.list'
const ROOM = '/groups/:group/discussions'
const ONE = `${ROOM}/:thread`

/** The group of the address, for somebody who may read any of its discussions. */
async function roomOf(visit: Visit): Promise<GroupCard> {
  const group = await groupOf(visit)
  return audiencesOf(visit, group) === undefined ? notFound('group') : group
}

/** The same for its members alone: what they start and choose. */
async function ownRoomOf(visit: Visit): Promise<GroupCard> {
  const group = await roomOf(visit)
  return isInGroup(visit, group.id) ? group : notFound('group')
}

type Here = { readonly thread: ThreadRow; readonly group: GroupCard }

async function threadHere(visit: Visit): Promise<Here> {
  const found = await threadWithGroup(visit, visit.params['thread'] ?? '')
  return found.group.code === visit.params['group'] ? found : notFound('discussion')
}

async function postHere(visit: Visit): Promise<Here & { readonly post: PostRow }> {
  const here = await threadHere(visit)
  const post = await postById(visit, visit.params['post'] ?? '')
  return post?.thread_id === here.thread.id && post.withdrawn_at === null
    ? { ...here, post }
    : notFound('post')
}

const addressOf = ({ thread, group }: Here): string => `${discussionsAt(group)}/${thread.id}`

const showThreads = get(ROOM, {
  permission: LIST,
  async run(visit) {
    const group = await roomOf(visit)
    const { search, after } = readFields(listThreads.parameters, { ...visit.query, group: group.code })
    const isMember = isInGroup(visit, group.id)
    const mail =
      isMember && visit.actor.kind === 'person'
        ? mailChosen(await mailChoice(visit.db, visit.actor.id, discussionsOf(group.id)))
        : undefined
    return page(
      threadsView(visit, group, await threadsOf(visit, group, { search, after }), { isMember, mail }),
    )
  },
})

const showThread = get(ONE, {
  permission: LIST,
  async run(visit) {
    const here = await threadHere(visit)
    const { thread, group } = here
    const personId = visit.actor.kind === 'person' ? visit.actor.id : null
    const isMember = isInGroup(visit, group.id)
    return page(
      threadView(
        visit,
        { thread, group, posts: await postsOf(visit, thread.id, visit.query['after']) },
        {
          isMember,
          moderates: visit.may('groups.thread.close', { kind: 'group', id: group.id }),
          follows: personId !== null && (await isFollowed(visit, thread.id, personId)),
          personId,
          reply:
            isMember && thread.closed_at === null
              ? formTo(visit, `${addressOf(here)}/reply`, writePost)
              : undefined,
        },
      ),
    )
  },
})

/** A form that stands on another page than its own; with faults it is shown on its own. */
function formTo(visit: Visit, address: string, action: Pick<Action, 'title' | 'fields'>): FormState {
  return {
    action: address,
    title: action.title,
    fields: action.fields,
    values: {},
    faults: [],
    options: {},
    hidden: { _csrf: visit.csrf, _form: randomUUID() },
    multipart: false,
  }
}

const start = form(`${ROOM}/new`, {
  action: startThread,
  load: ownRoomOf,
  values: (_visit, group) => ({ group: group.id, audience: 'members' }),
  view: (_visit, group, state) =>
    formPage(
      'Start a discussion',
      state,
      { href: discussionsAt(group), text: group.name },
      {
        submit: 'Start the discussion',
        fields: [...(group.is_public ? ['title', 'audience', 'body'] : ['title', 'body']), 'group'],
        more: { body: { lines: 8 } },
      },
    ),
  then: (result, _visit, group) => ({
    to: `${discussionsAt(group)}/${result.id}`,
    notice: 'The discussion was started.',
  }),
})

const reply = form(`${ONE}/reply`, {
  action: writePost,
  load: threadHere,
  fixed: ({ params }) => ({ thread: params['thread'] }),
  view: (_visit, here, state) =>
    formPage(
      'Answer',
      state,
      { href: addressOf(here), text: here.thread.title },
      { submit: 'Post the answer', more: { body: { lines: 8 } } },
    ),
  then: (_result, _visit, here) => ({ to: addressOf(here), notice: 'Your answer was posted.' }),
})

const edit = form(`${ONE}/posts/:post/edit`, {
  action: editPost,
  load: postHere,
  fixed: ({ params }) => ({ post: params['post'] }),
  values: (_visit, { post }) => ({ body: post.body }),
  view: (_visit, here, state) =>
    formPage(
      'Change a post',
      state,
      { href: addressOf(here), text: here.thread.title },
      { submit: 'Save', before: paragraph(editingHint), more: { body: { lines: 8 } } },
    ),
  then: (_result, _visit, here) => ({ to: addressOf(here), notice: 'The post was changed.' }),
})

const withdraw = form(`${ONE}/posts/:post/withdraw`, {
  action: withdrawPost,
  load: postHere,
  fixed: ({ params }) => ({ post: params['post'] }),
  view: (_visit, here, state) =>
    formPage(
      'Withdraw a post',
      state,
      { href: addressOf(here), text: here.thread.title },
      {
        submit: 'Withdraw the post',
        look: 'warning',
        fields: [],
        before: paragraph(
          `The words of ${here.post.author_name} go for good. That there was a post, and who withdrew it, stays.`,
        ),
      },
    ),
  then: (_result, _visit, here) => ({ to: addressOf(here), notice: 'The post was withdrawn.' }),
})

const close = form(`${ONE}/close`, {
  action: closeThread,
  load: threadHere,
  fixed: ({ params }) => ({ thread: params['thread'] }),
  view: (_visit, here, state) =>
    formPage(
      'Close the discussion',
      state,
      { href: addressOf(here), text: here.thread.title },
      {
        submit: 'Close the discussion',
        look: 'warning',
        fields: [],
        before: paragraph('It takes no more posts and is not opened again. What was said stays.'),
      },
    ),
  then: (_result, _visit, here) => ({ to: addressOf(here), notice: 'The discussion was closed.' }),
})

const pin = form(`${ONE}/pin`, {
  action: pinThread,
  load: threadHere,
  fixed: ({ params }) => ({ thread: params['thread'] }),
  values: (_visit, { thread }) => ({ pinned: thread.pinned ? 'yes' : 'no' }),
  view: (_visit, here, state) =>
    formPage(
      'Keep a discussion at the top',
      state,
      { href: addressOf(here), text: here.thread.title },
      { submit: 'Save' },
    ),
  then: (_result, _visit, here) => ({ to: addressOf(here), notice: 'Saved.' }),
})

const follow = form(`${ONE}/follow`, {
  action: followThread,
  load: threadHere,
  fixed: ({ params }) => ({ thread: params['thread'] }),
  values: async (visit, { thread }) => ({
    follow:
      visit.actor.kind === 'person' && (await isFollowed(visit, thread.id, visit.actor.id)) ? 'yes' : 'no',
  }),
  view: (_visit, here, state) =>
    formPage(
      'Follow a discussion',
      state,
      { href: addressOf(here), text: here.thread.title },
      { submit: 'Save' },
    ),
  then: ({ follow: follows }, _visit, here) => ({
    to: addressOf(here),
    notice: follows ? 'Its mail comes to you.' : 'Its mail comes to you no longer.',
  }),
})

const chooseMail = form(`${ROOM}/mail`, {
  action: chooseThreadMail,
  load: ownRoomOf,
  fixed: () => ({}),
  values: async (visit, group) => ({
    group: group.id,
    choice:
      visit.actor.kind === 'person'
        ? mailChosen(await mailChoice(visit.db, visit.actor.id, discussionsOf(group.id)))
        : undefined,
  }),
  view: (_visit, group, state) =>
    formPage(
      'Mail of the discussions',
      state,
      { href: discussionsAt(group), text: group.name },
      { submit: 'Save', fields: ['choice', 'group'] },
    ),
  then: (_result, _visit, group) => ({ to: discussionsAt(group), notice: 'Your choice was saved.' }),
})

export const threadPages: readonly Page[] = [
  showThreads,
  start,
  chooseMail,
  showThread,
  reply,
  edit,
  withdraw,
  close,
  pin,
  follow,
]

/** On the group's page, for whoever may read them. */
export const discussionsOnGroup = fill(groupPage, {
  name: 'groups.thread.of-group',
  permission: LIST,
  async run(reader, { groupId }) {
    const group = await groupById(reader, groupId)
    if (group === undefined || audiencesOf(reader, group) === undefined) return []
    const isMember = isInGroup(reader, groupId)
    const { rows } = await threadsOf(reader, group, { most: 5 })
    if (!isMember && rows.length === 0) return []
    const mayStart = isMember && group.ended_on === null
    return [{ order: 45, title: 'Discussions', body: discussionsPart(group, rows, mayStart) }]
  },
})
