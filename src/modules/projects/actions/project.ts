// The project an action works on: locked, seen, and the doer's to change. Every action of a project begins here.
import type { Inside } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { mayIn, READ } from '../queries/projects.ts'
import type { Selectable } from '#platform/database/index.ts'
import type { ProjectTable } from '../schema.ts'

export type LockedProject = Selectable<ProjectTable>

/** Locks the project; not found for whoever may not see it, forbidden for whoever may see but not do this. */
export async function mustManage(
  inside: Inside,
  permission: string,
  id: string,
  noun = 'project',
): Promise<LockedProject> {
  const project = await inside.tx
    .selectFrom('projects.project')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  const place = project && {
    id: project.id,
    partnershipId: project.partnership_id,
    groupId: project.group_id,
  }
  if (project === undefined || place === undefined || !mayIn(inside, READ, place)) return notFound(noun)
  if (!mayIn(inside, permission, place)) {
    refuse(
      'forbidden',
      'projects.project.not-yours',
      `Project ${project.reference} is not yours to change. Ask its project manager or the fund officer.`,
    )
  }
  return project
}

/**
 * A part of a project (a milestone, a measure, a spend line) with its project, which is locked.
 * Whoever may not see the project is told that there is no such part, as for one that never was.
 */
export async function mustManagePart<P extends { readonly project_id: string }>(
  inside: Inside,
  permission: string,
  noun: string,
  read: () => Promise<P | undefined>,
): Promise<{ readonly project: LockedProject; readonly part: P }> {
  const found = (await read()) ?? notFound(noun)
  const project = await mustManage(inside, permission, found.project_id, noun)
  // Read again under the lock: somebody may have changed it while we waited for our turn.
  return { project, part: (await read()) ?? notFound(noun) }
}
