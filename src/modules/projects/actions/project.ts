// The project an action works on: locked, seen, and the doer's to change. Every action of a project begins here.
import type { Inside } from '#platform/actions/index.ts'
import { sql, type Insertable, type Selectable } from '#platform/database/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { mayIn, READ } from '../queries/projects.ts'
import { projectReference } from '../rules.ts'
import type { ProjectTable } from '../schema.ts'

export type LockedProject = Selectable<ProjectTable>

/** Enters a project under the next number: its row, and the subject that others attach to. */
export async function enterProject(
  inside: Inside,
  project: Omit<Insertable<ProjectTable>, 'id' | 'reference'>,
): Promise<{ readonly id: string; readonly reference: string }> {
  const id = inside.id()
  const counted = await sql<{
    number: bigint
  }>`select nextval('projects.project_number') as number`.execute(inside.tx)
  const reference = projectReference(Number(counted.rows[0]?.number ?? 0n))
  await inside.subject({
    id,
    module: 'projects',
    noun: 'project',
    title: `${reference} ${project.title}`,
    audience: `partnership:${project.partnership_id}`,
  })
  await inside.tx
    .insertInto('projects.project')
    .values({ ...project, id, reference })
    .execute()
  return { id, reference }
}

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
