// The plan of a floor: what lies under it, and where its places are put down.
import { action } from '#platform/actions/index.ts'
import { purgeFile } from '#platform/files/index.ts'
import { invalid } from '#platform/errors/index.ts'
import { field, type UploadedFile } from '#platform/fields/index.ts'
import { MANAGE } from '../queries/seeing.ts'
import { drawingFrom, MOST_DRAWING_BYTES, MOST_PICTURE_SIDE, pictureSize, planSize } from '../rules/plan.ts'
import { lockedFloor } from './floors.ts'
import { mustBeCurrent } from './locking.ts'
import { lockedResource } from './resources.ts'

const badFile = (message: string): never => invalid('workspaces.plan.file', [{ field: 'drawing', message }])

export const drawPlan = action({
  name: 'workspaces.plan.draw',
  title: 'Put a drawing under the plan',
  permission: MANAGE,
  doors: ['page'],
  fields: {
    floor: field.id('Floor'),
    drawing: field.file('Drawing', {
      accept: ['svg', 'png'],
      mostBytes: MOST_DRAWING_BYTES,
      hint: 'An SVG or a PNG, smaller than 2 MB. Of an SVG only lines, shapes and words are taken over',
    }),
    words: field
      .text('What it shows', { most: 300, hint: 'In a sentence, for those who do not see it' })
      .optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const { workplace, floor } = await lockedFloor(inside, answers.floor)
    mustBeCurrent(floor, answers.version)
    const picture = pictureSize(answers.drawing.bytes)
    const found = picture === undefined ? drawingOf(answers.drawing) : undefined
    const size = picture ?? found
    if (size === undefined) return badFile('The drawing must be an SVG or a PNG')
    if (picture !== undefined && Math.max(picture.width, picture.height) > MOST_PICTURE_SIDE)
      badFile(
        `The picture is ${picture.width} by ${picture.height} dots. At most ${MOST_PICTURE_SIDE} each way`,
      )
    if (picture !== undefined && Math.min(picture.width, picture.height) < 1) badFile('The picture is empty')
    if (floor.backdrop_file_id !== null)
      await purgeFile(inside.tx, { file: floor.backdrop_file_id, owner: floor.id, now: inside.now })
    let file: string | null = null
    if (picture !== undefined) {
      await inside.subject({
        id: floor.id,
        module: 'workspaces',
        noun: 'floor',
        title: `${floor.name}, ${workplace.name}`,
        audience: 'workspaces',
      })
      file = await inside.keepFile(answers.drawing, { owner: floor.id, accept: ['png'] })
    }
    // While nothing is put down, the plan takes the proportions of what lies under it; afterwards places would move.
    const placed = await inside.tx
      .selectFrom('workspaces.resource')
      .select('id')
      .where('floor_id', '=', floor.id)
      .where('plan_x', 'is not', null)
      .limit(1)
      .executeTakeFirst()
    const plan =
      placed === undefined
        ? planSize(size.width, size.height)
        : { width: floor.plan_width, height: floor.plan_height }
    await inside.tx
      .updateTable('workspaces.floor')
      .set({
        backdrop_drawing: found?.drawing ?? null,
        backdrop_file_id: file,
        backdrop_words: answers.words,
        plan_width: plan.width,
        plan_height: plan.height,
        version: floor.version + 1,
      })
      .where('id', '=', floor.id)
      .execute()
    return {
      subject: workplace.site_id,
      result: { site: workplace.code, floor: floor.code, leftOut: found?.leftOut ?? [] },
      facts: {
        floor: floor.id,
        kind: picture === undefined ? 'svg' : 'png',
        bytes: answers.drawing.bytes.length,
      },
    }
  },
})

function drawingOf(upload: UploadedFile) {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(upload.bytes)
  } catch {
    return badFile('The drawing must be an SVG (as UTF-8 text) or a PNG')
  }
  if (!text.includes('<svg')) return badFile('The drawing must be an SVG or a PNG')
  const found = drawingFrom(text)
  return typeof found === 'string' ? badFile(found) : found
}

export const clearPlan = action({
  name: 'workspaces.plan.clear',
  title: 'Take the drawing away',
  permission: MANAGE,
  doors: ['page', 'api'],
  fields: { floor: field.id('Floor'), version: field.version() },
  async run(inside, answers) {
    const { workplace, floor } = await lockedFloor(inside, answers.floor)
    mustBeCurrent(floor, answers.version)
    if (floor.backdrop_file_id !== null)
      await purgeFile(inside.tx, { file: floor.backdrop_file_id, owner: floor.id, now: inside.now })
    await inside.tx
      .updateTable('workspaces.floor')
      .set({
        backdrop_drawing: null,
        backdrop_file_id: null,
        backdrop_words: null,
        version: floor.version + 1,
      })
      .where('id', '=', floor.id)
      .execute()
    return {
      subject: workplace.site_id,
      result: { site: workplace.code, floor: floor.code },
      facts: { floor: floor.id },
    }
  },
})

export const putDown = action({
  name: 'workspaces.plan.place',
  title: 'Put a place down on the plan',
  permission: MANAGE,
  doors: ['page', 'api'],
  fields: {
    resource: field.pick('Place', { from: 'workspaces.resource' }),
    x: field.integer('From the left', { least: 0, most: 10_000 }),
    y: field.integer('From the top', { least: 0, most: 10_000 }),
  },
  async run(inside, answers) {
    const { workplace, resource } = await lockedResource(inside, answers.resource)
    const floor = await inside.tx
      .selectFrom('workspaces.floor')
      .select(['code', 'plan_width', 'plan_height'])
      .where('id', '=', resource.floor_id)
      .executeTakeFirstOrThrow()
    if (answers.x > floor.plan_width)
      invalid('workspaces.plan.outside', [
        { field: 'x', message: `From the left must be ${floor.plan_width} or less` },
      ])
    if (answers.y > floor.plan_height)
      invalid('workspaces.plan.outside', [
        { field: 'y', message: `From the top must be ${floor.plan_height} or less` },
      ])
    await inside.tx
      .updateTable('workspaces.resource')
      .set({ plan_x: answers.x, plan_y: answers.y, version: resource.version + 1 })
      .where('id', '=', resource.id)
      .execute()
    return {
      subject: workplace.site_id,
      result: { site: workplace.code, floor: floor.code, name: resource.name },
      facts: { resource: resource.id },
    }
  },
})
